"""The raster pictures of posts: networks give no drawings."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "assets" / "pictures"
RENDERED = frozenset(path.stem for path in FOLDER.glob("*.webp"))


def picture_address(home: str, name: str) -> str:
    """Return the address of a picture on the square, empty when there is none of this name."""
    return f"{home}square/assets/pictures/{name}.webp" if name in RENDERED else ""
