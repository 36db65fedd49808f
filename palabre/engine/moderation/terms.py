"""Find which terms of many lists stand in a text, all at once, whole words only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from palabre.engine.moderation.masked import MaskedWords
from palabre.engine.text.normalise import fold
from palabre.engine.text.page import Page
from palabre.engine.text.reading import Reading
from palabre.engine.text.skeleton import get_term_runs, get_term_skeleton
from palabre.engine.vocabulary import Span

_SEPARATORS: Final = str.maketrans("-_", "  ")
_INNER_SIGNS: Final = dict.fromkeys(map(ord, "-_.~*·|,/+"))
_ORDINARY: Final = re.compile(r"[a-zà-öø-ÿœ'’\s-]*", re.IGNORECASE)
_MOST_LETTERS: Final = 200_000

Found = dict[str, set[Span]]
"""Where the terms of each list stand in a text."""

_Hit = tuple[str, int, int]
"""A list, and where a term of it begins and ends on a page."""


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

    def find(self, page: Page) -> Mapping[int, Found]:
        """Return, by line, where the terms of each list stand, excused ones left out."""
        return _spread(page, self._find(page))

    def _find(self, page: Page) -> set[_Hit]:
        """Return the terms of a page."""
        found: set[_Hit] = set()
        if page.signed_lines:
            signed = page.pick(page.signed_lines)
            found.update(self._list_masked(signed))
            found.update(self._list_broken(signed))
        for reading in page.readings:
            automaton = self._skeletons if reading.is_skeleton else self._plain
            found.update(automaton.list_hits(reading))
        return found

    def find_disguised(self, page: Page) -> Mapping[int, frozenset[str]]:
        """Return, by line, the lists of which a term stands in disguise and none in plain sight.

        A word in letters of another style, or with signs over them, is in disguise too.
        """
        every = self.find(page)
        if not every:
            return {}
        plain = _spread(page, self._plain.list_hits(page.plain))
        odd = {*page.odd_lines, *page.signed_lines}
        disguised = {}
        for line, found in every.items():
            text = page.texts[line]
            if text.isascii() and line not in odd:
                continue
            names = frozenset(
                name
                for name, spans in plain.get(line, found).items()
                if line not in plain
                or not any(_ORDINARY.fullmatch(text, span.start, span.end) for span in spans)
            )
            if names:
                disguised[line] = names
        return disguised

    def _list_broken(self, reading: Reading) -> Iterable[_Hit]:
        """Return the terms with signs inside: con-nard, put.e."""
        joined = reading.text.translate(_INNER_SIGNS)
        if not self._plain.may_hold(joined):
            return ()
        places = [place for place, sign in enumerate(reading.text) if ord(sign) not in _INNER_SIGNS]
        return self._plain.list_hits(
            Reading(
                joined,
                [reading.starts[place] for place in places],
                [reading.ends[place] for place in places],
                tuple(_list_joints(reading.text, places)),
                is_skeleton=True,
            )
        )

    @cached_property
    def _masked(self) -> MaskedWords:
        """The terms of one word, for those that stars hide; seldom needed."""
        return MaskedWords(self._entries)

    def _list_masked(self, reading: Reading) -> Iterator[_Hit]:
        """Yield the terms of which stars hide letters."""
        for word, start, end in self._masked.find(reading.text):
            for entry in self._entries[word]:
                if not entry.excuses:
                    yield entry.list_name, *reading.locate(start, end)

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

    def list_hits(self, reading: Reading) -> list[_Hit]:
        """Return the terms of a reading that count, with their places in the original."""
        if self._machine is None:
            return []
        text = reading.text.replace("-", " ").replace("_", " ")
        hits: list[_Hit] = []
        excuses: list[_Hit] = []
        for index, start, end in self._machine.find_matches_as_indexes(text, overlapping=True):
            if start and ((before := text[start - 1]).isalnum() or before == "@"):
                continue  # Inside a word, or the name of an account.
            ends_word = end == len(text) or not text[end].isalnum()
            for entry in self._entries[index]:
                if (ends_word or entry.is_prefix) and _holds_runs(reading, start, entry.runs):
                    (excuses if entry.excuses else hits).append((entry.list_name, start, end))
        if reading.is_skeleton and hits:
            hits = _list_guessed(reading, hits)
        if excuses:
            hits = _list_unexcused(hits, excuses)
        return [(name, *reading.locate(start, end)) for name, start, end in hits]


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


def _holds_runs(reading: Reading, start: int, runs: tuple[int, ...]) -> bool:
    """Say whether letters that a term doubles are doubled: "con$" is not "coons"."""
    return all(
        run == 1 or reading.ends[place] - reading.starts[place] >= run
        for place, run in enumerate(runs, start)
    )


def _list_guessed(reading: Reading, hits: Iterable[_Hit]) -> list[_Hit]:
    """Return the hits among skeletons that hold a word written oddly."""
    lasts = [last for _, last in reading.guessed]
    told = []
    for hit in hits:
        _, start, end = hit
        place = bisect_right(lasts, start)
        if place < len(lasts) and reading.guessed[place][0] < end:
            told.append(hit)
    return told


def _list_unexcused(hits: Iterable[_Hit], excuses: Iterable[_Hit]) -> list[_Hit]:
    """Return the hits that do not stand inside a phrase that their list allows."""
    allowed: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in sorted(excuses, key=itemgetter(1)):
        places = allowed.setdefault(name, [])
        places.append((start, max(end, places[-1][1] if places else 0)))
    told = []
    for hit in hits:
        name, start, end = hit
        places = allowed.get(name, [])
        before = bisect_right(places, start, key=itemgetter(0))
        if not before or places[before - 1][1] < end:
            told.append(hit)
    return told


def _spread(page: Page, hits: Iterable[_Hit]) -> dict[int, Found]:
    """Return, by line and by list, the places of hits in the text of their line."""
    found: dict[int, Found] = {}
    for name, start, end in hits:
        line = page.find_line(start)
        first = page.firsts[line]
        spans = found.setdefault(line, {}).setdefault(name, set())
        spans.add(Span(start - first, end - first))
    return found
