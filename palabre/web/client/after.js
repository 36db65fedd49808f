// After a conversation is put away (closed, snoozed, answered and closed) the next one opens, and
// one line offers to take it back.
import { fetchPage, swap } from "./swap.js";
import { words } from "./words.js";

const SHOWN_MS = 12_000;
let last = null; // { steps: [address], thread, way }
let ending = null;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

let kept = 0;

/** Where the open conversation stands in the list, or stood before it left. */
export function place(all) {
  const here = all.findIndex((row) => row.hasAttribute("aria-current"));
  if (here >= 0) kept = here;
  return here;
}

/** The row to open when this one goes away. */
export function rowAfter() {
  const all = [...document.querySelectorAll("a.row")];
  const here = place(all);
  const row = here < 0 ? all[Math.min(kept, all.length - 1)] : (all[here + 1] ?? all[here - 1]);
  return row?.dataset.row ?? null;
}

/** The row before or after the open conversation; the one in its place when it left the list. */
export function rowBeside(step) {
  const all = [...document.querySelectorAll("a.row")];
  const here = place(all);
  const isGone = here < 0 && document.getElementById("pane").dataset.thread;
  const wanted = isGone ? kept + Math.min(step, 0) : here + step;
  return all[Math.min(Math.max(wanted, 0), all.length - 1)];
}

/** Addresses that take back what was asked there, in order; none when nothing was put away. */
export function waysBack(thread, address, submitter, page) {
  const home = address.replace(/\d+\/\w+\/$/, "");
  if (/\/closure\/$/.test(address)) return [`${home}${thread}/reopening/`];
  if (/\/snooze\/$/.test(address)) return [`${home}${thread}/waking/`];
  if (submitter?.name !== "then") return [];
  const undos = [...page.querySelectorAll('form[id^="undo-"]')];
  const newest = undos.sort((one, other) => one.id.slice(5) - other.id.slice(5)).at(-1);
  const inbox = address.replace(/messages\/.*$/, "");
  return [`${inbox}${thread}/reopening/`, ...(newest ? [newest.getAttribute("action")] : [])];
}

export function offerUndo(steps, sentence, reopen) {
  const notices = document.getElementById("notices");
  const line = document.createElement("p");
  line.className = "notice notice-success";
  const said = document.createElement("span");
  said.textContent = sentence;
  const button = document.createElement("button");
  button.className = "link";
  button.id = "undo-last";
  button.textContent = words.undo;
  button.addEventListener("click", undoLast);
  line.append(said, button);
  notices.replaceChildren(line);
  last = { steps, reopen };
  clearTimeout(ending);
  ending = setTimeout(() => {
    line.remove();
    last = null;
  }, SHOWN_MS);
}

/** Take the last putting away back; false when there is none to take back. */
export function undoLast() {
  if (!last || !document.getElementById("undo-last")) return false;
  const { steps, reopen } = last;
  last = null;
  takeBack(steps, reopen);
  return true;
}

async function takeBack(steps, reopen) {
  let answer = null;
  for (const address of steps) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token(), back: reopen });
    answer = await fetchPage(address, { method: "POST", body });
  }
  if (!answer?.page.getElementById("pane")) {
    location.href = reopen;
    return;
  }
  swap(answer.page, ["views", "rows", "notices", "pane"]);
  history.pushState({}, "", reopen);
  document.dispatchEvent(new Event("palabre:opened"));
  if (document.querySelector("#composer[data-restored]")) document.getElementById("reply").focus();
}
