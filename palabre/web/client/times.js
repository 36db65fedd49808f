// Keeps ages and countdowns true while the page stays open.
import { words } from "./words.js";

function sayAge(seconds) {
  if (seconds < 60) return words.now;
  if (seconds < 3600) return words.minutes.replace("{n}", Math.floor(seconds / 60));
  if (seconds < 86400) return words.hours.replace("{n}", Math.floor(seconds / 3600));
  if (seconds < 604800) return words.days.replace("{n}", Math.floor(seconds / 86400));
  return null;
}

function sayAges() {
  for (const one of document.querySelectorAll("time[data-age]")) {
    const age = sayAge(Math.max(0, (Date.now() - Date.parse(one.dateTime)) / 1000));
    if (age && one.textContent !== age) one.textContent = age;
  }
}

function count() {
  for (const one of document.querySelectorAll("[data-due]")) {
    const left = Math.ceil((Date.parse(one.dataset.due) - Date.now()) / 1000);
    const text = left > 0 ? one.dataset.pattern.replace("{n}", left) : words.going;
    if (one.textContent !== text) one.textContent = text;
    if (left <= 0) one.closest(".act")?.querySelector("[data-undo]")?.remove();
  }
}

export function startTimes() {
  setInterval(sayAges, 15000);
  setInterval(count, 250);
}
