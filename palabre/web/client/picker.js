// Options beside a text field: letters narrow them, arrows move, a key puts the chosen one in.
// Used by saved replies and by mentions, which say what fits and what is put in.

/** A text without accents and case, to compare by. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * `box` and `list` return the field and what holds the options; `isOpen` and `show` tell and set
 * whether they are seen; `keys` put the chosen one in by `put`. Returns ways to use it.
 */
export function makePicker({ box, list, isOpen, show, keys, put }) {
  const all = () => [...(list()?.querySelectorAll("[role=option]") ?? [])];
  const shown = () => all().filter((one) => !one.hidden);
  const chosen = () => all().find((one) => one.getAttribute("aria-selected") === "true");

  function choose(option) {
    for (const one of all()) one.setAttribute("aria-selected", String(one === option));
    option?.scrollIntoView({ block: "nearest" });
    if (option) box().setAttribute("aria-activedescendant", option.id);
    else box()?.removeAttribute("aria-activedescendant");
  }

  function close() {
    if (!list() || !isOpen()) return;
    show(false);
    choose(null);
    for (const one of all()) one.hidden = false;
  }

  /** Show the options that fit, the first one chosen; none when there are none. */
  function narrow(fits) {
    for (const one of all()) one.hidden = !fits(one);
    if (!shown().length) {
      close();
      return;
    }
    show(true);
    choose(shown()[0]);
  }

  function press(event) {
    if (event.target !== box() || !list() || !isOpen()) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const options = shown();
    const place = options.indexOf(chosen());
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      choose(options[(place + moves[event.key] + options.length) % options.length]);
    } else if (keys.includes(event.key) && chosen()) {
      put(chosen());
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  document.addEventListener("keydown", press, { capture: true });
  return { close, narrow };
}
