// Who the person in front of the page pretends to be: remembered, and easily changed.

import { avatar, names } from "./dom.js";

const KEY = "square-visitor";

function invent() {
  const name = names[Math.floor(Math.random() * names.length)];
  const number = 100000 + Math.floor(Math.random() * 900000);
  return { name, number: String(number) };
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (kept?.name && kept?.number) return kept;
  } catch {
    // A browser that forgets, or a damaged memory: a new visitor is invented.
  }
  return invent();
}

let visitor = remembered();

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(visitor));
  } catch {
    // Private windows may refuse; the visitor then lasts as long as the page.
  }
}

// The visitor as one page knows them: networks give a person another id on each page.
export function author(account) {
  return { id: `7${visitor.number}${account.page_id}`, name: visitor.name };
}

export function startVisitor(changed) {
  const form = document.getElementById("visitor");
  const field = document.getElementById("visitor-name");
  const show = () => {
    field.value = visitor.name;
    const face = avatar(visitor.name);
    face.id = "visitor-avatar";
    document.getElementById("visitor-avatar").replaceWith(face);
    keep();
  };
  const rename = () => {
    const name = field.value.trim();
    if (name && name !== visitor.name) visitor = { ...visitor, name };
    show();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rename();
    field.blur();
  });
  field.addEventListener("change", rename);
  document.getElementById("visitor-other").addEventListener("click", () => {
    visitor = invent();
    show();
    changed();
  });
  show();
}
