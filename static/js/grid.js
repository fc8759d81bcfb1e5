/* Mending rows as in a spreadsheet: arrows and Enter move, F2 goes into the words of a cell, Esc takes back, Alt+N goes on to the next problem. The form works without it.
   Letters are left alone while Unikey or Telex composes them. */
(function () {
  "use strict";
  var form = document.getElementById("grid");
  if (!form) { return; }
  var said = document.querySelector("[data-keys]");
  var lines = Array.prototype.map.call(form.querySelectorAll("tbody tr:not(.said)"), function (line) {
    return Array.prototype.slice.call(line.querySelectorAll("td input"));
  });
  if (said) { said.hidden = false; }
  var inside = null; // the cell in whose words the arrows move, since F2

  function place(cell) {
    for (var y = 0; y < lines.length; y += 1) {
      var x = lines[y].indexOf(cell);
      if (x >= 0) { return { x: x, y: y }; }
    }
    return null;
  }
  function unfold(cell) { // on a phone the cells without a problem are folded away
    var said = cell.closest("tr").nextElementSibling, tick = said && said.querySelector(".fold input");
    if (tick) { tick.checked = true; }
  }
  function go(x, y) {
    var cell = lines[y] && lines[y][x];
    if (cell && !cell.offsetParent) { unfold(cell); }
    if (cell) { cell.focus(); cell.select(); }
    return Boolean(cell);
  }
  function atEdge(cell, right) {
    if (cell === inside) { return false; }
    var whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    return whole || cell.selectionStart === cell.selectionEnd && cell.selectionStart === (right ? cell.value.length : 0);
  }
  function nextProblem(from) {
    var wrong = Array.prototype.slice.call(form.querySelectorAll("td.has-error input"));
    var later = wrong.filter(function (cell) { return from.compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING; });
    var cell = later[0] || wrong[0];
    if (cell) { cell.focus(); cell.select(); }
  }

  form.addEventListener("keydown", function (event) {
    var cell = event.target, at = place(cell), moved = false;
    if (event.isComposing || event.shiftKey) { return; }
    if (event.altKey && event.code === "KeyN") { event.preventDefault(); nextProblem(cell); return; }
    if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
    if (!at || event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "F2") { inside = cell; cell.setSelectionRange(cell.value.length, cell.value.length); moved = true; }
    if (event.key === "Escape") { inside = null; cell.value = cell.defaultValue; cell.select(); moved = true; }
    if (event.key === "ArrowUp") { moved = go(at.x, at.y - 1); }
    if (event.key === "ArrowDown" || event.key === "Enter") { moved = go(at.x, at.y + 1) || event.key === "Enter"; }
    if (event.key === "ArrowLeft" && atEdge(cell, false)) { moved = go(at.x - 1, at.y); }
    if (event.key === "ArrowRight" && atEdge(cell, true)) { moved = go(at.x + 1, at.y); }
    if (moved) { event.preventDefault(); }
  });
  form.addEventListener("focusout", function () { inside = null; });
  nextProblem(form);
})();
