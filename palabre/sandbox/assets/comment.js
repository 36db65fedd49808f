// One comment, as its visitor, the others and the brand see it.

import { attempt, avatar, call, el, time, words } from "./dom.js";
import { author } from "./visitor.js";

function byBrand(comment, account) {
  return comment.author.id === account.page_id;
}

function button(label, act, look = "link") {
  return el("button", { type: "button", class: look, onclick: act }, label);
}

function textOf(comment) {
  if (comment.deleted === "brand") return el("p", { class: "note harm" }, words.removed);
  if (comment.deleted) return el("p", { class: "note" }, words.gone);
  if (!comment.hidden) return el("p", { class: "text", dir: "auto" }, comment.text);
  return el(
    "details",
    { class: "note" },
    el("summary", {}, el("strong", {}, words.hidden), " ", el("span", { class: "link" }, words.show_text)),
    el("p", { class: "text", dir: "auto" }, comment.text),
    el("p", { class: "small" }, words.hidden_why),
  );
}

function likeButton(comment, account) {
  const who = author(account);
  const liked = comment.liked_by.includes(who.id);
  const act = () =>
    attempt(() => call(liked ? "DELETE" : "POST", `/square/api/comments/${comment.id}/likes`, { author: who }));
  const shown = button(liked ? words.liked : words.like, act);
  shown.setAttribute("aria-pressed", String(liked));
  return shown;
}

function startEdit(row, comment) {
  const field = el("textarea", { rows: "2", maxlength: "8000", "aria-label": words.edit, dir: "auto" });
  field.value = comment.text;
  const finish = () => form.remove();
  const form = el(
    "form",
    {
      class: "editor",
      onsubmit: async (event) => {
        event.preventDefault();
        const text = field.value.trim();
        if (!text) return;
        const done = await attempt(() => call("PATCH", `/square/api/comments/${comment.id}`, { text }));
        if (done) finish();
      },
    },
    field,
    el("div", { class: "buttons" }, button(words.cancel, finish, "quiet"), el("button", {}, words.send)),
  );
  row.querySelector(".editor")?.remove();
  row.querySelector(".body").append(form);
  field.focus();
}

function tools(row, comment, account, onAnswer) {
  if (comment.deleted) return null;
  const own = comment.author.id === author(account).id;
  const remove = () => attempt(() => call("DELETE", `/square/api/comments/${comment.id}`));
  return el(
    "div",
    { class: "tools" },
    likeButton(comment, account),
    account.can.answer && button(words.answer, onAnswer),
    own && account.can.edit && button(words.edit, () => startEdit(row, comment)),
    own && button(words.delete, remove),
    time(comment.at),
    comment.edited && el("span", {}, words.edited),
    comment.likes > 0 && el("span", { class: "likes" }, `♥ ${comment.likes}`),
  );
}

// Builds the row of a comment, without its answers.
export function commentRow(comment, account, onAnswer) {
  const brand = byBrand(comment, account);
  const row = el("div", { class: `row${brand ? " by-brand" : ""}${comment.hidden ? " is-hidden" : ""}` });
  const head = el(
    "p",
    { class: "who" },
    el("strong", { dir: "auto" }, comment.author.name),
    brand && el("span", { class: "badge" }, words.brand),
  );
  const body = el("div", { class: "body" }, el("div", { class: "bubble" }, head, textOf(comment)));
  const below = tools(row, comment, account, onAnswer);
  if (below) body.append(below);
  if (comment.answered_privately) body.append(el("p", { class: "small private-note" }, words.privately));
  row.append(avatar(comment.author.name, brand), body);
  return row;
}
