// A wide table scrolls in its own region. The region can be reached by keyboard only where there is something to scroll.
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target);
});

function fit(region) {
  if (region.scrollWidth > region.clientWidth + 1) region.tabIndex = 0;
  else region.removeAttribute("tabindex");
}

function watch(root) {
  root.querySelectorAll(".scroll").forEach((region) => watcher.observe(region));
}

watch(document);
// of tabs that do not all fit, show the one we are on
document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
  const tabs = tab.closest(".tabs");
  tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
});
document.addEventListener("htmx:load", (event) => watch(event.target));
