// The square's page: which account is shown, and what happens live.

import { attempt, el, firstAccounts, notice, words } from "./dom.js";
import { show, showFeed } from "./feed.js";
import { hear, showTalk, startTalk } from "./talk.js";
import { startVisitor } from "./visitor.js";
import { hearFaults, readWeather, showWeather, startWeather } from "./weather.js";

const accounts = firstAccounts;
const tabs = document.getElementById("tabs");

let current = null;

function wished() {
  const key = decodeURIComponent(location.hash.slice(1));
  return accounts.find((account) => account.key === key) ?? accounts[0] ?? null;
}

function glyph(account) {
  const source = `/square/assets/pictures/${account.network}.svg`;
  return el("img", { src: source, alt: account.title, width: "20", height: "20" });
}

function paintTabs() {
  const links = accounts.map((account) =>
    el(
      "a",
      { href: `#${encodeURIComponent(account.key)}`, "aria-current": account === current ? "page" : null },
      glyph(account),
      el("span", { dir: "auto" }, account.name),
    ),
  );
  tabs.replaceChildren(...links);
}

async function read() {
  if (!current) return;
  showWeather(current);
  await Promise.all([showFeed(current), showTalk(current), readWeather()]);
}

async function choose() {
  current = wished();
  paintTabs();
  await attempt(read);
}

function listen() {
  const events = new EventSource("/square/events");
  let wasOpen = false;
  events.addEventListener("open", () => {
    notice("");
    if (wasOpen) attempt(read);
    wasOpen = true;
  });
  events.addEventListener("error", () => notice(words.offline));
  events.addEventListener("refresh", () => attempt(read));
  events.addEventListener("news", (event) => {
    for (const news of JSON.parse(event.data)) {
      if (news.kind === "comment") show(news.comment);
      if (news.kind === "message") hear(news.conversation);
      if (news.kind === "faults") hearFaults(news.faults);
      if (news.kind === "accounts") location.reload();
    }
  });
}

// On a phone the panels open over the page, from the bar at the bottom.
function startPanels() {
  for (const opener of document.querySelectorAll("[data-opens]")) {
    const panel = document.getElementById(opener.dataset.opens);
    const set = (open) => {
      panel.classList.toggle("open", open);
      opener.setAttribute("aria-expanded", String(open));
      opener.classList.remove("has-news");
      if (open) panel.querySelector("details")?.setAttribute("open", "");
    };
    opener.addEventListener("click", () => {
      const open = !panel.classList.contains("open");
      for (const other of document.querySelectorAll("[data-opens][aria-expanded=true]")) {
        if (other !== opener) other.click();
      }
      set(open);
    });
    const close = el("button", { type: "button", class: "close quiet", onclick: () => set(false) }, words.close);
    panel.prepend(close);
  }
}

startVisitor(() => attempt(read));
startTalk();
startWeather();
startPanels();
addEventListener("hashchange", choose);
await choose();
listen();
