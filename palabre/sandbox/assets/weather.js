// Bad weather: the faults as switches, sliders and buttons.

import { attempt, call, el, words } from "./dom.js";

const SLIDERS = {
  duplicate: { most: 1, step: 0.05, unit: "%" },
  delay: { most: 30, step: 1, unit: "s" },
  graph_errors: { most: 1, step: 0.05, unit: "%" },
  lost_answers: { most: 1, step: 0.05, unit: "%" },
};
const TO_DESK = ["duplicate", "delay", "reorder", "edits_first"];
const FROM_DESK = ["graph_errors", "lost_answers", "token_expired", "refuse_duplicates"];
const ONCE = {
  limit_next: () => ({ rate_limited_next: 5 }),
  limit_minute: () => ({ rate_limited_until: Date.now() / 1000 + 60 }),
  lose_next: () => ({ lost_answers_next: 1 }),
  block_next: () => ({ blocked_next: 1 }),
};
const FINE = {
  duplicate: 0,
  delay: 0,
  reorder: false,
  edits_first: false,
  graph_errors: 0,
  graph_errors_next: 0,
  rate_limited_next: 0,
  rate_limited_until: 0,
  blocked_next: 0,
  refuse_duplicates: false,
  token_expired: false,
  lost_answers: 0,
  lost_answers_next: 0,
};

let account = null;
let faults = {};
const place = document.getElementById("weather");
const state = el("span", { class: "badge" });
const pending = el("p", { class: "small pending" });
const scope = el("select", { "aria-label": words.where, onchange: paint });
const fields = new Map();

const where = () => (scope.value === "all" ? "*" : account?.key ?? "*");

function put(wishes) {
  return attempt(async () => hearFaults(await call("PUT", "/square/api/faults", { account: where(), ...wishes })));
}

const cutSockets = () => attempt(() => call("POST", "/square/api/sockets/cut", { account: where() }));

function amount(name, value) {
  const { unit } = SLIDERS[name];
  return unit === "%" ? `${Math.round(value * 100)} %` : `${value} s`;
}

function slider(name) {
  const { most, step } = SLIDERS[name];
  const shown = el("output", {});
  const input = el("input", { type: "range", min: "0", max: String(most), step: String(step), id: `fault-${name}` });
  input.addEventListener("input", () => {
    shown.textContent = amount(name, Number(input.value));
  });
  input.addEventListener("change", () => put({ [name]: Number(input.value) }));
  fields.set(name, (value) => {
    input.value = value;
    shown.textContent = amount(name, value);
  });
  return el("div", { class: "fault" }, el("label", { for: input.id }, words[name]), shown, input);
}

function toggle(name) {
  const input = el("input", { type: "checkbox", role: "switch", id: `fault-${name}` });
  input.addEventListener("change", () => put({ [name]: input.checked }));
  fields.set(name, (value) => {
    input.checked = value;
  });
  return el("div", { class: "fault" }, el("label", { for: input.id }, words[name]), input);
}

const control = (name) => (name in SLIDERS ? slider(name) : toggle(name));

function isBad(name, value) {
  return name === "rate_limited_until" ? value > Date.now() / 1000 : Boolean(value);
}

function paint() {
  const here = { ...FINE, ...(faults[where()] ?? {}) };
  for (const [name, set] of fields) set(here[name]);
  const over = [faults["*"], account && faults[account.key]].filter(Boolean);
  const storm = over.some((one) => Object.entries(one).some(([name, value]) => isBad(name, value)));
  state.textContent = storm ? words.stormy : words.fine;
  state.classList.toggle("storm", storm);
}

export function hearFaults(told) {
  faults = told;
  paint();
}

export function showWeather(chosen) {
  account = chosen;
  paint();
}

export async function readWeather() {
  hearFaults(await call("GET", "/square/api/faults"));
}

// Says how much is still on its way, while somebody looks.
async function paintPending() {
  if (!place.querySelector("details").open) return;
  const told = await call("GET", "/square/api/pending").catch(() => null);
  if (told) pending.textContent = `${told.pending} ${words.pending}`;
}

export function startWeather() {
  scope.append(
    el("option", { value: "here" }, words.this_page),
    el("option", { value: "all" }, words.all_pages),
  );
  const once = Object.entries(ONCE).map(([name, wish]) =>
    el("button", { type: "button", class: "quiet", onclick: () => put(wish()) }, words[name]),
  );
  const cut = el("button", { type: "button", class: "quiet", onclick: cutSockets }, words.cut);
  const clear = el("button", { type: "button", onclick: () => put(FINE) }, words.clear);
  place.append(
    el(
      "details",
      { ontoggle: paintPending },
      el("summary", {}, el("h2", {}, words.weather), state),
      el("p", { class: "small" }, words.weather_help),
      scope,
      el("h3", {}, words.to_desk),
      ...TO_DESK.map(control),
      pending,
      el("h3", {}, words.from_desk),
      ...FROM_DESK.map(control),
      el("div", { class: "once" }, ...once, cut, clear),
    ),
  );
  setInterval(paint, 5000);
  setInterval(paintPending, 1000);
}
