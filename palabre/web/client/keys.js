// Everything from the keyboard; keys are left alone while somebody writes.

import { rowBeside, undoLast } from "./after.js";
import { openNote } from "./notes.js";
import { leaveSelection, pickAll, pickHere, undoBatch } from "./select.js";

const rows = () => [...document.querySelectorAll("a.row")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const focused = all.indexOf(document.activeElement);
  const next = focused < 0 ? rowBeside(step) : all[Math.min(Math.max(focused + step, 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const found = [...document.querySelectorAll(`#pane ${selector}`)].at(-1);
  found?.click();
  return Boolean(found);
}

function reply() {
  const composer = document.getElementById("composer");
  if (composer) document.getElementById("reply").focus();
  else if (document.activeElement?.matches("a.row")) document.activeElement.click();
}

function openMenu(id) {
  const menu = document.getElementById(id);
  if (!menu) return;
  menu.open = !menu.open;
  if (menu.open) menu.querySelector("button:not([disabled]), input:not([type=hidden])")?.focus();
}

function leaveMenu(target) {
  const menu = target.closest?.("details:is(.menu, .beyond)[open]");
  menu?.removeAttribute("open");
  menu?.querySelector("summary").focus();
  return Boolean(menu);
}

function walkMenu(event) {
  const box = event.target.closest?.("details.menu[open] .menu-box");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!box || !step) return false;
  const all = [...box.querySelectorAll("button")];
  all.at((all.indexOf(event.target) + step) % all.length)?.focus();
  return true;
}

function openLabel() {
  const place = [...document.querySelectorAll("#pane .add-label")].at(-1);
  if (!place) return;
  place.open = true;
  place.querySelector("input").focus();
}

function replyInPrivate() {
  const way = document.querySelector('#composer input[name="verb"][value="private_reply"]');
  way?.click();
  if (way) reply();
}

function undo() {
  if (undoBatch() || undoLast()) return;
  const waiting = [...document.querySelectorAll("#pane [data-undo]")];
  const number = (button) => Number(button.closest("[data-act]")?.dataset.act ?? 0);
  waiting.sort((one, other) => number(one) - number(other)).at(-1)?.click();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  r: reply,
  p: replyInPrivate,
  l: () => press('[data-key="l"]'),
  h: () => press('[data-key="h"]'),
  e: () => press('[data-key="e"]'),
  a: () => openMenu("assign"),
  m: () => press('[data-key="m"]'),
  s: () => press("#b-wake") || openMenu("snooze"),
  t: openLabel,
  n: openNote,
  u: undo,
  x: () => pickHere(false),
  X: () => pickHere(true),
  "*": () => pickAll(true),
  Escape: leaveSelection,
  "/": () => document.getElementById("search").focus(),
};

const isWriting = (event) => Boolean(event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open]"));

function placeOf(key) {
  if (key === "i") return document.querySelector('#switcher a[aria-current="true"]');
  return /^[a-z]$/.test(key) ? document.querySelector(`[data-go="${key}"]`) : null;
}

export function startPlaces() {
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
    const place = before === "g" && placeOf(event.key);
    before = event.key;
    if (place) {
      event.preventDefault();
      before = "";
      place.click();
    } else if (event.key === "?") {
      event.preventDefault();
      document.getElementById("keys")?.showModal();
    }
  });
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (walkMenu(event) || (event.key === "Escape" && leaveMenu(event.target))) {
      event.preventDefault();
      return;
    }
    if (isWriting(event)) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

