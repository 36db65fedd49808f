"""Addresses of the built client: `bin/build-client` names each file by its content."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

BUILT = Path(__file__).parent / "static" / "built"
ENTRY = "desk.js"
FONT = "instrument-sans-latin-wght-normal.woff2"


class NotBuiltError(RuntimeError):
    """The client's files are not there."""

    def __init__(self) -> None:
        super().__init__("The pages' styles and scripts are not built: run bin/build-client.")


def read() -> None:
    """Read all the addresses now; `NotBuiltError` when there are none."""
    script(), styles(), font(), drawings()


@cache
def script() -> str:
    """Return the address of the desk's script."""
    return static(f"built/{_manifest()[ENTRY]['file']}")


@cache
def styles() -> tuple[str, ...]:
    """Return the addresses of the style sheets."""
    return tuple(static(f"built/{name}") for name in _manifest()[ENTRY]["css"])


@cache
def font() -> str:
    """Return the address of the letters that nearly every page needs."""
    return next(static(f"built/{one['file']}") for name, one in _manifest().items() if FONT in name)


@cache
def drawings() -> str:
    """Return the address of the file with the icons and the networks' glyphs."""
    return static(f"built/{_manifest()['icons.svg']['file']}")


def _manifest() -> dict[str, dict[str, list[str]]]:
    try:
        text = (BUILT / "manifest.json").read_text(encoding="utf-8")
    except FileNotFoundError as missing:
        raise NotBuiltError from missing
    manifest: dict[str, dict[str, list[str]]] = json.loads(text)
    return manifest
