"""Adds tests to a rule in the text of a charter, leaving everything else as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.rules import Charter
from palabre.engine.moderation.source import Source, read_source
from palabre.moderation.rule_edits import quote
from palabre.plumbing.errors import Refused

ITEM = re.compile(r"(?P<indent>\s*)- ")
KEY = re.compile(r"(?P<before>\s*(?:- )?)rule\s*:")


@dataclass(frozen=True, slots=True)
class NewTest:
    """A text, and whether the rule must speak of it."""

    text: str
    must_fire: bool


def add_tests(source: str, rule: str, tests: Sequence[NewTest]) -> str:
    """Return a charter's text with tests added to a rule; those it has already are left out.

    What comes out is read again: when it does not say exactly what was meant, `Refused`.
    """
    before = load_charter(source)
    named = next((one for one in before.rules if one.name == rule), None)
    if named is None:
        raise Refused("The charter has no rule of this name.", status=422)
    known = {example.text for example in named.examples}
    fresh = [one for one in tests if one.text not in known and one.text.strip()]
    if not fresh:
        return source
    place = [one.name for one in before.rules].index(rule)
    changed = _insert(source, read_source(source), place, fresh)
    if not _says_the_same(before, changed, rule, fresh):
        raise Refused("These tests cannot be added by themselves: write them in.", status=422)
    return changed


def _insert(source: str, read: Source, place: int, tests: Sequence[NewTest]) -> str:
    """Return the text with the new tests above the first one, or below the rule's name."""
    lines = source.split("\n")
    first = read.lines.get(("rules", place, "tests", 0))
    item = ITEM.match(lines[first - 1]) if first else None
    if first and item:
        new = [item["indent"] + _write(one) for one in tests]
        return "\n".join([*lines[: first - 1], *new, *lines[first - 1 :]])
    named = read.lines.get(("rules", place, "rule"), 0)
    key = KEY.match(lines[named - 1]) if named else None
    if key and ("rules", place, "tests") not in read.lines:
        indent = " " * len(key["before"])
        new = [f"{indent}tests:", *(f"{indent}  {_write(one)}" for one in tests)]
        return "\n".join([*lines[:named], *new, *lines[named:]])
    return source


def _write(one: NewTest) -> str:
    return f"- {{text: {quote(one.text)}, expect: {'fire' if one.must_fire else 'quiet'}}}"


def _says_the_same(before: Charter, changed: str, rule: str, tests: Sequence[NewTest]) -> bool:
    """Say whether a changed text is the charter it was, with these tests and no more."""
    try:
        after = load_charter(changed)
    except CharterError:
        return False
    found = {one.name: [(e.text, e.must_fire) for e in one.examples] for one in after.rules}
    wanted = {one.name: [(e.text, e.must_fire) for e in one.examples] for one in before.rules}
    wanted[rule] = [*((one.text, one.must_fire) for one in tests), *wanted[rule]]
    return found == wanted
