// The box to answer in: counts, keeps a draft in the browser, sends with Ctrl and Enter.
import { draftName } from "./drafts.js";
import { startSaved } from "./saved.js";
import { words } from "./words.js";

const form = () => document.getElementById("composer");
const box = () => document.getElementById("reply");

export function count() {
  const chosen = form()?.querySelector('input[name="verb"]:checked');
  const place = document.getElementById("count");
  if (!chosen || !place) return;
  const limit = Number(chosen.dataset.limit);
  const left = limit - [...box().value.trim()].length;
  place.classList.toggle("over", limit > 0 && left < 0);
  document.getElementById("send").disabled = limit > 0 && left < 0;
  const isNear = limit > 0 && (left < 100 || left < limit / 3);
  const pattern = left < 0 ? words.over : words.left;
  place.textContent = isNear ? pattern.replace("{n}", Math.abs(left)) : "";
}

export function restoreDraft() {
  if (!form()) return;
  if ("restored" in form().dataset) localStorage.setItem(draftName("draft"), box().value);
  else box().value = localStorage.getItem(draftName("draft")) ?? box().value;
  count();
}

export function forgetDraft(thread) {
  localStorage.removeItem(draftName("draft", thread));
}

export function replyTo(message, name) {
  const composer = form();
  if (!composer) return;
  composer.action = composer.dataset.action.replace("/messages/0/", `/messages/${message}/`);
  composer.dataset.message = message;
  document.getElementById("composer-to").textContent = name;
  box().focus();
}

// An answer that came while this one is being written still deserves its warning.
export function refreshSeen(page) {
  const ours = document.getElementById("composer-seen");
  const theirs = page.getElementById("composer-seen");
  if (ours && theirs && !box().value) ours.value = theirs.value;
}

export function startComposer() {
  startSaved();
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    if (box().value) localStorage.setItem(draftName("draft"), box().value);
    else forgetDraft();
    count();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "verb") count();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== box()) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form().requestSubmit(document.getElementById(event.shiftKey ? "send-and-close" : "send"));
    } else if (event.key === "Escape") {
      box().blur();
    }
  });
  restoreDraft();
}
