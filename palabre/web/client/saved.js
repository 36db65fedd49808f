// Saved replies: "/" at the start of an answer opens them, letters narrow, Enter puts one in.
import { makePicker, plain } from "./picker.js";

const box = () => document.getElementById("reply");
const menu = () => document.getElementById("saved");

function narrow(picker) {
  const asked = /^\/([^\n/]{0,40})$/.exec(box().value);
  if (!asked) {
    picker.close();
    return;
  }
  const wanted = plain(asked[1]).split(/\s+/);
  picker.narrow((one) => wanted.every((word) => plain(one.dataset.find).includes(word)));
}

export function startSaved() {
  function put(option) {
    const person = document.getElementById("composer-to").textContent.trim();
    const text = option.dataset.text.replace(/\{\{\s*person\s*\}\}/g, () => person);
    const answer = box();
    const before = answer.value.startsWith("/") ? "" : answer.value;
    answer.value = before ? `${before.trimEnd()} ${text}` : text;
    picker.close();
    answer.focus();
    answer.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const picker = makePicker({
    box,
    list: menu,
    isOpen: () => menu().open,
    show: (open) => { menu().open = open; },
    keys: ["Enter"],
    put,
  });
  document.addEventListener("input", (event) => {
    if (event.target === box() && menu()) narrow(picker);
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#saved [role=option]");
    if (option) put(option);
  });
}
