"""Disguises that people put on words to pass a filter, made by rule and by chance."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

LEET: Final = {
    "a": "4@", "e": "3€", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "l": "1", "g": "9",
}  # fmt: skip
HOMOGLYPHS: Final = {
    "a": "аα", "e": "еε", "o": "оο", "p": "рρ", "c": "сϲ", "x": "х", "y": "у", "i": "іι", "s": "ѕ",
    "n": "п", "k": "κк", "t": "тτ", "u": "υ", "v": "ν", "b": "Ь", "d": "ԁ", "l": "ӏ", "m": "м",
    "r": "г", "h": "һ",
}  # fmt: skip
SIGNS: Final = " .-_*·,/|~+"
INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
MARKS: Final = "\u0300\u0301\u0302\u0308\u0330\u0335\u0336\u0353"
EMOJI: Final = "🔥💀❤️😂👏"


def _each(word: str, chance: random.Random, share: float, change: Callable[[str], str]) -> str:
    """Change some letters, one at least; the first and the last ones like the others."""
    places = [place for place, letter in enumerate(word) if change(letter) != letter]
    if not places:
        return word
    chosen = {place for place in places if chance.random() < share} or {chance.choice(places)}
    return "".join(change(letter) if i in chosen else letter for i, letter in enumerate(word))


def _from(table: Mapping[str, str], chance: random.Random) -> Callable[[str], str]:
    return lambda letter: chance.choice(table[letter]) if letter in table else letter


def swing(word: str, chance: random.Random) -> str:
    """Mix capitals and small letters."""
    return "".join(chance.choice((letter.upper(), letter)) for letter in word)


def accent(word: str, chance: random.Random) -> str:
    """Put marks over and through letters."""
    marked = _each(word, chance, 0.6, lambda letter: letter + chance.choice(MARKS))
    return unicodedata.normalize("NFC", marked)


def widen(word: str, _chance: random.Random) -> str:
    """Write in full width."""
    return "".join(chr(ord(one) + 0xFEE0) if one.isalpha() else one for one in word)


def embolden(word: str, chance: random.Random) -> str:
    """Write with mathematical or circled letters."""
    base = chance.choice((0x1D41A, 0x1D4EA, 0x1D68A, 0x24D0))
    return "".join(chr(base + ord(one) - 97) if "a" <= one <= "z" else one for one in word)


def hide(word: str, chance: random.Random) -> str:
    """Put invisible characters inside."""
    return _each(word, chance, 0.5, lambda letter: letter + chance.choice(INVISIBLE))


def imitate(word: str, chance: random.Random) -> str:
    """Put letters of other alphabets that look the same."""
    return _each(word, chance, 0.5, _from(HOMOGLYPHS, chance))


def leet(word: str, chance: random.Random) -> str:
    """Put digits and signs for letters."""
    return _each(word, chance, 0.6, _from(LEET, chance))


def stretch(word: str, chance: random.Random) -> str:
    """Hold some letters."""
    return _each(word, chance, 0.3, lambda letter: letter * chance.randint(3, 6))


def space(word: str, chance: random.Random) -> str:
    """Set every letter apart by the same sign."""
    return chance.choice(SIGNS).join(word)


def decorate(word: str, chance: random.Random) -> str:
    """Set every letter apart by an emoji."""
    return chance.choice(EMOJI).join(word)


def break_up(word: str, chance: random.Random) -> str:
    """Put one sign somewhere inside."""
    place = chance.randint(2, max(2, len(word) - 2))
    return word[:place] + chance.choice(".-_*~|") + word[place:]


def mask(word: str, chance: random.Random) -> str:
    """Put stars for one or two letters inside."""
    place = chance.randint(1, len(word) - 2)
    size = 2 if len(word) > 5 and place + 2 < len(word) and chance.random() < 0.3 else 1
    return word[:place] + "*" * size + word[place + size :]


STYLES: Final[Mapping[str, Callable[[str, random.Random], str]]] = {
    "case": swing, "accents": accent, "width": widen, "fonts": embolden, "invisible": hide,
    "homoglyphs": imitate, "leet": leet, "stretched": stretch, "spaced": space,
    "emoji": decorate, "broken": break_up, "masked": mask,
}  # fmt: skip
MIXABLE: Final = ("case", "accents", "invisible", "homoglyphs", "leet", "stretched")


def disguise(word: str, style: str, chance: random.Random) -> str:
    """Return a word in a disguise of a style, or in two or three of them for `mixed`."""
    if style != "mixed":
        return STYLES[style](word, chance)
    chosen = chance.sample(MIXABLE, chance.randint(2, 3))
    for one in sorted(chosen, key=MIXABLE.index, reverse=True):
        word = STYLES[one](word, chance)
    return space(word, chance) if chance.random() < 0.15 and word.isalnum() else word
