// The inbox with JavaScript: the same pages and forms, without leaving the page.
import "./styles/desk.css";
import "./charter.js";
import { startCopy } from "./copy.js";
import { startNotifying } from "./notify.js";
import { startWaiting } from "./welcome.js";
import { offerUndo, place, rowAfter, waysBack } from "./after.js";
import { fetchNext, fetchPane, startAhead } from "./ahead.js";
import { forgetDraft, refreshSeen, replyTo, restoreDraft, startComposer } from "./composer.js";
import { startKeys, startPlaces } from "./keys.js";
import { noteSeen, startLive } from "./live.js";
import { startMentions } from "./mentions.js";
import { forgetNote, restoreNote, startNotes } from "./notes.js";
import { startPalette } from "./palette.js";
import { startPresence } from "./presence.js";
import { startSelect } from "./select.js";
import { startSplitter } from "./splitter.js";
import { startDay } from "./day.js";
import { fetchPage, isOpen, swap, tell } from "./swap.js";
import { startTimes } from "./times.js";
import { words } from "./words.js";

const isWide = () => matchMedia("(min-width: 900px)").matches;
const element = (id) => document.getElementById(id);

function toEnd() {
  const talk = element("talk");
  const found = talk?.querySelector(".message.is-found");
  if (found) found.scrollIntoView({ block: "center" });
  else if (talk && isWide()) talk.scrollTop = talk.scrollHeight;
}

let latest = 0;

async function open(address, { push = true } = {}) {
  const mine = ++latest;
  const { page, address: landed, status } = await fetchPane(address);
  if (mine !== latest) return;
  if (!page.getElementById("pane") || status >= 400) {
    location.href = landed;
    return;
  }
  document.body.className = page.body.className;
  document.title = page.title;
  swap(page, ["pane"]);
  if (push) history.pushState({}, "", landed);
  opened();
  setTimeout(fetchNext, 150);
}

async function send(form, submitter) {
  const isReply = form.id === "composer";
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const body = new URLSearchParams(new FormData(form, submitter));
  const { thread } = element("pane").dataset;
  const back = location.pathname + location.search;
  const next = rowAfter();
  if (submitter) submitter.disabled = true;
  try {
    const { page, address: landed, status } = await fetchPage(address, { method: "POST", body });
    if (!page.getElementById("pane") || status >= 400) {
      location.href = landed;
      return;
    }
    form.querySelector("details.add-label")?.removeAttribute("open");
    form.closest("details.menu")?.removeAttribute("open");
    const isRefused = page.querySelector(".notice-error");
    if (isReply && !isRefused) forgetDraft(thread);
    const isHere = isOpen(page); // another conversation may have been opened meanwhile
    if (form.id === "note-form") {
      if (submitter) submitter.disabled = false;
      if (!isRefused) forgetNote(thread, isHere);
    }
    const steps = isRefused || !isWide() ? [] : waysBack(thread, address, submitter, page);
    const said = page.querySelector(".notice-success")?.textContent.trim() || words.done;
    const isRestored = page.querySelector("#composer[data-restored]");
    const isWhole = isReply || isRestored || !element("composer");
    swap(page, ["views", "rows", "notices", "note-key", ...(isWhole && isHere ? ["pane"] : ["pane-head", "messages"])]);
    if (!isHere) {
      if (steps.length) offerUndo(steps, said, back);
      else fade();
      return;
    }
    if (steps.length) {
      moveOn(steps, said, back, next);
      return;
    }
    refreshSeen(page);
    if (isWhole) {
      restoreDraft();
      restoreNote();
    }
    if (isReply || form.id === "note-form") toEnd();
    if (isRestored || (isReply && isRefused)) element("reply")?.focus();
    else if (isReply) element("talk")?.focus({ preventScroll: true });
    noteSeen();
    fade();
  } catch {
    tell(words.offline);
    if (submitter) submitter.disabled = false;
  }
}

// What was put away gives its place to the next one, and can be taken back.
async function moveOn(steps, said, back, next) {
  const row = next && document.querySelector(`a.row[data-row="${next}"]`);
  await open(row ? row.href : location.pathname.replace(/\d+\/$/, "") + location.search);
  offerUndo(steps, said, back);
  element("talk")?.focus({ preventScroll: true });
}

function opened() {
  place([...document.querySelectorAll("a.row")]);
  restoreDraft();
  restoreNote();
  toEnd();
}

function fade() {
  const shown = [...document.querySelectorAll("#notices .notice-success")];
  setTimeout(() => shown.forEach((one) => one.remove()), 6000);
}

function onClick(event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const reply = event.target.closest("[data-reply]");
  if (reply) {
    event.preventDefault();
    replyTo(reply.dataset.reply, reply.dataset.to);
    return;
  }
  const row = event.target.closest("a.row");
  if (row && isWide()) {
    event.preventDefault();
    open(row.href);
    return;
  }
  const more = event.target.closest("#more");
  if (more) {
    event.preventDefault();
    loadMore(more);
  }
  for (const one of document.querySelectorAll("details:is(.confirm, .switcher, .menu, .beyond)[open]")) {
    if (!one.contains(event.target)) one.removeAttribute("open");
  }
}

// A menu that opens at the foot of a conversation would hide behind the composer.
function showBeyond(event) {
  const menu = event.target.closest?.("details.beyond[open]");
  if (menu && event.target.open) menu.querySelector(".beyond-box").scrollIntoView({ block: "nearest" });
}

async function loadMore(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const { page } = await fetchPage(link.href);
    const list = element("rows").querySelector("ul");
    const known = new Set([...list.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
    const rows = [...page.querySelectorAll("#rows li")];
    const fresh = rows.filter((row) => !known.has(row.querySelector("a").dataset.row));
    list.append(...fresh);
    const next = page.getElementById("more");
    if (next) link.replaceWith(next);
    else link.remove();
    fresh[0]?.querySelector("a").focus({ preventScroll: true });
  } catch {
    link.removeAttribute("aria-busy");
    tell(words.offline);
  }
}

function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("toggle", showBeyond, true);
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || !event.target.closest("#pane")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  window.addEventListener("popstate", () => open(location.href, { push: false }));
  document.addEventListener("palabre:opened", opened);
  startComposer();
  startSplitter();
  startDay();
  startMentions();
  startNotes();
  startTimes();
  startSelect();
  startKeys();
  startLive();
  startAhead();
  startPresence();
  toEnd();
  fade();
}

document.documentElement.classList.add("has-script");
startPlaces();
startPalette();
if (element("rows")) start();
startCopy();
startWaiting();
startNotifying();
