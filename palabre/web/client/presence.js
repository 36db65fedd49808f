// Who else looks at a conversation or writes in it: told to the team, shown above the talk and in
// the list. Nothing is stored; a colleague whose page falls silent is forgotten.
import { openStream } from "./stream.js";
import { words } from "./words.js";

const BEAT_MS = 20_000;
const FORGET_MS = 50_000;
const WRITING_MS = 6_000;
const element = (id) => document.getElementById(id);
const colleagues = new Map(); // thread -> member -> { name, doing, at }
let place = 0;
let wroteAt = 0;
let saidWriting = false;

const open = () => Number(element("pane")?.dataset.thread || 0);
const isWriting = () => Date.now() - wroteAt < WRITING_MS;

function say(thread, doing) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!thread || !token) return;
  const body = new URLSearchParams({ doing, csrfmiddlewaretoken: token });
  const address = `/inbox/${element("rows").dataset.workspace}/${thread}/presence/`;
  fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
}

function beat(doing) {
  if (document.hidden && doing !== "leaves") return;
  saidWriting = isWriting();
  say(place, doing ?? (saidWriting ? "writes" : "looks"));
}

function hear(event) {
  const told = JSON.parse(event.data);
  if (String(told.member) === words.member) return;
  const there = colleagues.get(told.thread) ?? new Map();
  colleagues.set(told.thread, there);
  if (told.doing === "leaves") there.delete(told.member);
  else {
    const doing = told.doing === "arrives" ? "looks" : told.doing;
    there.set(told.member, { name: told.name, doing, at: Date.now() });
  }
  if (told.doing === "arrives" && told.thread === place) beat();
  draw();
}

function present(thread) {
  const there = colleagues.get(thread);
  if (!there) return [];
  for (const [member, one] of there) if (Date.now() - one.at > FORGET_MS) there.delete(member);
  return [...there.values()];
}

function join(names) {
  return names.reduce((all, name) => (all ? words.and.replace("{one}", all).replace("{other}", name) : name), "");
}

function sentence(all) {
  const writers = all.filter((one) => one.doing === "writes");
  const chosen = writers.length ? writers : all;
  const pattern = writers.length ? words.writes : words.looks;
  return pattern.replace("{who}", () => join(chosen.map((one) => one.name)));
}

function drawLine() {
  const line = element("others");
  if (!line) return;
  const all = present(place);
  line.hidden = !all.length;
  const text = all.length ? sentence(all) : "";
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("writes", all.some((one) => one.doing === "writes"));
}

function drawRows() {
  for (const mark of document.querySelectorAll(".row .watched")) mark.remove();
  for (const thread of colleagues.keys()) {
    const all = present(thread);
    const top = document.querySelector(`a.row[data-row="${thread}"] .row-top`);
    if (!all.length || !top) continue;
    const mark = document.createElement("span");
    mark.className = all.some((one) => one.doing === "writes") ? "watched writes" : "watched";
    mark.title = sentence(all);
    const letters = document.createElement("span");
    letters.setAttribute("aria-hidden", "true");
    letters.textContent = all.map((one) => initials(one.name)).join(" ");
    const spoken = document.createElement("span");
    spoken.className = "unseen";
    spoken.textContent = mark.title;
    mark.append(letters, spoken);
    top.append(mark);
  }
}

const initials = (name) => name.split(/[\s.]+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join("");

function draw() {
  drawLine();
  drawRows();
}

function follow() {
  const now = open();
  if (now !== place) {
    say(place, "leaves");
    place = now;
    wroteAt = 0;
    say(place, "arrives");
  }
  draw();
}

export function startPresence() {
  openStream(element("rows").dataset.workspace).addEventListener("presence", hear);
  document.addEventListener("palabre:swapped", follow);
  document.addEventListener("input", (event) => {
    if (event.target.id !== "reply") return;
    wroteAt = Date.now();
    if (!saidWriting) beat();
  });
  document.addEventListener("visibilitychange", () => beat(document.hidden ? "leaves" : "arrives"));
  addEventListener("pagehide", () => say(place, "leaves"));
  setInterval(beat, BEAT_MS);
  setInterval(() => {
    if (saidWriting && !isWriting()) beat();
    draw();
  }, 3_000);
  follow();
}
