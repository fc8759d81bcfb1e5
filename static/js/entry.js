/* Fast entry: keys, the draft on the server, a line saved while the next is being typed. The page works without it.
   Text is read on `input`, never on `keydown`, and no field is rewritten while somebody types in it: Unikey and Telex stay whole. */
(function () {
  "use strict";

  var form = document.getElementById("entry");
  if (!form) { return; }
  var fields = document.getElementById("entry-fields");
  var entered = document.getElementById("entered");
  var save = document.getElementById("entry-save");
  var state = document.getElementById("entry-draft");
  var saveWords = save.innerHTML;
  var ORDER = ["identity", "full_name", "birth", "phones", "household", "market", "consent"];
  var PERSON = ["identity", "full_name", "birth", "phones", "household", "sex", "consent"];
  var queue = Promise.resolve(), timer = 0, touched = false, saving = false, later = null, version;

  var control = function (name) { return form.elements.namedItem(name); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var digits = function () { return control("identity").value.replace(/\D/g, ""); };

  /* ---- asking the server, one thing after the other ---- */
  function post(url, data) {
    data.set("csrfmiddlewaretoken", control("csrfmiddlewaretoken").value);
    return fetch(url, { method: "POST", body: data, headers: { "HX-Request": "true" }, credentials: "same-origin" });
  }
  function next(work) { queue = queue.then(work, work); return queue; }
  function wait() { save.textContent = form.dataset.waiting; }
  function ready() { if (!saving) { save.innerHTML = saveWords; } }
  function swap(target, html) { target.innerHTML = html; window.htmx.process(target); }
  function elsewhere(html) { document.getElementById("entry-alert").innerHTML = html; }

  /* ---- the draft: a second after the last letter, and on leaving a field ---- */
  function readVersion() { version = (state.querySelector("[data-version]") || form).dataset.version || "0"; }
  function draft() {
    clearTimeout(timer);
    if (!touched) { return queue; }
    return next(function () {
      if (!touched) { return null; }
      touched = false;
      var data = new FormData(form);
      data.delete("form_key");
      data.delete("consent");
      data.set("version", version);
      return post(form.dataset.draft, data).then(function (answer) {
        return answer.text().then(function (html) {
          if (answer.status === 409) { return elsewhere(html); }
          if (!answer.ok) { throw new Error("draft"); }
          state.innerHTML = html;
          readVersion();
          if (!touched) { form.removeAttribute("data-changed"); }
          return ready();
        });
      }).catch(function () { touched = true; wait(); timer = setTimeout(draft, 5000); });
    });
  }
  function typed() {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(draft, 1000);
  }
  form.addEventListener("input", function (event) {
    if (event.target.name === "identity") { showYear(); hideHints(); }
    if (!event.isComposing) { typed(); }
  });
  form.addEventListener("compositionend", typed);
  form.addEventListener("focusout", function () { if (touched && !saving) { draft(); } });
  all("[data-flush]").forEach(function (other) {
    other.addEventListener("submit", function (event) {
      if (!touched) { return; }
      event.preventDefault();
      draft().then(function () { other.submit(); });
    });
  });

  /* ---- one line saved, the next one begun ---- */
  function values() {
    var kept = {};
    PERSON.forEach(function (name) {
      var one = control(name);
      kept[name] = one.type === "checkbox" ? one.checked : one.value;
    });
    return kept;
  }
  function fill(kept) {
    PERSON.forEach(function (name) {
      var one = control(name);
      if (one.type === "checkbox") { one.checked = Boolean(kept[name]); } else { one.value = kept[name] || (name === "sex" ? "unknown" : ""); }
    });
    delete control("identity").dataset.announced;
    hideHints();
    showYear();
  }
  function isBegun() { return PERSON.some(function (name) { return name !== "sex" && values()[name]; }); }
  function first() { control("identity").focus(); }
  function forget() {
    all(".error-summary, .entry-same, .invalid-feedback", fields).forEach(function (one) { one.remove(); });
    all(".has-error", fields).forEach(function (one) { one.classList.remove("has-error"); });
    all("[aria-invalid]", fields).forEach(function (one) { one.removeAttribute("aria-invalid"); });
  }

  form.addEventListener("submit", function (event) {
    var pressed = event.submitter;
    if (pressed && pressed.hasAttribute("formaction")) { clearTimeout(timer); touched = false; return; }
    event.preventDefault();
    if (saving) { return; }
    window.htmx.trigger(control("identity"), "htmx:abort");
    clearTimeout(timer);
    touched = false;
    saving = true;
    var data = new FormData(form), before = values();
    data.set("act", pressed && pressed.name === "act" ? pressed.value : "save");
    document.activeElement.blur();
    fill({});
    first();
    form.setAttribute("data-changed", "");
    save.textContent = form.dataset.saving;
    next(function () { return sent(data, before); });
  });
  function sent(data, before) {
    return post(form.action, data).then(function (answer) {
      return answer.text().then(function (html) {
        saving = false;
        if (answer.ok) { return stands(html); }
        if (answer.status === 422) { return mend(html); }
        if (answer.status === 409) { elsewhere(html); }
        return refused(before);
      });
    }).catch(function () {
      /* No answer: the same key is sent again until there is one, so the line cannot be written twice. */
      wait();
      return new Promise(function (done) { setTimeout(done, 4000); }).then(function () { return sent(data, before); });
    });
  }
  function stands(html) {
    swap(entered, html);
    var fresh = document.getElementById("entry-next");
    control("form_key").value = fresh.querySelector("[name=form_key]").value;
    control("position").value = fresh.dataset.line;
    control("consent_on").value = control("on").value;
    fresh.remove();
    version = "0";
    state.textContent = "";
    if (!later) { forget(); }
    if (later && !isBegun()) { fill(later); later = null; touched = true; typed(); }
    if (!isBegun()) { form.removeAttribute("data-changed"); } else { typed(); }
    ready();
  }
  function mend(html) {
    if (isBegun()) { later = values(); }
    swap(fields, html);
    showYear();
    touched = true;
    typed();
    ready();
    var bad = fields.querySelector("[aria-invalid=true], .entry-same input");
    if (bad) { bad.focus(); }
  }
  function refused(before) {
    if (isBegun()) { later = values(); }
    fill(before);
    first();
    ready();
  }

  /* ---- taking a line back, without leaving the one that is typed ---- */
  entered.addEventListener("submit", function (event) {
    event.preventDefault();
    var data = new FormData(event.target), url = event.target.action;
    next(function () {
      return post(url, data).then(function (answer) { return answer.text(); }).then(function (html) {
        swap(entered, html);
        var fresh = document.getElementById("entry-next");
        if (fresh) { control("position").value = fresh.dataset.line; fresh.remove(); }
        first();
      }).catch(wait);
    });
  });

  /* ---- the hint about somebody known ---- */
  var together = form.querySelector("[data-together]"), ignore = form.querySelector("[data-aside]");
  function offer(hint) {
    together.hidden = !hint || !hint.querySelector("[data-hint=certain]");
    ignore.hidden = !hint || !hint.querySelector("[data-hint]");
  }
  function hideHints() {
    document.getElementById("hints").textContent = "";
    offer(null);
  }
  document.addEventListener("htmx:afterSwap", function (event) { if (event.target.id === "hints") { offer(event.target); } });
  ignore.addEventListener("click", function () { aside(); });
  function showYear() {
    var said = digits(), shown = document.getElementById("entry-year");
    shown.textContent = said.length === 12 ? "[" + (1900 + 100 * Math.floor(said[3] / 2) + Number(said.slice(4, 6))) + "]" : "";
  }

  /* ---- keys ---- */
  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase(); }
  function choose(select, key) {
    /* The first one of that letter, as on the paper; the same letter again goes to the next one. */
    var found = all("option", select).filter(function (one) { return one.value && fold(one.textContent).indexOf(key) === 0; });
    var at = select.dataset.pressed === key ? found.indexOf(select.selectedOptions[0]) + 1 : 0;
    if (!found.length) { return; }
    found[at % found.length].selected = true;
    select.dataset.pressed = key;
    select.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("focusin", function (event) { delete event.target.dataset.pressed; });
  function goOn(from) {
    var order = ORDER.slice();
    if (digits().length !== 12) { order.push("sex"); }
    var names = from.name === "same_as" ? ["same_as"].concat(order) : order;
    var at = names.indexOf(from.name);
    (at >= 0 && at + 1 < names.length ? control(names[at + 1]) : save).focus();
  }
  form.addEventListener("keydown", function (event) {
    var target = event.target;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "Enter" && !event.shiftKey && form.dataset.enter === "1" && /^(INPUT|SELECT)$/.test(target.tagName)) {
      event.preventDefault();
      goOn(target);
    }
    if (target.matches("select") && /^[a-z0-9]$/i.test(event.key) && (target.name === "household" || target.name === "market")) {
      event.preventDefault();
      choose(target, event.key.toLowerCase());
    }
    if (event.key === "Escape") { hideHints(); }
  });
  document.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase(), line = entered.querySelector("[data-previous]");
    if (event.ctrlKey && event.key === "Enter" && event.target.form !== form && !event.target.form) { form.requestSubmit(save); }
    if (!event.altKey || event.ctrlKey || event.isComposing) { return; }
    if (key === "g") { event.preventDefault(); if (!together.hidden) { form.requestSubmit(together); } }
    if (key === "b") { event.preventDefault(); aside(); }
    if (event.key === "ArrowUp" && line) { event.preventDefault(); line.click(); }
  });
  function aside() {
    var other = fields.querySelector(".entry-same [value=new]");
    if (other) { other.checked = true; other.focus(); }
    hideHints();
  }

  /* ---- what is kept from line to line, said in one line ---- */
  form.addEventListener("change", function (event) {
    var shown = fields.querySelector("[data-kept='" + event.target.name + "']");
    if (!shown) { return; }
    shown.textContent = event.target.selectedOptions ? event.target.selectedOptions[0].textContent : event.target.value;
  });

  window.addEventListener("offline", wait);
  window.addEventListener("online", function () { ready(); draft(); });
  all("[data-plain]").forEach(function (one) { one.hidden = true; });
  all("[data-script]").forEach(function (one) { one.hidden = false; });
  offer(document.getElementById("hints"));
  form.dataset.ready = "";
  readVersion();
  showYear();
  if (!document.querySelector(".error-summary")) { first(); }
})();
