// Ticking a whole page of a list at once, and saying how many are ticked. Without script one ticks them one by one.
for (const form of document.querySelectorAll("form[data-choose]")) {
  const all = form.querySelector("[data-choose-all]");
  const label = form.querySelector("[data-choose-label]");
  const count = form.querySelector("[data-choose-count]");
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    count.textContent = ticked ? `${ticked} ticked` : "";
    for (const button of form.querySelectorAll("button[name=deed]")) button.disabled = ticked === 0;
  };
  all.hidden = false;
  label.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}
