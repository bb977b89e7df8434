// When an answer does not come or is refused, say so in plain words, at the lower right.
const SAID = {
  0: "No answer came. Reload the page to see whether it was saved, then try again.",
  403: "You may not do this, or the page is too old. Reload the page and try again.",
  404: "This is not there any more. Reload the page to see what is.",
  409: "Someone was faster. Reload the page to see how it stands now.",
  413: "That is too large to send.",
  429: "That was too often in a short time. Wait a minute and try again.",
  503: "The server cannot store anything right now. Nothing was changed; try again in a moment.",
};
const OTHERWISE = "That did not work, and it is our fault. Nothing was changed; try again, or reload the page.";

function say(text) {
  const toasts = document.getElementById("toasts");
  if (!toasts || [...toasts.children].some((one) => one.textContent.includes(text))) return;
  const message = document.createElement("div");
  message.className = "message message--bad";
  message.dataset.dismissible = "";
  const words = document.createElement("div");
  words.className = "message__text";
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "message__close";
  close.type = "button";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", "Close this message");
  close.textContent = "×";
  message.append(words, close);
  toasts.append(message);
}

document.addEventListener("htmx:responseError", (event) => {
  say(SAID[event.detail.xhr.status] ?? OTHERWISE);
});
document.addEventListener("htmx:sendError", () => say(SAID[0]));
document.addEventListener("htmx:timeout", () => say(SAID[0]));
document.addEventListener("baton:trouble", (event) => say(event.detail));
