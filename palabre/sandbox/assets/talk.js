// The private conversation of this visitor with the page.

import { attempt, call, el, time, words } from "./dom.js";
import { author } from "./visitor.js";

let account = null;
const place = document.getElementById("talk");
const list = el("ol", { class: "bubbles", "aria-live": "polite" });
const field = el("textarea", {
  rows: "1",
  maxlength: "2000",
  placeholder: words.write_message,
  "aria-label": words.write_message,
  dir: "auto",
});

const form = el("form", { class: "composer" }, field, el("button", {}, words.send));

function bubble(message) {
  const look = message.from_brand ? "theirs" : "mine";
  return el(
    "li",
    { class: look },
    message.comment && el("span", { class: "small" }, words.about_comment),
    el("p", { dir: "auto" }, message.text),
    time(message.at),
  );
}

function show(conversation) {
  const messages = conversation?.messages ?? [];
  if (messages.length) list.replaceChildren(...messages.slice(-60).map(bubble));
  else list.replaceChildren(el("li", { class: "nothing small" }, words.private_help));
  list.scrollTop = list.scrollHeight;
}

// Takes in what happened in private, if it concerns this visitor.
export function hear(conversation) {
  if (conversation.account !== account?.key) return;
  if (conversation.person.id !== author(account).id) return;
  show(conversation);
  if (conversation.messages.at(-1)?.from_brand) {
    document.querySelector('[data-opens="talk"]').classList.add("has-news");
  }
}

export async function showTalk(chosen) {
  account = chosen;
  form.hidden = !account.can.message;
  if (!account.can.message) {
    list.replaceChildren(el("li", { class: "nothing small" }, words.no_private));
    return;
  }
  const who = author(account).id;
  const address = `/square/api/conversation?account=${encodeURIComponent(account.key)}&person=${who}`;
  show((await call("GET", address)).conversation);
}

export function startTalk() {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || !account) return;
    const wish = { account: account.key, author: author(account), text };
    const sent = await attempt(() => call("POST", "/square/api/messages", wish));
    if (!sent) return;
    field.value = "";
    show(sent.conversation);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  place.append(el("h2", {}, words.private), list, form);
}
