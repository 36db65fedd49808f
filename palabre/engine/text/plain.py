"""Read a text without its case, accents, odd widths and invisible characters."""

from __future__ import annotations

from palabre.engine.text.characters import FOLDED
from palabre.engine.text.reading import Reading


def _prepare_western() -> tuple[bytes, bytes]:
    """Return the folded form of each Latin-1 character, and those that do not fold to one."""
    folded = [FOLDED[chr(code)] for code in range(256)]
    odd = bytes(code for code, one in enumerate(folded) if len(one) != 1 or ord(one) > 255)
    return bytes(ord(one) if len(one) == 1 and ord(one) < 256 else 0 for one in folded), odd


_WESTERN, _ODD = _prepare_western()


def _read_western(text: str) -> str | None:
    """Return the folded form of a text of western letters only, several times faster."""
    try:
        raw = text.replace("’", "'").encode("latin-1")
    except UnicodeEncodeError:
        return None
    if len(raw.translate(None, _ODD)) != len(raw):
        return None
    return raw.translate(_WESTERN).decode("latin-1")


def read_plainly(text: str) -> Reading:
    """Return the text without case, accents, odd widths and invisible characters."""
    if text.isascii() and "`" not in text:
        lowered = text.lower()
        if lowered.isprintable():
            return Reading(lowered, range(len(text)), range(1, len(text) + 1))
    western = _read_western(text)
    if western is not None:
        return Reading(western, range(len(text)), range(1, len(text) + 1))
    folded = "".join(map(FOLDED.__getitem__, text))
    if FOLDED.uneven.isdisjoint(text):
        return Reading(folded, range(len(text)), range(1, len(text) + 1))
    pieces = [FOLDED[character] for character in text]
    starts = [place for place, piece in enumerate(pieces) for _ in piece]
    return Reading(folded, starts, [start + 1 for start in starts])
