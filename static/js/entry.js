/* Fast entry: keys, the draft on the server, up to three lines saved while the next is being typed. The page works without it.
   Lines on their way stay in the memory of the page, one after the other, each with its own key: whatever the network does, none is
   written twice and none is lost; nothing is kept in the browser.
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
  var PATIENCE = 15000, PAUSE = 4000, MOST = 3;
  var queue = Promise.resolve(), timer = 0, touched = false, version;
  var waiting = [];  // lines sent or about to be sent, the oldest first
  var shelf = [];  // lines put aside while another one is mended
  var mending = false, attempt = 0, wake = null, last = 0;  // the highest number of a line so far

  var control = function (name) { return form.elements.namedItem(name); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var digits = function () { return control("identity").value.replace(/\D/g, ""); };

  /* ---- asking the server, one thing after the other ---- */
  function post(url, data) {
    var patience = new AbortController(), bell = setTimeout(function () { patience.abort(); }, PATIENCE);
    data.set("csrfmiddlewaretoken", control("csrfmiddlewaretoken").value);
    return fetch(url, { method: "POST", body: data, headers: { "HX-Request": "true" }, credentials: "same-origin", signal: patience.signal })
      .then(function (answer) { return answer.text().then(function (html) { return { status: answer.status, ok: answer.ok, html: html }; }); })
      .finally(function () { clearTimeout(bell); });
  }
  function next(work) { queue = queue.then(work, work); return queue; }
  function swap(target, html) { target.innerHTML = html; window.htmx.process(target); }
  function tell(html) { document.getElementById("entry-alert").innerHTML = html; }

  /* What the button says: saving, waiting for the network with so many lines, or trying for the second time. */
  function words(name, number) { return form.dataset[name].replace("0", number); }
  function show() {
    if (!attempt && navigator.onLine) { save.innerHTML = waiting.length ? form.dataset.saving : saveWords; return; }
    save.textContent = waiting.length ? words("lines", waiting.length) : form.dataset.waiting;
    state.textContent = attempt && navigator.onLine ? words("slow", attempt + 1) : "";
  }
  function failed() { attempt += 1; show(); }
  function answered() {
    if (attempt) { state.textContent = ""; }
    attempt = 0;
    show();
  }
  /* Leaving asks first while anything stands only here. */
  function guard(kept) {
    var only = waiting.length || shelf.length || touched || (isBegun() && !kept);
    form.toggleAttribute("data-changed", Boolean(only));
  }

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
        answered();
        if (answer.status === 409) { return tell(answer.html); }
        if (!answer.ok || answer.html.indexOf("data-version") < 0) { throw new Error("draft"); }
        state.innerHTML = answer.html;
        readVersion();
        return guard(true);
      }).catch(function () { touched = true; failed(); timer = setTimeout(draft, PAUSE); });
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
  form.addEventListener("focusout", function () { if (touched) { draft(); } });
  all("[data-flush]").forEach(function (other) {
    other.addEventListener("submit", function (event) {
      if (!touched && !waiting.length) { return; }
      event.preventDefault();
      draft().then(function () { other.submit(); });
    });
  });

  /* ---- lines saved one after the other, while the next one is typed ---- */
  function values() {
    var kept = {};
    all("input[name]:not([type=radio]), select[name]", fields).forEach(function (one) {
      kept[one.name] = one.type === "checkbox" ? one.checked : one.value;
    });
    return kept;
  }
  function fill(kept) {
    var empty = { sex: "unknown", consent_on: control("on").value };
    PERSON.concat(Object.keys(empty), Object.keys(kept)).forEach(function (name) {
      var one = control(name), value = name in kept ? kept[name] : empty[name];
      if (one.type === "checkbox") { one.checked = Boolean(value); } else { one.value = value || ""; }
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
    tell("");
  }

  form.addEventListener("submit", function (event) {
    var pressed = event.submitter;
    event.preventDefault();
    if (pressed && pressed.hasAttribute("formaction")) { return cleared(); }
    if (waiting.length >= MOST) { return tell(form.dataset.full); }
    window.htmx.trigger(control("identity"), "htmx:abort");
    var line = { data: new FormData(form), typed: values() };
    line.data.set("act", pressed && pressed.name === "act" ? pressed.value : "save");
    waiting.push(line);
    last = Math.max(last, Number(line.typed.position));
    nextLine(last + 1);
    show();
    next(function () {
      line.data.set("form_key", control("form_key").value);
      return sent(line);
    });
  });
  function cleared() {
    nextLine(control("position").value);
    touched = true;
    draft();
  }
  /* The fields for the line after this one, or for one that was put aside. */
  function nextLine(position) {
    clearTimeout(timer);
    document.activeElement.blur();
    forget();
    state.textContent = "";
    touched = mending = false;
    fill(shelf.shift() || { position: String(position) });
    if (isBegun()) { typed(); }
    first();
    guard();
  }
  function sent(line) {
    return post(form.action, line.data).then(function (answer) {
      if (answer.ok && answer.html.indexOf("entry-next") < 0) { return again(line); }
      waiting.shift();
      answered();
      if (answer.ok) { return stands(answer.html); }
      if (answer.status === 422) { return givenBack(line, answer.html); }
      tell(answer.status === 409 ? answer.html : form.dataset.refused);
      return givenBack(line);
    }, function () { return again(line); });
  }
  /* No answer of ours: the same key is sent again until there is one, so the line cannot be written twice. */
  function again(line) {
    failed();
    return new Promise(function (done) { wake = done; setTimeout(done, PAUSE); }).then(function () { return sent(line); });
  }
  function stands(html) {
    swap(entered, html);
    var fresh = document.getElementById("entry-next");
    control("form_key").value = fresh.querySelector("[name=form_key]").value;
    if (!waiting.length && !shelf.length && !isBegun()) { control("position").value = fresh.dataset.line; }
    fresh.remove();
    version = "0";
    if (!mending) { tell(""); }
    if (isBegun()) { typed(); }
    guard();
  }
  /* A line that was not written is shown again; what is being typed waits on the shelf meanwhile, with its own number. */
  function givenBack(line, html) {
    if (mending) { shelf.push(line.typed); return; }
    if (isBegun()) { shelf.push(values()); }
    mending = true;
    if (html) { swap(fields, html); showYear(); } else { fill(line.typed); }
    touched = true;
    typed();
    guard();
    (fields.querySelector("[aria-invalid=true], .entry-same input") || control("identity")).focus();
  }

  /* ---- taking a line back, without leaving the one that is typed ---- */
  entered.addEventListener("submit", function (event) {
    event.preventDefault();
    var data = new FormData(event.target), url = event.target.action;
    next(function () {
      return post(url, data).then(function (answer) {
        var untouched = !waiting.length && !isBegun();
        answered();
        swap(entered, answer.html);
        var fresh = document.getElementById("entry-next");
        if (fresh && untouched) { control("position").value = fresh.dataset.line; }
        if (fresh) { fresh.remove(); }
        first();
      }).catch(failed);
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

  window.addEventListener("offline", show);
  window.addEventListener("online", function () { attempt = 0; show(); if (wake) { wake(); } draft(); });
  all("[data-plain]").forEach(function (one) { one.hidden = true; });
  all("[data-script]").forEach(function (one) { one.hidden = false; });
  offer(document.getElementById("hints"));
  form.dataset.ready = "";
  readVersion();
  showYear();
  if (!document.querySelector(".error-summary")) { first(); }
})();
