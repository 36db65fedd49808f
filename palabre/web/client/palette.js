// The palette: every view, place, client and act by its name. It reads them from the page, so that
// what the page offers is what the palette offers, and asks the API for conversations.
import { plain } from "./picker.js";

const dialog = () => document.getElementById("palette");
const field = () => document.getElementById("palette-text");
const list = () => document.getElementById("palette-list");
const SEARCH_AFTER_MS = 160;
const MOST = 60;
let commands = [];
let found = [];
let waiting = null;
let asked = 0;

const label = (node) => {
  const copy = node.cloneNode(true);
  for (const one of copy.querySelectorAll("svg, kbd, .count, [aria-hidden=true]")) one.remove();
  const shown = copy.textContent.replace(/\s+/g, " ").trim();
  return shown || node.getAttribute("aria-label") || node.title;
};

function links(selector, group) {
  return [...document.querySelectorAll(selector)].map((link) => ({
    group,
    title: label(link),
    hint: link.querySelector(".count")?.textContent ?? "",
    run: () => link.click(),
  }));
}

function acts(group) {
  const seen = new Map();
  for (const control of document.querySelectorAll("#pane [data-key], #pane [data-undo], #pane-head .menu-box button")) {
    if (!control.disabled) seen.set(label(control), control);
  }
  return [...seen].map(([title, control]) => ({
    group,
    title,
    hint: control.dataset.key ?? "",
    run: () => {
      control.closest("details")?.setAttribute("open", "");
      control.click();
    },
  }));
}

function settle(name, value) {
  const root = document.documentElement;
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const body = new URLSearchParams({
    [name]: value || "device",
    csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "",
  });
  fetch(dialog().dataset.display ?? "/display/", { method: "POST", body, keepalive: true }).catch(() => {});
}

function display(words) {
  const choice = (title, name, value) => ({ group: words.display, title, hint: "", run: () => settle(name, value) });
  return [
    choice(words.light, "theme", "light"),
    choice(words.dark, "theme", "dark"),
    choice(words.device, "theme", ""),
    choice(words.comfortable, "density", ""),
    choice(words.compact, "density", "compact"),
  ];
}

function collect() {
  const words = list().dataset;
  const keys = document.getElementById("keys");
  return [
    ...acts(words.here),
    ...links("#views a, .views a", words.views),
    ...links(".places a", words.places),
    ...links("#switcher li a", words.clients),
    ...(keys ? [{ group: words.places, title: words.keys, hint: "?", run: () => keys.showModal() }] : []),
    ...display(words),
  ];
}

function matching(text) {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  const fits = commands.filter((one) => wanted.every((word) => plain(`${one.group} ${one.title}`).includes(word)));
  const starts = (one) => Number(!plain(one.title).startsWith(wanted[0] ?? ""));
  return wanted.length ? fits.sort((one, other) => starts(one) - starts(other)) : fits;
}

function search(text) {
  const home = dialog().dataset.inbox;
  const title = list().dataset.search.replace("{text}", () => text);
  return { group: list().dataset.found, title, hint: "", run: () => location.assign(`${home}?view=all&q=${encodeURIComponent(text)}`) };
}

async function look(text) {
  const mine = ++asked;
  const { threads, workspace, inbox } = dialog().dataset;
  const query = new URLSearchParams({ workspace, q: text, limit: 5, view: "all" });
  try {
    const answer = await fetch(`${threads}?${query}`, { credentials: "same-origin" });
    const { items } = await answer.json();
    if (mine !== asked) return;
    found = items.map((one) => ({
      group: list().dataset.found,
      title: `${one.person_name || one.last_author || ""} · ${one.last_text}`.slice(0, 90),
      hint: "",
      run: () => location.assign(`${inbox}${one.id}/?view=all`),
    }));
    draw();
  } catch {
    found = [];
  }
}

let shown = [];
let chosen = 0;

function draw() {
  const text = field().value.trim();
  shown = matching(text).slice(0, MOST);
  if (text.length > 1) shown = [...shown, search(text), ...found];
  chosen = Math.min(chosen, Math.max(0, shown.length - 1));
  const nodes = [];
  let group = "";
  shown.forEach((one, place) => {
    if (one.group !== group) {
      const head = document.createElement("p");
      head.className = "palette-group";
      head.setAttribute("role", "presentation");
      head.textContent = group = one.group;
      nodes.push(head);
    }
    nodes.push(option(one, place));
  });
  list().replaceChildren(...nodes);
  if (!shown.length) list().textContent = list().dataset.nothing;
  mark();
}

function option(one, place) {
  const node = document.createElement("div");
  node.id = `palette-${place}`;
  node.dataset.place = place;
  node.setAttribute("role", "option");
  const title = document.createElement("span");
  title.dir = "auto";
  title.textContent = one.title;
  node.append(title);
  if (one.hint) {
    const hint = document.createElement(/^\d/.test(one.hint) ? "span" : "kbd");
    hint.textContent = one.hint;
    node.append(hint);
  }
  return node;
}

function mark() {
  for (const node of list().querySelectorAll("[role=option]")) {
    node.setAttribute("aria-selected", String(Number(node.dataset.place) === chosen));
  }
  const current = document.getElementById(`palette-${chosen}`);
  current?.scrollIntoView({ block: "nearest" });
  if (current) field().setAttribute("aria-activedescendant", current.id);
  else field().removeAttribute("aria-activedescendant");
}

function run(place) {
  const command = shown[place];
  if (!command) return;
  dialog().close();
  command.run();
}

function press(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && shown.length) {
    chosen = (chosen + step + shown.length) % shown.length;
    mark();
  } else if (event.key === "Enter") {
    run(chosen);
  } else {
    return;
  }
  event.preventDefault();
}

export function openPalette() {
  if (!dialog() || dialog().open) return;
  commands = collect();
  found = [];
  chosen = 0;
  field().value = "";
  draw();
  dialog().showModal();
  field().focus();
}

export function startPalette() {
  if (!dialog()) return;
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    openPalette();
  });
  for (const button of document.querySelectorAll("[data-palette]")) button.addEventListener("click", openPalette);
  field().addEventListener("keydown", press);
  field().addEventListener("input", () => {
    chosen = 0;
    found = [];
    clearTimeout(waiting);
    const text = field().value.trim();
    if (text.length > 2) waiting = setTimeout(look, SEARCH_AFTER_MS, text);
    draw();
  });
  list().addEventListener("click", (event) => {
    const node = event.target.closest("[role=option]");
    if (node) run(Number(node.dataset.place));
  });
  dialog().addEventListener("click", (event) => {
    if (event.target === dialog()) dialog().close();
  });
}
