// [data-copy="#id"] copies the value or the text of that element and says so for two seconds.
async function put(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    source.select?.(); // no clipboard without https: mark it, so that one key press copies it
    return false;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.querySelector(button.dataset.copy);
  if (!source) return;
  const items = [...source.querySelectorAll("li")].map((item) => item.textContent.trim());
  const text = source.value ?? (items.length ? items.join("\n") : source.textContent.trim());
  const done = await put(text, source);
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.dataset.before ?? label.textContent;
  label.dataset.before = before;
  label.textContent = done ? "Copied" : "Press Ctrl+C";
  button.setAttribute("aria-live", "polite");
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".secret__value")) event.target.select();
});
