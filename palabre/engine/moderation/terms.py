"""Find which terms of many lists stand in a text, all at once, whole words only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from palabre.engine.moderation.masked import MaskedWords
from palabre.engine.text.normalise import fold
from palabre.engine.text.reading import Reading
from palabre.engine.text.skeleton import get_term_runs, get_term_skeleton
from palabre.engine.vocabulary import Span

_SEPARATORS: Final = str.maketrans("-_", "  ")
_INNER_SIGNS: Final = dict.fromkeys(map(ord, "-_.~*·|,/+"))
_ORDINARY: Final = re.compile(r"[a-zà-öø-ÿœ'’\s-]*", re.IGNORECASE)
_MOST_LETTERS: Final = 200_000
_SIGN_INSIDE: Final = re.compile(r"[a-z][*#%_.\-~·|,/+]+[a-z]")


@dataclass(frozen=True, slots=True)
class TermList:
    """Words and phrases to look for, and the phrases that excuse them.

    A term ending in `*` also matches longer words. Case, accents and disguises do not count.
    """

    name: str
    terms: tuple[str, ...]
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What one string of the automaton stands for: for which list, and how."""

    list_name: str
    is_prefix: bool
    excuses: bool
    runs: tuple[int, ...] = ()
    """For a skeleton: how often each of its letters stands in the term, when some stand twice."""


def fold_term(term: str) -> str:
    """Return the form in which a term is looked for, its trailing star left out."""
    return " ".join(fold(term.removesuffix("*")).text.translate(_SEPARATORS).split())


class TermFinder:
    """All the terms of some lists, ready to be looked for in one pass."""

    def __init__(self, lists: Sequence[TermList]) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        for terms in lists:
            self._add(terms.name, terms.terms, excuses=False)
            self._add(terms.name, terms.allow, excuses=True)
        self._plain = _Automaton(self._entries)

    @cached_property
    def _skeletons(self) -> _Automaton:
        """The skeletons of the terms, for words that are written oddly; seldom needed."""
        entries: dict[str, list[_Entry]] = {}
        for text, known in self._entries.items():
            runs = get_term_runs(text)
            doubled = [replace(entry, runs=runs) for entry in known]
            entries.setdefault(get_term_skeleton(text), []).extend(doubled)
        entries.pop("", None)
        return _Automaton(entries)

    def prepare(self) -> None:
        """Build what is seldom needed now, so that no message waits for it later."""
        self._skeletons.may_hold("")
        next(self._masked.find(""), None)

    def find(self, readings: Sequence[Reading]) -> Mapping[str, set[Span]]:
        """Return where the terms of each list stand in the original, excused ones left out."""
        found: dict[str, set[Span]] = {}
        if _SIGN_INSIDE.search(readings[0].text):
            self._find_masked(readings[0], found)
            self._find_broken(readings[0], found)
        for reading in readings:
            automaton = self._skeletons if reading.is_skeleton else self._plain
            automaton.find(reading, found)
        return found

    def find_disguised(self, readings: Sequence[Reading], text: str) -> frozenset[str]:
        """Return the lists of which a term stands in disguise, when none stands in plain sight.

        A word in letters of another style, or with signs over them, is in disguise too.
        """
        plain_text = readings[0].text
        if len(readings) == 1 and text.isascii() and not _SIGN_INSIDE.search(plain_text):
            return frozenset()
        plain: dict[str, set[Span]] = {}
        self._plain.find(readings[0], plain)
        if not plain:
            return frozenset(self.find(readings))
        return frozenset(
            name
            for name, spans in plain.items()
            if not any(_ORDINARY.fullmatch(text, span.start, span.end) for span in spans)
        )

    def _find_broken(self, reading: Reading, found: dict[str, set[Span]]) -> None:
        """Look for terms with signs inside: con-nard, put.e."""
        joined = reading.text.translate(_INNER_SIGNS)
        if not self._plain.may_hold(joined):
            return
        places = [place for place, sign in enumerate(reading.text) if ord(sign) not in _INNER_SIGNS]
        self._plain.find(
            Reading(
                joined,
                [reading.starts[place] for place in places],
                [reading.ends[place] for place in places],
                tuple(_list_joints(reading.text, places)),
                is_skeleton=True,
            ),
            found,
        )

    @cached_property
    def _masked(self) -> MaskedWords:
        """The terms of one word, for those that stars hide; seldom needed."""
        return MaskedWords(self._entries)

    def _find_masked(self, reading: Reading, found: dict[str, set[Span]]) -> None:
        for word, start, end in self._masked.find(reading.text):
            for entry in self._entries[word]:
                if not entry.excuses:
                    found.setdefault(entry.list_name, set()).add(reading.span(start, end))

    def _add(self, name: str, terms: Sequence[str], *, excuses: bool) -> None:
        for term in terms:
            folded = fold_term(term)
            entry = _Entry(name, is_prefix=term.endswith("*"), excuses=excuses)
            self._entries.setdefault(folded, []).append(entry)


class _Automaton:
    """The strings to look for, and what each stands for."""

    def __init__(self, entries: Mapping[str, list[_Entry]]) -> None:
        self._entries = list(entries.values())
        self._machine = _build(list(entries)) if entries else None

    def may_hold(self, text: str) -> bool:
        """Say whether a term stands in a text, whole or not."""
        return self._machine is not None and bool(self._machine.find_matches_as_indexes(text))

    def find(self, reading: Reading, found: dict[str, set[Span]]) -> None:
        """Add to `found` where the terms stand."""
        if self._machine is None:
            return
        text = reading.text.replace("-", " ").replace("_", " ")
        matches = self._machine.find_matches_as_indexes(text, overlapping=True)
        if not matches:
            return
        hits: list[tuple[str, int, int]] = []
        excuses: list[tuple[str, int, int]] = []
        for index, start, end in matches:
            if not _begins_word(text, start):
                continue
            ends_word = end == len(text) or not text[end].isalnum()
            for entry in self._entries[index]:
                if (ends_word or entry.is_prefix) and _holds_runs(reading, start, entry.runs):
                    (excuses if entry.excuses else hits).append((entry.list_name, start, end))
        for name, start, end in hits:
            if _is_guessed(reading, start, end) and not _is_excused(excuses, name, start, end):
                found.setdefault(name, set()).add(reading.span(start, end))


def _build(texts: list[str]) -> AhoCorasick:
    """Return the machine for some texts: the fastest, unless they are so many that it is huge."""
    small = sum(map(len, texts)) < _MOST_LETTERS
    return AhoCorasick(texts, implementation=Implementation.DFA if small else None)


def _list_joints(text: str, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where two letters meet that one sign kept apart; a term must hold both."""
    for joint in range(1, len(places)):
        before, after = places[joint - 1], places[joint]
        if after - before == 2 and text[before].isalpha() and text[after].isalpha():
            yield joint, joint


def _begins_word(text: str, start: int) -> bool:
    """Say whether a word begins there, and is not the name of an account."""
    return start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "@")


def _holds_runs(reading: Reading, start: int, runs: tuple[int, ...]) -> bool:
    """Say whether letters that a term doubles are doubled: "con$" is not "coons"."""
    return all(
        run == 1 or reading.ends[place] - reading.starts[place] >= run
        for place, run in enumerate(runs, start)
    )


def _is_guessed(reading: Reading, start: int, end: int) -> bool:
    """Say whether a hit among skeletons holds a word written oddly; others always count."""
    if not reading.is_skeleton:
        return True
    return any(first < end and start < last for first, last in reading.guessed)


def _is_excused(excuses: Sequence[tuple[str, int, int]], name: str, start: int, end: int) -> bool:
    """Say whether a hit stands inside a phrase that its list allows."""
    return any(other == name and first <= start and end <= last for other, first, last in excuses)
