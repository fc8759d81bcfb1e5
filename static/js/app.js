/* Small comforts over pages that work without any script. Nothing here stores a byte in the browser. */
(function () {
  "use strict";

  var one = function (selector, root) { return (root || document).querySelector(selector); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var on = function (name, act, root) { (root || document).addEventListener(name, act); };

  /* A form that came back with errors: read them first. */
  function focusErrors(root) {
    var summary = one(".error-summary", root);
    if (summary) { summary.focus(); }
  }

  /* A link of the summary goes to the control itself, not only into its neighbourhood. */
  on("click", function (event) {
    var link = event.target.closest(".error-summary a[href^='#']");
    var field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) { return; }
    event.preventDefault();
    field.focus({ preventScroll: true });
    (one("label[for='" + field.id + "']") || field).scrollIntoView({ block: "center" });
  });

  /* A second press within eight seconds is an accident; the server keeps the real guard. */
  on("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.removeAttribute("data-changed");
    all("button, [type=submit]", form).forEach(function (button) { button.setAttribute("aria-disabled", "true"); });
    setTimeout(function () { release(form); }, 8000);
  });
  function release(form) {
    delete form.dataset.sent;
    all("[aria-disabled=true]", form).forEach(function (button) { button.removeAttribute("aria-disabled"); });
  }
  on("pageshow", function () { all("form[data-sent]").forEach(release); }, window);
  on("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { release(form); }
  });

  /* Leaving a form with unsaved words asks first. */
  on("input", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-guard")) { form.setAttribute("data-changed", ""); }
  });
  on("beforeunload", function (event) {
    if (one("form[data-changed]")) { event.preventDefault(); event.returnValue = ""; }
  }, window);

  /* A complete identity number (12 digits, or 9 on leaving the field) is announced once; a half-typed one never. */
  function announce(field, lengths) {
    var digits = field.value.replace(/\D/g, "");
    if (lengths.indexOf(digits.length) < 0 || field.dataset.announced === digits) { return; }
    field.dataset.announced = digits;
    field.dispatchEvent(new CustomEvent("id-complete", { bubbles: true }));
  }
  on("input", function (event) { if (event.target.matches("[data-id-number]") && !event.isComposing) { announce(event.target, [12]); } });
  on("change", function (event) { if (event.target.matches("[data-id-number]")) { announce(event.target, [9, 12]); } });

  /* Ctrl+Enter sends the form one is writing in. */
  on("keydown", function (event) {
    if (!event.ctrlKey || event.altKey || event.isComposing) { return; }
    if (event.key === "Enter" && event.target.form && event.target.form.method === "post") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  /* Escape or a press elsewhere closes an open menu. */
  on("keydown", function (event) {
    var menu = event.key === "Escape" && one("details.menu[open]");
    if (menu) { menu.open = false; one("summary", menu).focus(); }
  });
  on("click", function (event) {
    all("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });

  /* The network is gone: say so, and keep what was typed. */
  function connection() {
    var badge = one("#offline");
    if (badge) { badge.hidden = navigator.onLine; }
  }
  on("offline", connection, window);
  on("online", connection, window);
  ["htmx:timeout", "htmx:sendError"].forEach(function (name) {
    on(name, function () {
      var badge = one("#offline");
      if (badge) { badge.hidden = false; setTimeout(connection, 8000); }
    });
  });

  on("htmx:afterSwap", function (event) { focusErrors(event.target); });
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    on("click", function () { window.print(); }, button);
  });
  connection();
  focusErrors();
})();
