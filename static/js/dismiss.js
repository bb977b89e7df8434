// [data-dismiss] takes away the message it stands in, and gives the focus to something that is still there.
document.addEventListener("click", (event) => {
  const message = event.target.closest("[data-dismiss]")?.closest("[data-dismissible]");
  if (!message) return;
  const next = message.nextElementSibling ?? message.previousElementSibling;
  message.remove();
  (next?.querySelector("[data-dismiss]") ?? document.getElementById("main"))?.focus();
});
