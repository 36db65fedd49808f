"""Changes the text of a charter for people who do not want to: a rule's mode, or a new rule.

Everything else stays as its author wrote it. What comes out is read again: when it does not say
exactly what was meant, it is refused, and the text remains to be changed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.rules import Charter, Mode, Rule
from palabre.engine.moderation.source import read_source
from palabre.plumbing.errors import Refused

MODES: Final[Mapping[str, tuple[Mode, int]]] = {
    "off": (Mode.OFF, 100),
    "shadow": (Mode.SHADOW, 100),
    "canary 10%": (Mode.CANARY, 10),
    "canary 50%": (Mode.CANARY, 50),
    "live": (Mode.LIVE, 100),
}
"""How far a rule is in force, from not at all to wholly, as a charter writes it."""
NAME: Final = re.compile(r"[a-z][a-z0-9.-]{0,59}")
_MODE: Final = re.compile(r"(?P<before>\s*(?:- )?mode\s*:\s*)[^#,{}\[\]]+?(?P<after>\s*(?:#.*)?)$")
_KEY: Final = re.compile(r"(?P<before>\s*(?:- )?)rule\s*:\s*[^,{}\[\]]+$")
_ITEM: Final = re.compile(r"(?P<indent>\s*)- ")
_BY_HAND: Final = "This cannot be changed by itself in this text: write it in."


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as a form asks for it: `when` maps what must hold to how a charter writes it."""

    name: str
    when: Mapping[str, str]
    verdict: str
    reasons: Mapping[str, str]
    mode: str = "shadow"
    words: Sequence[str] = ()
    """Terms of a list of its own."""
    tests: Sequence[tuple[str, bool]] = field(default=())
    """Texts, and whether the rule must speak of each."""
    acts: Sequence[str] = ()
    """What else it asks for, as a charter writes it."""


def set_mode(source: str, rule: str, mode: str) -> str:
    """Return a charter's text with another mode of one rule."""
    if mode not in MODES:
        raise Refused(f"The modes are {', '.join(MODES)}.", status=422)
    before = load_charter(source)
    names = [one.name for one in before.rules]
    if rule not in names:
        raise Refused("The charter has no rule of this name.", status=422)
    place = names.index(rule)
    wanted, share = MODES[mode]
    changed = _write_mode(source, place, mode)
    expected = [
        replace(one, mode=wanted, share=share) if one.name == rule else one for one in before.rules
    ]
    if _read(changed) != [_bare(one) for one in expected]:
        raise Refused(_BY_HAND, status=422)
    return changed


def _write_mode(source: str, place: int, mode: str) -> str:
    """Return the text with a rule's mode in place of its own, or below its name."""
    lines, read = source.split("\n"), read_source(source)
    known = read.lines.get(("rules", place, "mode"))
    found = _MODE.match(lines[known - 1]) if known else None
    if known and found:
        lines[known - 1] = f"{found['before']}{mode}{found['after']}"
        return "\n".join(lines)
    named = read.lines.get(("rules", place, "rule"), 0)
    key = _KEY.match(lines[named - 1]) if named and not known else None
    if key:
        lines.insert(named, f"{' ' * len(key['before'])}mode: {mode}")
    return "\n".join(lines)


def add_rule(source: str, wish: NewRule) -> str:
    """Return a charter's text with a new rule above the others, and its list of words if any."""
    before = load_charter(source)
    if not NAME.fullmatch(wish.name):
        raise Refused("A rule's name has small letters, digits, dots and hyphens.", status=422)
    if any(one.name == wish.name for one in before.rules):
        raise Refused("The charter has a rule of this name already.", status=422)
    if not wish.when and not wish.words:
        raise Refused("Say when the rule speaks.", status=422)
    first = read_source(source).lines.get(("rules", 0, "rule"), 0)
    lines = source.split("\n")
    item = _ITEM.match(lines[first - 1]) if first else None
    if item is None:
        raise Refused(_BY_HAND, status=422)
    changed = "\n".join(
        [*lines[: first - 1], *_write_rule(wish, item["indent"]), *lines[first - 1 :]]
    )
    changed = _add_words(changed, wish)
    kept = [one for one in _read(changed) if one.name != wish.name]
    if kept != [_bare(one) for one in before.rules]:
        raise Refused(_BY_HAND, status=422)
    return changed


def _write_rule(wish: NewRule, indent: str) -> list[str]:
    when = ({"list": wish.name} if wish.words else {}) | dict(wish.when)
    said = ", ".join(f"{name}: {value}" for name, value in when.items())
    reasons = ", ".join(f"{name}: {quote(text)}" for name, text in wish.reasons.items())
    written = [f"- rule: {wish.name}", f"  when: {{{said}}}", f"  verdict: {wish.verdict}"]
    written += [f"  reason: {{{reasons}}}"] if reasons else []
    written += [f"  acts: [{', '.join(f'{{{one}}}' for one in wish.acts)}]"] if wish.acts else []
    written.append(f"  mode: {wish.mode}")
    written += ["  tests:"] if wish.tests else []
    written += [
        f"    - {{text: {quote(text)}, expect: {'fire' if must_fire else 'quiet'}}}"
        for text, must_fire in wish.tests
    ]
    return [indent + line for line in written]


def _add_words(source: str, wish: NewRule) -> str:
    """Return the text with a list of the rule's words, above the other lists."""
    if not wish.words:
        return source
    lines, read = source.split("\n"), read_source(source)
    terms = ", ".join(quote(word) for word in wish.words)
    entry = f"  {wish.name}: {{terms: [{terms}]}}"
    if known := read.lines.get(("lists",)):
        return "\n".join([*lines[:known], entry, *lines[known:]])
    above = read.lines.get(("rules",), 1) - 1
    return "\n".join([*lines[:above], "lists:", entry, *lines[above:]])


def quote(text: str) -> str:
    """Return a text in quotes as YAML reads it: signs that cannot be seen by their number."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in quoted)


def _read(source: str) -> list[Rule]:
    """Return the rules of a changed text without the lines they stand on."""
    try:
        charter: Charter = load_charter(source)
    except CharterError as error:
        raise Refused(str(error), status=422) from error
    return [_bare(one) for one in charter.rules]


def _bare(rule: Rule) -> Rule:
    """Return a rule without what moves with the text around it."""
    examples = tuple(replace(one, line=0) for one in rule.examples)
    return replace(rule, line=0, version="", examples=examples)
