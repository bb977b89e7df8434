// The condition builder is redrawn by the server after each button; this puts the focus where the work goes on.
let pressed = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-condition-builder] button[name]");
  if (button) pressed = { name: button.name, value: button.value };
});

document.addEventListener("htmx:afterSettle", (event) => {
  const builder = event.detail.elt.closest?.("[data-condition-builder]");
  if (!builder || !pressed) return;
  const [verb, place] = pressed.value.split(":");
  const target = next(builder, verb, place ?? "");
  pressed = null;
  target?.focus();
});

// what somebody types while the server draws is put into the drawing that comes
const asked = new WeakMap();
let typed = [];
const untold = new Set();

document.addEventListener("htmx:beforeRequest", (event) => {
  const builder = event.target.closest?.("[data-condition-builder]");
  if (builder) asked.set(event.detail.xhr, texts(builder));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const then = asked.get(event.detail.xhr);
  if (then) typed = [...texts(event.detail.target)].filter(([name, value]) => then.get(name) !== value);
});

// at once, for the form may be sent before the drawing has settled; only then can the server be told
document.addEventListener("htmx:afterSwap", (event) => {
  const builder = event.detail.elt.closest?.("[data-condition-builder]");
  if (!builder) return;
  for (const [name, value] of typed.splice(0)) {
    const field = builder.querySelector(`[name="${name}"]`);
    if (!field || field.value === value) continue;
    field.value = value;
    untold.add(field);
  }
});

document.addEventListener("htmx:afterSettle", () => {
  for (const field of untold) field.dispatchEvent(new Event("change", { bubbles: true }));
  untold.clear();
});

function texts(builder) {
  const fields = builder.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden]), textarea");
  return new Map([...fields].filter((field) => field.name).map((field) => [field.name, field.value]));
}

// in a long list of choices, show those that hold what is typed, and those that are chosen
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-cond-find]")) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const box of event.target.parentElement.querySelectorAll(".cond__box")) {
    box.hidden = !box.textContent.toLowerCase().includes(wanted) && !box.querySelector(":checked");
  }
});

function next(builder, verb, place) {
  if (verb === "add" || verb === "group") return last(builder, place);
  if (verb === "remove") return button(builder, "add", above(place));
  if (verb === "up") return button(builder, "up", shifted(place, -1)) ?? button(builder, "down", shifted(place, -1));
  if (verb === "down") return button(builder, "down", shifted(place, 1)) ?? button(builder, "up", shifted(place, 1));
  return verb === "not" ? button(builder, "not", place) : null;
}

// the first choice of what was just added
function last(builder, place) {
  const group = builder.querySelector(`#${[builder.id, ...steps(place)].join("-")}-group`);
  const parts = group?.querySelectorAll(":scope > .cond__parts > .cond__part");
  return parts?.[parts.length - 1]?.querySelector("select[name$='-what']");
}

function button(builder, verb, place) {
  return builder.querySelector(`button[value="${verb}:${place}"]:not(:disabled)`);
}

function steps(place) {
  return place === "" ? [] : place.split("-");
}

function above(place) {
  return steps(place).slice(0, -1).join("-");
}

function shifted(place, by) {
  const all = steps(place);
  return [...all.slice(0, -1), Number(all[all.length - 1]) + by].join("-");
}
