// A table of contents in a popover closes when one of its links was followed: what it leads to is on this page.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  link?.closest("[popover]:popover-open")?.hidePopover();
});
