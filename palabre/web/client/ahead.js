// Conversations fetched before they are asked for: the one below, and the one pointed at. A page
// fetched ahead is used once, soon, and never when its conversation changed meanwhile.
import { fetchPage } from "./swap.js";

const GOOD_MS = 20_000;
const MOST = 6;
const kept = new Map(); // address -> { at, thread, answer }

export function forget(threads) {
  for (const [address, one] of kept) {
    if (!threads.length || threads.includes(one.thread)) kept.delete(address);
  }
}

export function fetchAhead(row) {
  if (!row || kept.has(row.href) || navigator.connection?.saveData) return;
  const answer = fetchPage(row.href, { headers: { "Palabre-Parts": "ahead" } });
  answer.catch(() => kept.delete(row.href));
  kept.set(row.href, { at: Date.now(), thread: Number(row.dataset.row), answer });
  if (kept.size > MOST) kept.delete(kept.keys().next().value);
}

export function fetchPane(address) {
  const one = kept.get(address);
  kept.delete(address);
  if (one && Date.now() - one.at < GOOD_MS) return one.answer;
  return fetchPage(address, { headers: { "Palabre-Parts": "pane" } });
}

export function fetchNext() {
  const all = [...document.querySelectorAll("a.row")];
  const here = all.findIndex((row) => row.hasAttribute("aria-current"));
  fetchAhead(all[here + 1]);
}

export function startAhead() {
  let waiting = null;
  document.addEventListener("pointerover", (event) => {
    const row = event.target.closest?.("a.row");
    clearTimeout(waiting);
    if (row && event.pointerType === "mouse") waiting = setTimeout(fetchAhead, 80, row);
  });
  document.addEventListener("focusin", (event) => {
    clearTimeout(waiting);
    if (event.target.matches?.("a.row")) waiting = setTimeout(fetchAhead, 120, event.target);
  });
}
