// Colleagues in a note: "@" opens their names, letters narrow, arrows move, Enter puts one in.
const box = () => document.getElementById("note");
const menu = () => document.getElementById("mention-list");
const all = () => [...(menu()?.querySelectorAll("[role=option]") ?? [])];
const shown = () => all().filter((one) => !one.hidden);
const chosen = () => all().find((one) => one.getAttribute("aria-selected") === "true");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// The name being typed before the cursor, its sign included; an @ inside a word begins none.
function asked() {
  const before = box().value.slice(0, box().selectionStart);
  return /(?:^|[^\p{L}\p{N}_])(@[^@\n]{0,40})$/u.exec(before)?.[1] ?? null;
}

function choose(option) {
  for (const one of all()) one.setAttribute("aria-selected", String(one === option));
  option?.scrollIntoView({ block: "nearest" });
  if (option) box().setAttribute("aria-activedescendant", option.id);
  else box()?.removeAttribute("aria-activedescendant");
}

function close() {
  if (!menu() || menu().hidden) return;
  menu().hidden = true;
  choose(null);
}

function narrow() {
  const said = asked();
  const wanted = plain(said ?? "").slice(1);
  for (const one of all()) {
    const name = plain(one.dataset.name);
    one.hidden = !(name.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted)));
  }
  if (said === null || !shown().length) {
    close();
    return;
  }
  menu().hidden = false;
  choose(shown()[0]);
}

function put(option) {
  const note = box();
  const end = note.selectionStart;
  const start = end - (asked() ?? "").length;
  note.setRangeText(`@${option.dataset.name} `, start, end, "end");
  close();
  note.focus();
  note.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

function press(event) {
  if (event.target !== box() || !menu() || menu().hidden) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const options = shown();
  const place = options.indexOf(chosen());
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves) {
    choose(options[(place + moves[event.key] + options.length) % options.length]);
  } else if ((event.key === "Enter" || event.key === "Tab") && chosen()) {
    put(chosen());
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function startMentions() {
  document.addEventListener("input", (event) => {
    if (event.target === box()) narrow();
  });
  document.addEventListener("keydown", press, { capture: true });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#mention-list [role=option]");
    if (!option) return;
    event.preventDefault();
    put(option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box()) close();
  });
}
