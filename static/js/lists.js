/* Boxes of a list: tick the whole page, say how many are ticked. Without script the boxes work one by one. */
(function () {
  "use strict";
  var form = document.getElementById("bulk");
  var all = document.querySelector("[data-tick-all]");
  if (!form || !all) { return; }
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[name=chon]"));
  var whole = document.getElementById("tat-ca");
  var said = form.querySelector("output");
  function count() {
    var n = boxes.filter(function (box) { return box.checked; }).length;
    all.checked = n === boxes.length;
    all.indeterminate = n > 0 && n < boxes.length;
    said.hidden = !n;
    said.textContent = said.dataset.ticked + " " + n;
  }
  all.hidden = false;
  all.addEventListener("change", function () {
    boxes.forEach(function (box) { box.checked = all.checked; });
    count();
  });
  boxes.forEach(function (box) { box.addEventListener("change", count); });
  if (whole) {
    whole.addEventListener("change", function () { boxes.forEach(function (box) { box.disabled = whole.checked; }); });
  }
  window.addEventListener("pageshow", count);
})();
