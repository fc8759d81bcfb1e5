/* Ctrl+K opens the window «Đi tới», Alt+/ the list of keys. Without this file both are a page and a drawer. */
(function () {
  "use strict";
  var dialog = document.getElementById("goto");
  var keys = document.getElementById("keys");
  var from = null;

  function options() { return Array.prototype.slice.call(dialog.querySelectorAll("[role=option]")); }
  function chosen() { return dialog.querySelector("[role=option][aria-selected=true]"); }

  function choose(option) {
    var before = chosen();
    if (before) { before.setAttribute("aria-selected", "false"); }
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function renew() {
    var found = options();
    input.setAttribute("aria-expanded", String(found.length > 0));
    choose(input.value.trim() ? found[0] : null);
  }

  function say() {
    var none = dialog.querySelector(".goto-none");
    said.textContent = none ? none.textContent : options().length + " " + dialog.querySelector("#goto-list").getAttribute("aria-label").toLowerCase();
  }

  function open() {
    if (dialog.open) { return; }
    from = document.activeElement;
    dialog.showModal();
    input.focus();
    input.select();
    renew();
  }

  function move(by) {
    var found = options();
    if (!found.length) { return; }
    var at = found.indexOf(chosen());
    choose(found[(at + by + found.length) % found.length]);
  }

  if (dialog && dialog.showModal) {
    var input = document.getElementById("goto-text");
    var said = document.getElementById("goto-said");
    document.querySelectorAll(".goto-open").forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); open(); }
      });
    });
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open();
      }
    });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing) { return; }
      if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      if (event.key === "Enter" && chosen()) { event.preventDefault(); chosen().click(); }
    });
    dialog.addEventListener("htmx:afterSwap", function () { renew(); say(); });
    dialog.addEventListener("click", function (event) { if (event.target === dialog) { dialog.close(); } });
    dialog.addEventListener("close", function () {
      input.value = "";
      if (from && from.focus) { from.focus(); }
    });
  }

  if (keys) {
    document.addEventListener("keydown", function (event) {
      if (event.altKey && !event.ctrlKey && event.key === "/") {
        event.preventDefault();
        keys.open = !keys.open;
        if (keys.open) {
          from = document.activeElement;
          keys.querySelector("summary").focus();
          keys.scrollIntoView({ block: "end" });
        } else if (from && from.focus) { from.focus(); }
      } else if (event.key === "Escape" && keys.open && keys.contains(document.activeElement)) {
        keys.open = false;
        if (from && from.focus) { from.focus(); }
      }
    });
  }

  /* Alt+up: one level up, as the way at the head of the page says; Alt+down: into the list. (Alt+left stays the browser's.) */
  document.addEventListener("keydown", function (event) {
    if (!event.altKey || event.ctrlKey || event.defaultPrevented || event.target.closest("input, select, textarea")) { return; }
    var way = { ArrowUp: ".breadcrumb a:not([aria-current])", ArrowDown: "main tbody a" }[event.key];
    var links = way ? document.querySelectorAll(way) : [];
    var link = links[event.key === "ArrowUp" ? links.length - 1 : 0];
    if (!link) { return; }
    event.preventDefault();
    if (event.key === "ArrowUp") { link.click(); } else { link.focus(); }
  });
})();
