// Single keys. An element with data-key="a" is pressed by a; j and k move in a [data-list] through its [data-item]s;
// ? lists all of them. Nothing happens while one types, and the keys can be switched off (WCAG 2.1.4).
const OFF = "baton.keys-off";
const SHARED = [
  ["?", "This list"],
  ["Esc", "Close what is open"],
];

function stored() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false; // storage refused: the keys simply work
  }
}

let off = stored();

function typing(target) {
  return target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
}

function seen(element) {
  return element.checkVisibility() && !element.disabled && element.getAttribute("aria-disabled") !== "true";
}

function move(step) {
  const list = document.querySelector("[data-list]");
  const items = list ? [...list.querySelectorAll("[data-item]")].filter(seen) : [];
  if (!items.length) return;
  const here = items.findIndex(
    (item) => item.contains(document.activeElement) || item.querySelector('[aria-current="true"]'),
  );
  const there = items[Math.min(items.length - 1, Math.max(0, here === -1 ? 0 : here + step))];
  const target = there.matches("a, button") ? there : there.querySelector("a, button");
  (target ?? there).focus();
  there.scrollIntoView({ block: "nearest" });
  if (list.dataset.list === "follow") target?.click();
}

function row(key, says) {
  const term = document.createElement("dt");
  const mark = document.createElement("kbd");
  mark.textContent = key;
  term.append(mark);
  const text = document.createElement("dd");
  text.textContent = says;
  return [term, text];
}

function known() {
  const rows = document.querySelector("[data-list]") ? [["j", "Next in the list"], ["k", "The one before"]] : [];
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!seen(element)) continue;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .visually-hidden").forEach((part) => part.remove());
    rows.push([element.dataset.key, element.dataset.keyLabel ?? copy.textContent.trim()]);
  }
  return [...rows, ...SHARED];
}

function fill(dialog) {
  dialog.querySelector("[data-keys]").replaceChildren(...known().flatMap(([key, says]) => row(key, says)));
  dialog.querySelector("[data-keys-switch]").checked = !off;
}

document.addEventListener("dialog-opened", (event) => {
  if (event.target.id === "keyboard-help") fill(event.target);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  off = !event.target.checked;
  try {
    localStorage.setItem(OFF, off ? "yes" : "no");
  } catch {
    // storage refused: the choice lasts as long as the page
  }
});

document.addEventListener("keydown", (event) => {
  if (off || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    const help = document.getElementById("keyboard-help");
    help?.showModal();
    if (help) fill(help);
  } else if (event.key === "j" || event.key === "k") {
    move(event.key === "j" ? 1 : -1);
  } else {
    const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && seen(one));
    if (!target) return;
    event.preventDefault();
    target.click();
  }
});
