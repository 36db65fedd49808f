// The box for a note: opened by n, its draft kept in the browser until the note is kept.
const box = () => document.getElementById("note");

function draftName(thread = document.getElementById("pane")?.dataset.thread) {
  return `palabre:note:${document.getElementById("rows")?.dataset.workspace}:${thread}`;
}

export function openNote() {
  const place = document.getElementById("note-box");
  if (!place) return;
  place.open = true;
  box().focus();
  place.scrollIntoView({ block: "nearest" });
}

export function restoreNote() {
  if (!box()) return;
  box().value = localStorage.getItem(draftName()) ?? "";
  if (box().value) document.getElementById("note-box").open = true;
}

export function forgetNote(thread, isOpen) {
  localStorage.removeItem(draftName(thread));
  if (!isOpen || !box()) return;
  box().value = "";
  document.getElementById("note-box").open = false;
}

export function startNotes() {
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    if (box().value) localStorage.setItem(draftName(), box().value);
    else localStorage.removeItem(draftName());
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
