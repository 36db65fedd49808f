"""Which colleagues a note speaks to: their names after an @, as plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SIGN = "@"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: its span, the sign included and the end excluded, and who it names."""

    start: int
    end: int
    members: Sequence[int]


def find_mentions(text: str, names: Mapping[int, str]) -> Sequence[Mention]:
    """Return the mentions in a text in order; `names` maps members to their names.

    Case and accents do not matter. The longest name wins; a first name is enough where one
    colleague alone has it. An @ inside a word, as in an e-mail address, mentions nobody.
    """
    called = _called(names)
    if not called:
        return []
    letters, places = _fold(text)
    found: list[Mention] = []
    at = letters.find(SIGN)
    while at >= 0:
        end = at + 1
        if at == 0 or not _is_word(letters[at - 1]):
            name = next((one for one in called if _stands(letters, at + 1, one)), None)
            if name is not None:
                end += len(name)
                found.append(Mention(places[at], places[end], called[name]))
        at = letters.find(SIGN, end)
    return found


def _called(names: Mapping[int, str]) -> Mapping[str, Sequence[int]]:
    """Return what each colleague may be called, the longest first, with whom it names."""
    whole: dict[str, list[int]] = {}
    first: dict[str, list[int]] = {}
    for member, name in sorted(names.items()):
        folded = " ".join(_fold(name)[0].split())
        if folded:
            whole.setdefault(folded, []).append(member)
            first.setdefault(folded.split()[0], []).append(member)
    alone = {
        name: members
        for name, members in first.items()
        if len(members) == 1 and any(map(_is_word, name))
    }
    called = alone | whole
    return {name: called[name] for name in sorted(called, key=lambda one: (-len(one), one))}


def _stands(letters: str, start: int, name: str) -> bool:
    end = start + len(name)
    return letters.startswith(name, start) and not (
        end < len(letters) and _is_word(letters[end]) and _is_word(name[-1])
    )


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without case and accents, and where each of its letters stood.

    The last place is the end of the text, so that a span may end there.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            plain = " "
        else:
            parts = unicodedata.normalize("NFKD", letter).casefold()
            plain = "".join(one for one in parts if not unicodedata.combining(one))
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), [*places, len(text)]
