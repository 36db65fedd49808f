// The posts of one page with their comments, kept up to date.

import { attempt, avatar, call, el, language, samples, time, words } from "./dom.js";
import { commentRow } from "./comment.js";
import { author } from "./visitor.js";

const THREADS_KEPT = 60;
const TRIES = ["try_question", "try_insult", "try_spam", "try_complaint", "try_thanks"];

let account = null;
const place = document.getElementById("feed");

const find = (id) => place.querySelector(`[data-comment="${CSS.escape(id)}"]`);

function composer(post, parent, done) {
  const label = parent ? words.write_answer : words.write_comment;
  const field = el("textarea", {
    rows: "1",
    maxlength: "8000",
    placeholder: label,
    "aria-label": label,
    dir: "auto",
  });
  const form = el("form", { class: "composer" }, field, el("button", {}, words.send));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const wish = { account: account.key, post, parent, author: author(account), text };
    const comment = await attempt(() => call("POST", "/square/api/comments", wish));
    if (!comment) return;
    field.value = "";
    show(comment);
    done?.();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return form;
}

function chips(form) {
  const field = form.querySelector("textarea");
  const fill = (name) => {
    field.value = samples[account.language]?.[name] ?? samples[language][name];
    field.focus();
  };
  const buttons = TRIES.map((name) =>
    el("button", { type: "button", class: "chip", onclick: () => fill(name) }, words[name]),
  );
  return el("div", { class: "chips" }, el("span", {}, words.try), ...buttons);
}

function startAnswer(item, post, thread) {
  const open = item.querySelector(":scope > .answering");
  if (open) {
    open.querySelector("textarea").focus();
    return;
  }
  const form = composer(post, thread, () => holder.remove());
  const holder = el("div", { class: "answering" }, form);
  holder.addEventListener("keydown", (event) => {
    if (event.key === "Escape") holder.remove();
  });
  item.append(holder);
  form.querySelector("textarea").focus();
}

function rowOf(comment) {
  return commentRow(comment, account, () => {
    const item = find(comment.parent ?? comment.id);
    if (item) startAnswer(item, comment.post, comment.parent ?? comment.id);
  });
}

function itemOf(comment, answers = []) {
  const attributes = { "data-comment": comment.id, "data-number": comment.number };
  const item = el("li", attributes, rowOf(comment));
  if (!comment.parent) {
    const standing = answers.filter((answer) => answer.deleted !== "visitor");
    item.append(el("ul", { class: "answers" }, ...standing.map((answer) => itemOf(answer))));
  }
  return item;
}

function emphasise(item) {
  item.classList.add("fresh");
  setTimeout(() => item.classList.remove("fresh"), 4000);
}

function count(section, step) {
  const shown = section.querySelector(".count");
  const number = Number(shown.dataset.count) + step;
  shown.dataset.count = number;
  shown.textContent = `${number.toLocaleString(language)} ${number === 1 ? words.comment : words.comments}`;
  section.querySelector(".quiet-post").hidden = number > 0;
}

function insert(comment) {
  const section = place.querySelector(`[data-post="${CSS.escape(comment.post)}"]`);
  const parent = comment.parent ? find(comment.parent) : null;
  if (!section || (comment.parent && !parent)) return;
  const item = itemOf(comment);
  item.told = JSON.stringify(comment);
  count(section, 1);
  if (parent) {
    parent.querySelector(":scope > .answers").append(item);
  } else {
    const list = section.querySelector(".threads");
    list.prepend(item);
    while (list.children.length > THREADS_KEPT) list.lastElementChild.remove();
    const more = section.querySelector(".earlier");
    if (list.children.length === THREADS_KEPT) more.hidden = false;
  }
  emphasise(item);
}

// Shows a comment of this page as it is now: new, changed, hidden or gone.
export function show(comment) {
  if (comment.account !== account?.key) return;
  const item = find(comment.id);
  if (!item) {
    if (!comment.deleted) insert(comment);
    return;
  }
  const bare = !item.querySelector(":scope > .answers > li");
  if (comment.deleted === "visitor" && bare) {
    item.remove();
    return;
  }
  const told = JSON.stringify(comment);
  if (item.told === told) return; // told twice, by the answer and by the stream: nothing moves
  item.told = told;
  const row = item.querySelector(":scope > .row");
  const before = row.querySelector(".bubble").textContent;
  const editor = row.querySelector(".editor");
  const fresh = rowOf(comment);
  if (editor) fresh.querySelector(".body").append(editor);
  row.replaceWith(fresh);
  if (fresh.querySelector(".bubble").textContent !== before) emphasise(item);
}

async function showEarlier(section) {
  const last = section.querySelector(".threads").lastElementChild;
  const earlier = last ? last.dataset.number : "0";
  const address = `/square/api/posts/${section.dataset.post}/threads?earlier=${earlier}`;
  const told = await attempt(() => call("GET", address));
  if (!told) return;
  const list = section.querySelector(".threads");
  list.append(...told.threads.map((thread) => itemOf(thread, thread.answers)));
  section.querySelector(".earlier").hidden = told.earlier === null;
}

function sectionOf(post, first) {
  const section = el("article", { class: "post", "data-post": post.id });
  const form = composer(post.id, null);
  const picture = `/square/assets/pictures/${encodeURIComponent(post.picture || "plain")}.svg`;
  const head = el(
    "header",
    {},
    avatar(account.name, true),
    el("div", {}, el("h2", { dir: "auto" }, account.name), time(post.at)),
    el("span", { class: "count", "data-count": post.count }),
  );
  const image = el("img", { src: picture, alt: "", width: "640", height: "360", class: "picture" });
  const suggested = chips(form);
  if (!first) suggested.classList.add("on-focus");
  const earlier = el(
    "button",
    { type: "button", class: "earlier quiet", hidden: post.earlier === null, onclick: () => showEarlier(section) },
    words.earlier,
  );
  section.append(
    head,
    el("p", { class: "post-text", dir: "auto" }, post.text),
    image,
    el("div", { class: "writing" }, form, suggested),
    el("p", { class: "quiet-post small", hidden: true }, words.quiet),
    el("ul", { class: "threads" }, ...post.threads.map((thread) => itemOf(thread, thread.answers))),
    earlier,
  );
  count(section, 0);
  return section;
}

// Reads and shows the whole page of an account. What was being typed is kept.
export async function showFeed(chosen) {
  const told = await call("GET", `/square/api/feed?account=${encodeURIComponent(chosen.key)}`);
  const drafts = new Map();
  for (const field of place.querySelectorAll(".writing textarea")) {
    drafts.set(field.closest("[data-post]").dataset.post, field.value);
  }
  account = chosen;
  place.replaceChildren(...told.posts.map((post, index) => sectionOf(post, index === 0)));
  for (const [post, text] of drafts) {
    const field = place.querySelector(`[data-post="${CSS.escape(post)}"] .writing textarea`);
    if (field) field.value = text;
  }
}
