"""A real browser at a desk, and what it measures: paints, keys, long tasks, bytes, memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machinery.desks import Desk

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-precise-memory-info",
]
PAINTED = """async () => {
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!painted()) await new Promise((then) => setTimeout(then, 5));
  const [load] = performance.getEntriesByType("navigation");
  return [load.responseStart - load.requestStart, painted().startTime];
}"""
OPENED = """async () => {
  const pane = document.getElementById("pane");
  performance.clearResourceTimings();
  const began = new Promise((then) => addEventListener("keydown", (event) => {
    if (event.key === "Enter") then([event.timeStamp, pane.dataset.thread]);
  }, { capture: true }));
  window.opened = began.then(async ([at, before]) => {
    while (document.getElementById("pane").dataset.thread === before)
      await new Promise((then) => setTimeout(then, 1));
    await new Promise((then) => requestAnimationFrame(() => setTimeout(then)));
    return performance.now() - at;
  });
}"""
WATCH = """() => {
  const seen = window.seen = { long: [], keys: [], frames: 0, slowest: 0 };
  seen.began = performance.now();
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask" });
  let pressed = 0, last = performance.now();
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true });
  addEventListener("focusin", (event) => {
    if (pressed && event.target.matches("a.row")) seen.keys.push(performance.now() - pressed);
    pressed = 0;
  });
  const frame = (now) => {
    seen.frames += 1;
    seen.slowest = Math.max(seen.slowest, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
SEEN = "() => ({ ...window.seen, lasted: performance.now() - window.seen.began })"


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Give a browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def sign_in(browser: Browser, desk: Desk, email: str) -> Page:
    """Return a page of the signed-in owner, in a context of its own with an empty cache."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="fr")
    secrets = json.loads((desk.folder / "secrets.json").read_text())
    page.goto(f"{desk.address}/sign-in/")
    page.locator('input[name="username"]').fill(email)
    page.locator('input[name="password"]').fill(secrets["first_password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return page


def time_load(page: Page, address: str) -> tuple[float, float]:
    """Open an address; return seconds until the first byte, and until it was painted."""
    page.goto(address, wait_until="domcontentloaded")
    server, painted = page.evaluate(PAINTED)
    return server / 1000, painted / 1000


def time_next(page: Page) -> float:
    """Open the next conversation by two keys; return seconds from Enter until it was painted."""
    page.keyboard.press("j")
    page.evaluate(OPENED)
    page.keyboard.press("Enter")
    seconds: float = page.evaluate("() => window.opened") / 1000
    return seconds


def weigh(browser: Browser, page: Page, address: str) -> dict[str, int]:
    """Return the bytes over the wire, by kind, of an address opened with an empty cache."""
    context = browser.new_context(storage_state=page.context.storage_state(), locale="fr")
    fresh = context.new_page()
    wire = context.new_cdp_session(fresh)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(told: dict[str, Any]) -> None:
        kinds[told["requestId"]] = told["type"]

    def finished(told: dict[str, Any]) -> None:
        kind = kinds.get(told["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + int(told["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    fresh.goto(address, wait_until="load")
    fresh.wait_for_timeout(1500)
    context.close()
    return sizes


def heap(page: Page) -> float:
    """Return the megabytes that the page's scripts hold after a collection."""
    wire = page.context.new_cdp_session(page)
    wire.send("HeapProfiler.collectGarbage")
    held: float = page.evaluate("() => performance.memory.usedJSHeapSize") / 2**20
    wire.detach()
    return held
