// Keeps <time data-when> true while the page is open, in the same words as the server's {% when %}.
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const UNITS = [
  [DAY, "days"],
  [HOUR, "h"],
  [MINUTE, "min"],
];

function words(moment) {
  const seconds = Math.trunc((Date.now() - moment) / 1000);
  const apart = Math.abs(seconds);
  if (apart >= 7 * DAY) return null; // a date already, and stays one
  if (apart < 45) return seconds >= 0 ? "just now" : "now";
  const [size, unit] = UNITS.find(([least]) => apart >= least || least === MINUTE);
  const count = Math.max(1, Math.floor(apart / size));
  const said = unit === "days" && count === 1 ? "1 day" : `${count} ${unit}`;
  return seconds >= 0 ? `${said} ago` : `in ${said}`;
}

function refresh() {
  if (document.hidden) return;
  document.querySelectorAll("time[data-when]").forEach((element) => {
    const said = words(Date.parse(element.dateTime));
    if (said && said !== element.textContent) element.textContent = said;
  });
}

setInterval(refresh, 15000);
document.addEventListener("visibilitychange", refresh);
