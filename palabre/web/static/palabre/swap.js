// Takes parts of a page that the server rendered and puts them in place of ours, keeping what
// the person has opened, where they were and what has the focus.

export async function fetchPage(address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, address: answer.url, status: answer.status };
}

export function swap(page, ids) {
  for (const id of ids) {
    const ours = document.getElementById(id);
    const theirs = page.getElementById(id);
    if (ours && theirs) replace(ours, theirs);
  }
}

function replace(ours, theirs) {
  const open = [...ours.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = ours.contains(document.activeElement) ? document.activeElement : null;
  const mark = focused && (focused.id || focused.dataset.row);
  const scroll = ours.scrollTop;
  for (const { name, value } of [...theirs.attributes]) {
    if (name !== "hidden") ours.setAttribute(name, value);
  }
  ours.replaceChildren(...theirs.childNodes);
  for (const id of open) ours.querySelector(`details[id="${CSS.escape(id)}"]`)?.setAttribute("open", "");
  ours.scrollTop = scroll;
  if (mark) {
    const name = CSS.escape(mark);
    ours.querySelector(`[id="${name}"], [data-row="${name}"]`)?.focus({ preventScroll: true });
  }
}

export function tell(sentence, tone = "error") {
  const notices = document.getElementById("notices");
  const notice = document.createElement("p");
  notice.className = `notice notice-${tone}`;
  notice.textContent = sentence;
  notices.replaceChildren(notice);
}
