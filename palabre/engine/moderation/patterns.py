"""Find patterns in a text, in a time that grows only with the text's length (RE2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import re2

from palabre.engine.text.normalise import read_plainly
from palabre.engine.text.page import Page
from palabre.engine.text.reading import Reading
from palabre.engine.text.sieve import Sieve
from palabre.engine.vocabulary import Span

LONGEST: Final = 2_000
"""Characters that a pattern may have."""

_MEMORY: Final = 64 << 20
"""Bytes that RE2 may use for all patterns of a charter: plenty, so that it never gives up."""

_MOST_SPANS: Final = 20
"""Places told per pattern: enough to see, and a bound on the work."""


class PatternError(ValueError):
    """A pattern that cannot be used; the text says why."""


def _options() -> Any:
    """Return how patterns are read: no case, bounded memory, nothing on the error output."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def prepare_pattern(pattern: str) -> Any:
    """Return a pattern ready to search the plain reading of a text.

    Raises PatternError when RE2 cannot promise linear time or when it matches nothing at all.
    """
    folded = _without_accents(pattern)
    try:
        prepared = re2.compile(folded, _options())
    except re2.error as error:
        detail = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise PatternError(detail) from error
    if prepared.search("") is not None:
        raise PatternError("it matches an empty text")
    return prepared


def _without_accents(pattern: str) -> str:
    """Take accents off the letters of a pattern, since texts are read without them.

    Character by character, so that escapes such as \\S keep their case.
    """
    return "".join(letter if letter.isascii() else read_plainly(letter).text for letter in pattern)


class PatternFinder:
    """Several patterns, asked all at once.

    `beside` are those that matter only where a term was found.
    """

    def __init__(self, leading: Sequence[str], beside: Sequence[str] = ()) -> None:
        self._leading = tuple(leading)
        self._patterns = (*leading, *dict.fromkeys(beside))

    @cached_property
    def _prepared(self) -> dict[str, Any]:
        return {pattern: prepare_pattern(pattern) for pattern in self._patterns}

    @cached_property
    def _set(self) -> Any:
        patterns = re2.Set.SearchSet(_options())
        for pattern in self._patterns:
            patterns.Add(_without_accents(pattern))
        patterns.Compile()
        return patterns

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(list(map(_without_accents, self._leading)), case_sensitive=False)

    def prepare(self) -> None:
        """Compile every pattern now."""
        if self._patterns:
            self._set.Match(" ")
            self._sieve.list_lines(b" ", [0])

    def find(self, page: Page, lines: Iterable[int] = ()) -> Mapping[int, frozenset[str]]:
        """Return, by line, the patterns that match it.

        One quick pass tells where a leading one may; `lines` are looked at as well.
        """
        found: dict[int, frozenset[str]] = {}
        if not self._patterns:
            return found
        for line in {*lines, *(page.sift(self._sieve) if self._leading else ())}:
            text = page.lines[line]
            matching: Sequence[int] | None = self._set.Match(text) if text else None
            if matching:
                found[line] = frozenset(self._patterns[index] for index in matching)
        return found

    def list_spans(self, pattern: str, reading: Reading) -> set[Span]:
        """Return where a pattern stands in the original text, the first places at least."""
        spans: set[Span] = set()
        for match in self._prepared[pattern].finditer(reading.text):
            start, end = match.span()
            if start < end:
                spans.add(reading.span(start, end))
            if len(spans) == _MOST_SPANS:
                break
        return spans
