// [data-dialog-open="id"] opens that <dialog>, as a modal; a link's own address is the way without script.
// [data-dialog-close], a click on the backdrop and the event "close-dialog" (HX-Trigger) close it.
// A link may also carry hx-get and hx-target="#dialog-body" to fill the shared dialog, and data-dialog-title.

function open(opener, event) {
  const dialog = document.getElementById(opener.dataset.dialogOpen);
  if (!dialog || typeof dialog.showModal !== "function") return;
  event.preventDefault();
  const title = opener.dataset.dialogTitle;
  if (title) dialog.querySelector(".dialog__title").textContent = title;
  opener.closest("details[data-menu]")?.removeAttribute("open");
  if (!dialog.open) {
    dialog.showModal();
    dialog.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
    dialog.dispatchEvent(new CustomEvent("dialog-opened", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    open(opener, event);
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  const dialog = closer?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
  } else if (event.target instanceof HTMLDialogElement) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

document.addEventListener("close-dialog", () => {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
});

// A link to a field of a form that was refused: go there and type.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-faults] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const target = field.matches("input, select, textarea, button") ? field : field.querySelector("input, select, textarea");
  (target ?? field).focus();
});
