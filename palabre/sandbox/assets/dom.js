// Small tools to build the page: elements, words, times, and calls to the square.

const told = JSON.parse(document.body.dataset.told);

export const { language, words, samples, names } = told;
export const firstAccounts = told.accounts;

// Builds an element. Attributes beginning with "on" are listeners; false and null are left out.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

export async function call(method, path, body) {
  const request = { method, headers: {} };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const answer = await fetch(path, request);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

// Says something at the top of the page; an empty text takes it away.
export function notice(text) {
  const place = document.getElementById("notice");
  place.textContent = text;
  place.hidden = text === "";
}

// Runs what a person asked for; says so when it fails, and keeps what they typed.
export async function attempt(act) {
  try {
    const result = await act();
    notice("");
    return result;
  } catch {
    notice(words.failed);
    return undefined;
  }
}

export function ago(seconds) {
  const past = Math.max(0, Date.now() / 1000 - seconds);
  if (past < 60) return words.now;
  if (past < 3600) return `${Math.floor(past / 60)} ${words.minutes}`;
  if (past < 86400) return `${Math.floor(past / 3600)} ${words.hours}`;
  return `${Math.floor(past / 86400)} ${words.days}`;
}

export function time(seconds) {
  const date = new Date(seconds * 1000);
  const attributes = {
    datetime: date.toISOString(),
    title: date.toLocaleString(language),
    "data-at": seconds,
  };
  return el("time", attributes, ago(seconds));
}

export function avatar(name, brand = false) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  const initials = name
    .split(/[\s-]+/)
    .map((word) => word[0] ?? "")
    .slice(0, 2)
    .join("");
  const look = brand ? "avatar brand" : `avatar tint-${sum % 8}`;
  return el("span", { class: look, "aria-hidden": "true" }, initials.toUpperCase());
}

setInterval(() => {
  for (const place of document.querySelectorAll("time[data-at]")) {
    place.textContent = ago(Number(place.dataset.at));
  }
}, 30000);
