"""Sentences for the people who write charters and for those who read decisions."""

from __future__ import annotations

import re
from typing import Final

from palabre.engine.moderation.documents import WhenForm
from palabre.engine.moderation.errors import CharterError
from palabre.engine.moderation.source import Path, Source

_PLACE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?P<where>.+)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.([\w-]+)|\[(\d+)\]|\[\.\.\.\]")

_CURES: Final = {
    "verdict": "Write one of: allow, review, hold, hide, delete.",
    "mode": "Write one of: off, shadow, canary, live.",
    "expect": "Write fire or quiet.",
    "kind": "Write comment or message.",
    "charter": "Use small letters, digits, dots and hyphens, 64 characters at most.",
    "rule": "Use small letters, digits, dots and hyphens, 64 characters at most.",
    "messages": "Write a whole number from 1 to 10000.",
    "version": "Write a whole number from 1 to 10000.",
    "within": "Write a number and s, m or h, such as 60s.",
    "label": 'Write a label and a comparison, such as {toxic: ">= 0.8"}.',
    "sentiment": 'Write negative, neutral or positive, such as {negative: ">= 0.8"}.',
    "personal_data": "Write any, or some of: email, phone, iban, card, address, order.",
    "reason": "Write a sentence for each language, such as {fr: ..., en: ...}.",
    "terms": "Write a list of words and phrases; put quotes around those that are not words.",
    "allow": "Write a list of words and phrases; put quotes around those that are not words.",
    "text": 'Put quotes around the text, such as text: "12".',
}
_GENERAL_CURE: Final = "See the guide to writing a charter for what may stand here."


def explain_misfit(message: str, source: Source) -> CharterError:
    """Turn what the decoder says of a misfit into an error for the charter's author."""
    parts = _PLACE.match(message)
    what, where = (parts["what"], parts["where"] or "") if parts else (message, "")
    path = _read_path(where)
    field = re.search(r"field `([^`]+)`", what)
    if field and what.startswith("Object contains unknown"):
        name = field[1]
        return CharterError(
            line=source.get_line((*path, name)),
            rule=_get_rule(path, source),
            cause=f'"{name}" is not known here.',
            cure="Check the spelling, or remove it.",
        )
    if field and what.startswith("Object missing"):
        return CharterError(
            line=source.get_line(path),
            rule=_get_rule(path, source),
            cause=f'"{field[1]}" is missing.',
            cure=_CURES.get(field[1], "Add it."),
        )
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return CharterError(
        line=source.get_line(path),
        rule=_get_rule(path, source),
        cause=f'"{name}" does not fit: {_in_words(what)}.' if name else f"{_in_words(what)}.",
        cure=_CURES.get(name, _GENERAL_CURE),
    )


def _in_words(what: str) -> str:
    """Return what the decoder says in words a charter's author knows."""
    for theirs, ours in (
        ("Expected `", "expected "),
        ("`object`", "a mapping"),
        ("object`", "a mapping"),
        ("array`", "a list"),
        ("`array`", "a list"),
        ("Invalid enum value", "there is no value"),
        ("`str`", "a text"),
        ("str`", "a text"),
        ("`int`", "a number"),
        ("int`", "a number"),
        ("`null`", "nothing"),
        ("null`", "nothing"),
        ("`", ""),
    ):
        what = what.replace(theirs, ours)
    return what[:1].lower() + what[1:]


def _read_path(where: str) -> Path:
    """Return the path that the decoder names, as far as it names one value."""
    path: list[str | int] = []
    for step in _STEP.finditer(where):
        if step[0] == "[...]":
            break
        path.append(int(step[2]) if step[2] else step[1])
    return tuple(path)


def _get_rule(path: Path, source: Source) -> str:
    """Return the name of the rule in which a path lies, if it has one."""
    if len(path) < 2 or path[0] != "rules" or not isinstance(source.values, dict):
        return ""
    rules = source.values.get("rules")
    place = path[1]
    if not isinstance(rules, list) or not isinstance(place, int) or place >= len(rules):
        return ""
    rule = rules[place]
    name = rule.get("rule") if isinstance(rule, dict) else None
    return name if isinstance(name, str) else ""


def get_default_reason(when: WhenForm) -> dict[str, str]:
    """Return the reason of a rule whose author wrote none."""
    if (when.author and when.author.messages) or when.thread:
        return {"fr": "Trop de messages en peu de temps", "en": "Too many messages in a short time"}
    if when.lists:
        return {"fr": "Mot que la charte n'admet pas", "en": "Word that the charter does not allow"}
    return {
        "fr": "Contenu que la charte n'admet pas",
        "en": "Content that the charter does not allow",
    }
