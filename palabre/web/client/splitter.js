// The width of the list: dragged, or moved with the arrow keys, and remembered in this browser.
const NAME = "palabre:list-width";
const LEAST = 300;
const MOST = 640;
const STEP = 16;
const bar = () => document.getElementById("splitter");

function set(width, { keep = true } = {}) {
  const wide = Math.round(Math.min(MOST, Math.max(LEAST, width)));
  document.documentElement.style.setProperty("--list-width", `${wide}px`);
  bar().setAttribute("aria-valuenow", wide);
  if (keep) localStorage.setItem(NAME, wide);
}

const width = () => document.querySelector(".list").getBoundingClientRect().width;

export function startSplitter() {
  if (!bar()) return;
  bar().hidden = false;
  const kept = Number(localStorage.getItem(NAME));
  if (kept) set(kept, { keep: false });
  else bar().setAttribute("aria-valuenow", Math.round(width()));
  bar().addEventListener("pointerdown", (event) => {
    bar().setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  bar().addEventListener("pointermove", (event) => {
    if (!bar().hasPointerCapture(event.pointerId)) return;
    set(event.clientX - document.querySelector(".list").getBoundingClientRect().left);
  });
  bar().addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    set(width() + step);
  });
  bar().addEventListener("dblclick", () => {
    localStorage.removeItem(NAME);
    document.documentElement.style.removeProperty("--list-width");
  });
}
