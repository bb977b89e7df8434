// [data-print] prints the page; every browser can save that as a PDF. Without JavaScript the button stays away.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
