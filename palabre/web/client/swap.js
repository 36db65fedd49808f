// Takes parts of a page that the server rendered and morphs ours into them, keeping what the
// person has opened, where they were and what has the focus.
import { Idiomorph } from "idiomorph";

export async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, address: answer.url, status: answer.status };
}

const threadOf = (page) => page.getElementById("pane")?.dataset.thread;

/** Whether an answer is of the conversation that is open: it may have come after another was opened. */
export const isOpen = (page) => threadOf(page) === threadOf(document);

// Parts of a pane are only ever put into the pane of their own conversation.
export function swap(page, ids) {
  for (const id of ids) {
    const ours = document.getElementById(id);
    const theirs = page.getElementById(id);
    const isForeign = id !== "pane" && ours?.closest("#pane") && !isOpen(page);
    if (ours && theirs && !isForeign) morph(ours, theirs);
  }
  markRow();
  document.dispatchEvent(new Event("palabre:swapped"));
}

// The row of the open conversation is the current one, whatever the list was asked for.
function markRow() {
  for (const row of document.querySelectorAll("[data-row]")) {
    if (row.dataset.row === threadOf(document)) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// What the person holds is not the server's to change: opened details, and text being typed,
// unless the whole conversation is another one or was answered.
function keeper(ours, theirs) {
  const isSame = ours.dataset.thread === theirs.dataset.thread;
  const isPart = ours.id !== "pane";
  return (name, node, change) => {
    if (name === "hidden") return false;
    if (name === "checked") return node.name !== "thread";
    if (name === "open") return !(isSame && change === "remove" && node.id && node.matches("details"));
    if (name === "value") return !(isPart && node.value !== node.defaultValue);
    return true;
  };
}

function morph(ours, theirs) {
  const scroll = ours.scrollTop;
  Idiomorph.morph(ours, theirs, {
    morphStyle: "outerHTML",
    restoreFocus: true,
    callbacks: { beforeAttributeUpdated: keeper(ours, theirs) },
  });
  ours.scrollTop = scroll;
}

export function tell(sentence, tone = "error") {
  const notices = document.getElementById("notices");
  const notice = document.createElement("p");
  notice.className = `notice notice-${tone}`;
  notice.textContent = sentence;
  notices.replaceChildren(notice);
}
