"""How one character is read: case, accents, width, look-alikes."""

from __future__ import annotations

import unicodedata
from typing import Final

LOOK_ALIKES: Final = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏпгьєүѵ" + "αβεικμνορτυχηγω" + "օոսհյցզք" + "ᎪᏚᏟᎬᎻᎷᏢᎢᎳᏙ",
    "abekmhopctyxijsdqwhlnrbeyv" + "abeikmvoptuxnyw" + "onuhjgqp" + "ascehmptwv",
)
"""Cyrillic, Greek, Armenian and Cherokee letters that pass for Latin ones, in lower case."""

_SPELLED_OUT: Final = {
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ɑ": "a",
    "ɐ": "a",
    "ⱥ": "a",
    "ƀ": "b",
    "ɓ": "b",
    "ϲ": "c",
    "Ϲ": "c",
    "ɔ": "c",
    "ɖ": "d",
    "ɗ": "d",
    "ɛ": "e",
    "ǝ": "e",
    "ə": "e",
    "ɇ": "e",
    "ƒ": "f",
    "ɠ": "g",
    "ɦ": "h",
    "ɥ": "h",
    "ɨ": "i",
    "ƙ": "k",
    "ƚ": "l",
    "ɭ": "l",
    "ɱ": "m",
    "ɯ": "m",
    "ŋ": "n",
    "ɲ": "n",
    "ɵ": "o",
    "ƥ": "p",
    "ɍ": "r",
    "ɹ": "r",
    "ʂ": "s",
    "ŧ": "t",
    "ʇ": "t",
    "ʈ": "t",
    "ʉ": "u",
    "ʌ": "v",
    "ʋ": "v",
    "ʍ": "w",
    "ɏ": "y",
    "ʎ": "y",
    "ƶ": "z",
    "ʐ": "z",
    "ɡ": "g",
    "ɩ": "i",
    "ᴀ": "a",
    "ʙ": "b",
    "ᴄ": "c",
    "ᴅ": "d",
    "ᴇ": "e",
    "ꜰ": "f",
    "ɢ": "g",
    "ʜ": "h",
    "ɪ": "i",
    "ᴊ": "j",
    "ᴋ": "k",
    "ʟ": "l",
    "ᴍ": "m",
    "ɴ": "n",
    "ᴏ": "o",
    "ᴘ": "p",
    "ʀ": "r",
    "ꜱ": "s",
    "ᴛ": "t",
    "ᴜ": "u",
    "ᴠ": "v",
    "ᴡ": "w",
    "ʏ": "y",
    "ᴢ": "z",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "\v": " ",
    "\f": " ",
}

_KEPT: Final = frozenset("™℠℡ªº№…½¼¾")
"""Signs whose long form would be glued to the word before them."""


def _is_invisible(character: str) -> bool:
    """Say whether a character shows nothing: zero width, direction, variation, tags."""
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    )


def _is_accent(character: str) -> bool:
    """Say whether a character is a mark put on European letters, stacked ones included."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u1ab0" <= character <= "\u1aff"
        or "\u1dc0" <= character <= "\u1dff"
        or "\u20d0" <= character <= "\u20dc"
        or "\ufe20" <= character <= "\ufe2f"
    )


def _fold_once(character: str) -> str:
    """Return one step of the folding of a character."""
    if character in _SPELLED_OUT:
        return _SPELLED_OUT[character]
    if "\U0001f150" <= character <= "\U0001f189":
        return _in_a_badge(character)
    if _is_invisible(character) or _is_accent(character):
        return ""
    if character in _KEPT:
        return character
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # Half of a character: no text can be written with it.
    if unicodedata.category(character) == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", character).casefold()
    if len(plain) == 1 and not _is_european(plain):
        return plain
    return "".join(part for part in unicodedata.normalize("NFKD", plain) if not _is_accent(part))


def _in_a_badge(character: str) -> str:
    """Return the letter that stands white in a black circle or square."""
    place = ord(character) - 0x1F150
    return "" if 26 <= place < 32 else chr(ord("a") + place % 32)


def _is_european(character: str) -> bool:
    """Say whether marks on this letter are accents: Latin, Greek, Cyrillic."""
    return character < "\u0530" or "\u1c80" <= character <= "\u1fff"


def fold_character(character: str) -> str:
    """Return what a character stands for: none, one or a few folded characters.

    Folding the result again changes nothing.
    """
    folded = _fold_once(character)
    for _ in range(4):
        if folded == character:
            break
        again = "".join(map(_fold_once, folded))
        if again == folded:
            break
        folded = again
    return folded


class FoldingTable(dict[str, str]):
    """The folded form of each character met so far, worked out once.

    Unicode has about 150,000 characters, which bounds what this cache can hold.
    """

    def __missing__(self, character: str) -> str:
        folded = self[character] = fold_character(character)
        return folded


FOLDED: Final = FoldingTable()
