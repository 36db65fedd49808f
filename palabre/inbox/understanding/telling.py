"""What is understood of one message as the page tells it: little at first, the rest on asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palabre.engine.learning.examples import NONE
from palabre.engine.vocabulary import Signals, Span
from palabre.inbox.understanding.store import is_urgent, list_raised, load_json, read_row
from palabre.inbox.understanding.wording import (
    DATA,
    GRAVITY,
    MOODS,
    RISKS,
    URGENT,
    WISHES,
    say_sureness,
)
from palabre.workspaces.wording import name_language

QUIET_WISHES = frozenset({"", "other", "greeting"})
"""Intents that are not worth a word by themselves."""
SHORTEST = 3
"""Letters of a word that may be shown as a reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was understood: its name, how sure it is, and the words that say so.

    `tone` colours it; `address` lists the conversations of which the same is understood. What is
    no more than a detail stands among the reasons alone.
    """

    name: str
    tone: str = ""
    sureness: str = ""
    score: float | None = None
    words: Sequence[str] = ()
    address: str = ""
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is understood of a message; `hints` are the words to mark in its text."""

    findings: Sequence[Finding]
    hints: Sequence[Sequence[int]]
    models: str

    @property
    def chips(self) -> Sequence[Finding]:
        """Return what matters enough to be seen at once."""
        return [one for one in self.findings if not one.is_detail]


def tell(row: Mapping[str, Any], home: str) -> Told | None:
    """Return what is understood of a person's message, or None when there is nothing to tell."""
    if row["direction"] == "out" or not row["mood"] or row["deleted_at"] is not None:
        return None
    text = row["text"]
    said = read_row(row, text)
    raised = sorted(list_raised(said.labels), key=GRAVITY.index)
    is_pressing = is_urgent(said)
    hints = [span for name in raised for span in _find(said, name, text)]
    hints += _find(said, "urgent", text) if is_pressing else []
    hints += [one.span for one in said.personal_data or ()]
    findings = [
        *([_urgent(said, text, home)] if is_pressing else []),
        *(_risk(name, said, text, home) for name in raised),
        *_data(said, text),
        *_own(said, home),
        _wish(row["intent"], said, text, home),
        _mood(row["mood"], said, text, home),
        _language(said, home),
    ]
    models = ", ".join(f"{name} {version}" for name, version in _versions(row).items())
    return Told(findings, [(one.start, one.end) for one in hints], models)


def _urgent(said: Signals, text: str, home: str) -> Finding:
    words = _quote(_find(said, "urgent", text), text)
    return _scored(str(URGENT), said.urgency or 0, words, _list(home, urgent="1"), "harm")


def _risk(name: str, said: Signals, text: str, home: str) -> Finding:
    words = _quote(_find(said, name, text), text)
    return _scored(str(RISKS[name]), said.labels[name], words, _list(home, risk=name), "waiting")


def _data(said: Signals, text: str) -> Iterable[Finding]:
    """Return the personal data of a text, each kind once."""
    found: dict[str, list[Span]] = {}
    for one in said.personal_data or ():
        found.setdefault(one.kind, []).append(one.span)
    for kind, spans in found.items():
        yield Finding(str(DATA[kind]), "data", words=_quote(spans, text))


def _wish(name: str, said: Signals, text: str, home: str) -> Finding:
    words = () if name in QUIET_WISHES else _quote(_find(said, name, text), text)
    address = _list(home, intent=name)
    tone = "quiet" if name in QUIET_WISHES else "wish"
    return _scored(str(WISHES[name]), said.intent[name], words, address, tone)


def _own(said: Signals, home: str) -> Iterable[Finding]:
    """Return the workspace's own intent, when it is one of them."""
    own = said.own_intent
    if own is not None and own.name != NONE:
        yield _scored(own.name, own.score, (), _list(home, own=own.name), "wish")


def _mood(name: str, said: Signals, text: str, home: str) -> Finding:
    words = () if name == "neutral" else _quote(_find(said, name, text), text)
    tone = "quiet" if name == "neutral" else name
    return _scored(str(MOODS[name]), said.sentiment[name], words, _list(home, mood=name), tone)


def _language(said: Signals, home: str) -> Finding:
    """Return the language: worth a word at once when it is not the reader's own."""
    if not said.language:
        return Finding(_("Language unknown"), is_detail=True)
    is_own = said.language == (get_language() or "en")[:2]
    address = _list(home, lang=said.language)
    return Finding(name_language(said.language), "lang", address=address, is_detail=is_own)


def _scored(name: str, score: float, words: Sequence[str], address: str, tone: str) -> Finding:
    is_quiet = tone == "quiet"
    return Finding(name, tone, say_sureness(score), score, words, address, is_detail=is_quiet)


def _find(said: Signals, name: str, text: str) -> Sequence[Span]:
    """Return the words that weigh most, those that say nothing by themselves left out."""
    spans = said.find_evidence(name) if said.find_evidence else ()
    return [span for span in spans if _is_telling(text[span.start : span.end])]


def _is_telling(word: str) -> bool:
    return len(word) >= SHORTEST and any(letter.isalpha() for letter in word)


def _quote(spans: Iterable[Span], text: str) -> Sequence[str]:
    """Return the words at some places, each once."""
    return list(dict.fromkeys(text[span.start : span.end] for span in spans))


def _list(home: str, **filters: str) -> str:
    return f"{home}?{urlencode({'view': 'all'} | filters)}"


def _versions(row: Mapping[str, Any]) -> Mapping[str, str]:
    versions: Mapping[str, str] = load_json(row["versions"])
    return versions
