// Notifications of the browser: when the page is hidden and somebody newly waits for an answer.
// One for a batch of changes, kept switched on or off in this browser alone.
import { openStream } from "./stream.js";

const KEY = "palabre:notifications";
const GATHER = 1200;
let known = new Set();
let timer = 0;
let latestMention = 0;

const isOn = () => localStorage.getItem(KEY) === "on" && Notification.permission === "granted";

async function waiting(words) {
  const query = new URLSearchParams({ workspace: words.workspace, view: "answer", limit: 50 });
  const answer = await fetch(`/api/v1/threads?${query}`, { credentials: "same-origin" });
  if (!answer.ok) throw new Error("The desk is out of reach.");
  return (await answer.json()).items;
}

// Notes that speak to the member, by the number of the latest one that was told.
async function spoken(words) {
  if (!words.mention) return [];
  const query = new URLSearchParams({ workspace: words.workspace, unread: true, limit: 20 });
  const answer = await fetch(`/api/v1/mentions?${query}`, { credentials: "same-origin" });
  return answer.ok ? (await answer.json()).items : [];
}

async function tellMentions(words) {
  const items = await spoken(words);
  const fresh = items.filter((one) => one.id > latestMention);
  latestMention = Math.max(latestMention, ...items.map((one) => one.id));
  if (!fresh.length || !document.hidden || !isOn()) return;
  const title = words.mention.replace("{who}", () => fresh[0].by_name);
  const shown = new Notification(title, { body: fresh[0].text.slice(0, 120), tag: `palabre-mention-${words.workspace}` });
  shown.addEventListener("click", () => {
    window.focus();
    location.href = `/inbox/${words.workspace}/${fresh[0].thread}/?view=mentions`;
    shown.close();
  });
}

async function tell(words) {
  tellMentions(words).catch(() => {});
  try {
    const items = await waiting(words);
    const fresh = items.filter((one) => !known.has(`${one.id} ${one.last_at}`));
    known = new Set(items.map((one) => `${one.id} ${one.last_at}`));
    if (!fresh.length || !document.hidden || !isOn()) return;
    const title = fresh.length === 1 ? words.one : words.many.replace("{n}", fresh.length);
    const body = fresh.slice(0, 3).map((one) => one.person || one.last_author).filter(Boolean).join(", ");
    const shown = new Notification(title, { body, tag: `palabre-${words.workspace}` });
    shown.addEventListener("click", () => {
      window.focus();
      shown.close();
    });
  } catch {
    // Told with the next change.
  }
}

function listen(words) {
  waiting(words).then((items) => (known = new Set(items.map((one) => `${one.id} ${one.last_at}`)))).catch(() => {});
  spoken(words).then((items) => (latestMention = Math.max(0, ...items.map((one) => one.id)))).catch(() => {});
  openStream(words.workspace).addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(words), GATHER);
  });
}

function startSwitch(words) {
  const place = document.querySelector("[data-notify]");
  if (!place) return;
  const said = place.querySelector("[data-notify-words]");
  const button = place.querySelector("[data-notify-switch]");
  const show = () => {
    const state = !("Notification" in window) ? "none" : Notification.permission === "denied" ? "refused" : isOn() ? "on" : "off";
    said.textContent = place.dataset[state];
    button.hidden = state === "none" || state === "refused";
    button.textContent = button.dataset[state] ?? "";
  };
  button.addEventListener("click", async () => {
    if (isOn()) localStorage.setItem(KEY, "off");
    else if ((await Notification.requestPermission()) === "granted") {
      localStorage.setItem(KEY, "on");
      listen(words);
    }
    show();
  });
  show();
}

export function startNotifying() {
  const words = document.getElementById("notifying-words")?.dataset;
  if (!words) return;
  startSwitch(words);
  if ("Notification" in window && isOn()) listen(words);
}
