// The theme is kept on the server; this only spares the reload when one chooses another.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  const chosen = event.submitter?.value;
  if (!form || !chosen) return;
  event.preventDefault();
  const before = document.documentElement.dataset.bsTheme;
  show(form, chosen);
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const kept = answer && (answer.ok || answer.type === "opaqueredirect");
  if (!kept) {
    show(form, before);
    document.dispatchEvent(new CustomEvent("baton:trouble", { detail: "The appearance could not be kept. Try again." }));
  }
});

function show(form, theme) {
  document.documentElement.dataset.bsTheme = theme;
  form.querySelectorAll("button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.value === theme));
  });
}
