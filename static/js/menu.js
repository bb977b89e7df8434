// <details data-menu> opens and closes by itself; this adds Escape, a click outside, and one open at a time.
function closeAll(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", (event) => {
  closeAll(event.target.closest("details[data-menu]"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[data-menu][open]") ?? document.querySelector("details[data-menu][open]");
  if (!menu) return;
  event.preventDefault(); // the sidebar, a popover, stays open; only its menu closes
  menu.open = false;
  menu.querySelector("summary").focus();
});
