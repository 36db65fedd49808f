"""Turns the drawings of posts into the raster pictures that a real network would give.

Run by hand after a drawing changed: `python -m palabre.sandbox.rendering`. It needs Chromium and
the packages of the checks; what it makes is committed beside the drawings.
"""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent / "assets" / "pictures"
ICONS = frozenset({"facebook", "icon", "instagram"})
WIDTH, HEIGHT = 960, 540
QUALITY = 80


def render_drawings() -> None:
    """Write a WebP of 960 pixels beside each drawing of a post."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for drawing in sorted(PICTURES.glob("*.svg")):
            if drawing.stem not in ICONS:
                page.goto(drawing.as_uri())
                page.evaluate(
                    "size => { const svg = document.documentElement;"
                    " svg.setAttribute('width', size[0]); svg.setAttribute('height', size[1]);"
                    " svg.setAttribute('preserveAspectRatio', 'xMidYMid slice') }",
                    [WIDTH, HEIGHT],
                )
                with Image.open(BytesIO(page.screenshot())) as shot:
                    shot.convert("RGB").save(
                        drawing.with_suffix(".webp"), quality=QUALITY, method=6
                    )
        browser.close()


if __name__ == "__main__":
    render_drawings()
