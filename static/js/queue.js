// The rep's queue: how many wait stands in the title, new ones ring if one likes, the time left goes on by itself.
const WANTED = "baton.queue-alerts";
const NAME = document.title;
const SOON = 15 * 60;
let known = ids();

function ids() {
  return new Set([...document.querySelectorAll("#queue-rows [data-handoff]")].map((row) => row.dataset.handoff));
}

function wanted() {
  try {
    return localStorage.getItem(WANTED) === "yes";
  } catch {
    return false; // storage refused: it is not remembered
  }
}

function count() {
  const waiting = document.getElementById("queue-rows")?.dataset.queueCount ?? "0";
  document.title = waiting === "0" ? NAME : `(${waiting}) ${NAME}`;
}

function words(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${Math.floor(seconds / 3600)} h${minutes ? ` ${minutes} min` : ""}`;
}

function left() {
  for (const pill of document.querySelectorAll("[data-left]")) {
    const seconds = Math.trunc((Date.parse(pill.dataset.left) - Date.now()) / 1000);
    if (Math.abs(seconds) > 8 * 3600) continue; // a day and an hour stand there, and stay
    pill.textContent = seconds < 0 ? `–${words(-seconds)}` : words(seconds);
    const tone = seconds < 0 ? "bad" : seconds <= SOON ? "warn" : "good";
    pill.className = `pill pill--${tone} num`;
  }
}

function ring() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.12, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
}

function tell(row) {
  if (!wanted()) return;
  ring();
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const note = row.querySelector(".entry__note")?.textContent.trim() ?? "";
  const shown = new Notification(row.querySelector(".entry__title")?.textContent.trim() ?? NAME, {
    body: note,
    tag: `offer-${row.dataset.handoff}`,
  });
  shown.addEventListener("click", () => window.focus());
}

function look() {
  const now = ids();
  const fresh = [...now].filter((id) => !known.has(id));
  fresh.slice(0, 3).forEach((id) => tell(document.querySelector(`[data-handoff="${id}"]`)));
  known = now;
  count();
  left();
}

function show(button) {
  button.setAttribute("aria-pressed", String(wanted()));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-queue-alerts]");
  if (button) {
    try {
      localStorage.setItem(WANTED, wanted() ? "no" : "yes");
    } catch {
      // storage refused: nothing is remembered
    }
    show(button);
    if (wanted() && "Notification" in window && Notification.permission === "default") Notification.requestPermission();
  }
  const link = event.target.closest("#queue-rows a[hx-get]");
  if (!link) return;
  document.querySelectorAll("#queue-rows [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
});

document.addEventListener("htmx:afterSettle", look);
document.querySelectorAll("[data-queue-alerts]").forEach(show);
setInterval(left, 5000);
look();
