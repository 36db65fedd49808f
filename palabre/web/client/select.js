// Many conversations at once: x or a tick chooses one, Shift a range, * all shown, Esc none; the
// bar acts on them, and one undo takes the whole batch back.
import { fetchPage, swap, tell } from "./swap.js";
import { words } from "./words.js";

const HOLD_MS = 500;
const element = (id) => document.getElementById(id);
const picks = () => [...document.querySelectorAll("#rows input[name=thread]")];
const chosen = new Set();
let anchor = null;

function show() {
  const bar = element("bulk");
  if (!bar) return;
  const all = picks();
  const shown = all.filter((one) => one.checked);
  const count = element("bulk-count");
  const pattern = shown.length === 1 ? count.dataset.one : count.dataset.many;
  count.textContent = shown.length ? pattern.replace("{n}", shown.length) : "";
  const every = element("pick-all");
  every.checked = all.length > 0 && shown.length === all.length;
  every.indeterminate = shown.length > 0 && !every.checked;
}

function pick(box, isChosen) {
  box.checked = isChosen;
  if (isChosen) chosen.add(box.value);
  else chosen.delete(box.value);
}

function pickRange(box, isChosen) {
  const all = picks();
  const from = all.findIndex((one) => one.value === anchor);
  const to = all.indexOf(box);
  const [first, last] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
  for (const one of all.slice(first, last + 1)) pick(one, isChosen);
}

function change(box, isChosen, isRange) {
  if (isRange) pickRange(box, isChosen);
  else pick(box, isChosen);
  anchor = box.value;
  show();
}

/** Choose every row shown, or none. */
export function pickAll(isChosen) {
  for (const one of picks()) pick(one, isChosen);
  if (!isChosen) chosen.clear();
  show();
}

/** Choose the row that has the focus, else the open one, or choose it no more. */
export function pickHere(isRange) {
  const row = document.activeElement?.closest?.(".row-place") ?? document.querySelector(".row[aria-current]")?.closest(".row-place");
  const box = row?.querySelector("input[name=thread]");
  if (box) change(box, isRange || !box.checked, isRange);
}

/** Leave the selection; false when there is none. */
export function leaveSelection() {
  if (!chosen.size) return false;
  pickAll(false);
  return true;
}

/** Undo the batch just done; false when something else was done since. */
export function undoBatch() {
  const button = document.querySelector("#bulk-done[data-fresh] [data-undo]");
  button?.click();
  return Boolean(button);
}

function restore() {
  for (const box of picks()) box.checked = chosen.has(box.value);
  show();
}

async function send(form, submitter) {
  form.elements.back.value = location.pathname + location.search;
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  try {
    const { page, address, status } = await fetchPage(form.getAttribute("action"), { method: "POST", body });
    if (!page.getElementById("rows") || status >= 400) {
      location.href = address;
      return;
    }
    const isRefused = page.querySelector(".notice-error");
    for (const menu of form.querySelectorAll("details[open]")) menu.open = false;
    if (!isRefused) chosen.clear();
    swap(page, ["views", "rows", "notices", "chips", "bulk", "bulk-done", "pane-head", "messages"]);
    element("bulk-done").toggleAttribute("data-fresh", Boolean(element("b-bulk-undo")));
    if (!isRefused) form.reset();
    restore();
    const row = document.querySelector("a.row[aria-current]") ?? document.querySelector("a.row");
    if (document.activeElement === document.body) row?.focus({ preventScroll: true });
  } catch {
    tell(words.offline);
  } finally {
    submitter.disabled = false;
  }
}

// On phones a row is chosen by holding it, and by a touch while others are.
function startHolding(rows) {
  let waiting = null;
  let held = null;
  const stop = () => clearTimeout(waiting);
  rows.addEventListener("touchstart", (event) => {
    const box = event.target.closest(".row-place")?.querySelector("input[name=thread]");
    held = null;
    if (!box || event.target.closest(".pick")) return;
    waiting = setTimeout(() => { held = box; change(box, !box.checked, false); }, HOLD_MS);
  }, { passive: true });
  for (const kind of ["touchmove", "touchend", "touchcancel"]) rows.addEventListener(kind, stop, { passive: true });
  rows.addEventListener("contextmenu", (event) => { if (held) event.preventDefault(); });
  rows.addEventListener("click", (event) => {
    const row = event.target.closest("a.row");
    if (!row) return;
    const box = row.closest(".row-place").querySelector("input[name=thread]");
    if (!box) return;
    if (held || event.shiftKey) {
      event.preventDefault();
      if (event.shiftKey) change(box, true, true);
      held = null;
    }
  }, { capture: true });
}

export function startSelect() {
  if (!element("bulk")) return;
  let isRange = false;
  document.addEventListener("click", (event) => { isRange = event.shiftKey; }, { capture: true });
  document.addEventListener("change", (event) => {
    if (event.target.id === "pick-all") pickAll(event.target.checked);
    else if (event.target.matches("#rows input[name=thread]")) change(event.target, event.target.checked, isRange);
  });
  document.addEventListener("reset", (event) => {
    if (event.target.id === "bulk") setTimeout(() => pickAll(false));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest("#pane")) element("bulk-done")?.removeAttribute("data-fresh");
    if (!event.target.matches("#bulk, .bulk-done")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("palabre:swapped", restore);
  startHolding(element("rows"));
  show();
}
