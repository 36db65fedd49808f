// New arrivals: shown at once to somebody at the top and idle, else announced by a quiet line.
import { forget } from "./ahead.js";
import { refreshSeen } from "./composer.js";
import { fetchPage, isOpen, swap } from "./swap.js";
import { openStream } from "./stream.js";
import { words } from "./words.js";

const IDLE_MS = 1500;
const PAUSE_MS = 900;
const AGAIN_MS = 60_000;
const element = (id) => document.getElementById(id);
let pause = PAUSE_MS; // longer when the desk is slow to answer, so that nobody hammers it
let touched = 0;
let waiting = null;
let isFetching = false;
const fresh = new Set();
let paneIsStale = false;
let listIsStale = false;

function isBusy() {
  const rows = element("rows");
  const scrolled = Math.max(rows.scrollTop, rows.clientHeight >= rows.scrollHeight - 1 ? scrollY : 0);
  const isReading = rows.contains(document.activeElement) && rows.querySelector("a.row:focus-visible");
  const isChoosing = rows.querySelector("input[name=thread]:checked");
  return Boolean(isChoosing) || scrolled > 8 || Date.now() - touched < IDLE_MS || Boolean(isReading);
}

export function noteSeen() {
  fresh.clear();
  element("fresh").hidden = true;
}

function announce() {
  const line = element("fresh");
  const count = fresh.size;
  if (!count) return;
  line.textContent = count === 1 ? words.freshOne : words.fresh.replace("{n}", count);
  line.hidden = false;
}

async function refresh() {
  waiting = null;
  if (document.hidden || isFetching) {
    later();
    return;
  }
  isFetching = true;
  const began = performance.now();
  const wanted = { list: listIsStale, pane: paneIsStale };
  listIsStale = paneIsStale = false; // what changes while the page is on its way is asked for again
  try {
    const { page } = await fetchPage(location.href);
    show(page, wanted);
  } catch {
    listIsStale ||= wanted.list;
    paneIsStale ||= wanted.pane;
    later();
  } finally {
    isFetching = false;
    pause = Math.max(PAUSE_MS, 4 * (performance.now() - began));
  }
}

function show(page, wanted) {
  const canShow = !isBusy();
  const hasPane = wanted.pane && isOpen(page);
  const talk = element("talk");
  const wasAtEnd = talk && talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40;
  swap(page, ["views", ...(wanted.list && canShow ? ["rows"] : []), ...(hasPane ? ["pane-head", "messages"] : [])]);
  if (hasPane) refreshSeen(page);
  if (hasPane && wasAtEnd) talk.scrollTop = talk.scrollHeight;
  listIsStale ||= wanted.list && !canShow;
  if (canShow) noteSeen();
  else announce();
}

function later() {
  waiting ??= setTimeout(refresh, pause);
}

function changed(event) {
  const told = JSON.parse(event.data);
  const open = Number(element("pane").dataset.thread || 0);
  if (!told.threads.length || told.threads.includes(open)) paneIsStale = open > 0;
  listIsStale = true;
  forget(told.threads);
  if (!told.is_quiet) told.threads.filter((thread) => thread !== open).forEach((thread) => fresh.add(thread));
  later();
}

export function startLive() {
  const rows = element("rows");
  for (const kind of ["pointermove", "wheel", "touchstart", "keydown"]) {
    rows.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
  const stream = openStream(rows.dataset.workspace);
  stream.addEventListener("change", changed);
  let isFirst = true;
  stream.addEventListener("open", () => {
    if (!isFirst) changed({ data: '{"threads": []}' });
    isFirst = false;
  });
  // What was snoozed comes back by time, which nothing announces.
  setInterval(() => { listIsStale = true; later(); }, AGAIN_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && listIsStale) later(); });
  element("fresh").addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const { page } = await fetchPage(location.href);
      swap(page, ["views", "rows"]);
      rows.scrollTop = 0;
      listIsStale = false;
      noteSeen();
    } catch {
      later();
    }
  });
}
