// Saved replies: "/" at the start of an answer opens them, letters narrow, Enter puts one in.
const box = () => document.getElementById("reply");
const menu = () => document.getElementById("saved");
const all = () => [...(menu()?.querySelectorAll("[role=option]") ?? [])];
const shown = () => all().filter((one) => !one.hidden);
const chosen = () => all().find((one) => one.getAttribute("aria-selected") === "true");

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function choose(option) {
  for (const one of all()) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) box().setAttribute("aria-activedescendant", option.id);
  else box().removeAttribute("aria-activedescendant");
}

function close() {
  if (!menu()) return;
  menu().open = false;
  choose(null);
  for (const one of all()) one.hidden = false;
}

function put(option) {
  const person = document.getElementById("composer-to").textContent.trim();
  const text = option.dataset.text.replace(/\{\{\s*person\s*\}\}/g, () => person);
  const answer = box();
  const before = answer.value.startsWith("/") ? "" : answer.value;
  answer.value = before ? `${before.trimEnd()} ${text}` : text;
  close();
  answer.focus();
  answer.dispatchEvent(new Event("input", { bubbles: true }));
}

function narrow() {
  const asked = /^\/([^\n/]{0,40})$/.exec(box().value);
  if (!menu() || !asked) {
    if (menu()?.open) close();
    return;
  }
  const wanted = plain(asked[1]).split(/\s+/);
  for (const one of all()) {
    const found = plain(one.dataset.find);
    one.hidden = !wanted.every((word) => found.includes(word));
  }
  menu().open = shown().length > 0;
  choose(shown()[0] ?? null);
}

function press(event) {
  if (event.target !== box() || !menu()?.open) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const options = shown();
  const place = options.indexOf(chosen());
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    choose(options[(place + moves[event.key] + options.length) % options.length]);
  } else if (event.key === "Enter" && chosen()) {
    put(chosen());
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function startSaved() {
  document.addEventListener("input", (event) => {
    if (event.target === box()) narrow();
  });
  document.addEventListener("keydown", press, { capture: true });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#saved [role=option]");
    if (option) put(option);
  });
}
