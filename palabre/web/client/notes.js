// The box for a note: opened by n, its draft kept in the browser until the note is kept.
import { draftName } from "./drafts.js";

const box = () => document.getElementById("note");

export function openNote() {
  const place = document.getElementById("note-box");
  if (!place) return;
  place.open = true;
  box().focus();
  place.scrollIntoView({ block: "nearest" });
}

export function restoreNote() {
  if (!box()) return;
  box().value = localStorage.getItem(draftName("note")) ?? "";
  if (box().value) document.getElementById("note-box").open = true;
}

export function forgetNote(thread, isOpen) {
  localStorage.removeItem(draftName("note", thread));
  if (!isOpen || !box()) return;
  box().value = "";
  document.getElementById("note-box").open = false;
}

export function startNotes() {
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    if (box().value) localStorage.setItem(draftName("note"), box().value);
    else localStorage.removeItem(draftName("note"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== box()) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.getElementById("note-form").requestSubmit();
    } else if (event.key === "Escape") {
      box().blur();
    }
  });
  restoreNote();
}
