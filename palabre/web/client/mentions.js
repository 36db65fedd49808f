// Colleagues in a note: "@" opens their names, letters narrow, arrows move, Enter puts one in.
import { makePicker, plain } from "./picker.js";

const box = () => document.getElementById("note");
const list = () => document.getElementById("mention-list");

// The name being typed before the cursor, its sign included; an @ inside a word begins none.
function asked() {
  const before = box().value.slice(0, box().selectionStart);
  return /(?:^|[^\p{L}\p{N}_])(@[^@\n]{0,40})$/u.exec(before)?.[1] ?? null;
}

function narrow(picker) {
  const said = asked();
  if (said === null) {
    picker.close();
    return;
  }
  const wanted = plain(said).slice(1);
  picker.narrow((one) => {
    const name = plain(one.dataset.name);
    return name.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted));
  });
}

export function startMentions() {
  function put(option) {
    const note = box();
    const end = note.selectionStart;
    const start = end - (asked() ?? "").length;
    note.setRangeText(`@${option.dataset.name} `, start, end, "end");
    note.focus();
    note.dispatchEvent(new Event("input", { bubbles: true }));
    picker.close();
  }
  const picker = makePicker({
    box,
    list,
    isOpen: () => !list().hidden,
    show: (open) => { list().hidden = !open; },
    keys: ["Enter", "Tab"],
    put,
  });
  document.addEventListener("input", (event) => {
    if (event.target === box() && list()) narrow(picker);
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#mention-list [role=option]");
    if (!option) return;
    event.preventDefault();
    put(option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box()) picker.close();
  });
}
