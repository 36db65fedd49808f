"""What the address of the list asks for: read, written again, and narrowed or widened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from palabre.connectors.registry import CONNECTORS
from palabre.engine.understanding.vocabulary import INTENTS, LABELS, LANGUAGES, SENTIMENTS
from palabre.engine.vocabulary import Kind, Verdict
from palabre.inbox.queries import NOBODY, Filter
from palabre.inbox.view_queries import VIEW_NAMES

FIRST_VIEW = "answer"
ME, NONE = "me", "none"
PARAMETERS: Mapping[str, str] = {
    "account": "account",
    "network": "network",
    "kind": "kind",
    "label": "label",
    "verdict": "verdict",
    "risk": "risk",
    "urgent": "urgent",
    "intent": "intent",
    "own": "own",
    "mood": "mood",
    "lang": "lang",
    "person": "person",
    "person_name": "person_name",
    "assignee": "assignee",
    "since": "from",
    "until": "to",
    "words": "q",
}
"""How each filter is called in the address, in the order of the chips."""

KNOWN: Mapping[str, Collection[str]] = {
    "network": CONNECTORS,
    "kind": set(Kind),
    "verdict": set(Verdict),
    "risk": set(LABELS),
    "urgent": {"1"},
    "intent": set(INTENTS),
    "mood": set(SENTIMENTS),
    "lang": set(LANGUAGES),
}
"""Filters that take one of a few words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `until` is the last day that counts.

    `wrong` holds the parameters that mean nothing, with what they said: they are left out of the
    list and shown. `saved` is the saved view that the address was taken from.
    """

    view: str = FIRST_VIEW
    account: int | None = None
    words: str = ""
    cursor: str = ""
    label: str = ""
    network: str = ""
    kind: str = ""
    verdict: str = ""
    risk: str = ""
    urgent: str = ""
    intent: str = ""
    own: str = ""
    mood: str = ""
    lang: str = ""
    person: int | None = None
    person_name: str = ""
    assignee: str = ""
    since: date | None = None
    until: date | None = None
    saved: int | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """Return the parameters of the address, the cursor and the saved view aside."""
        values = {} if self.view == FIRST_VIEW else {"view": self.view}
        for name, parameter in PARAMETERS.items():
            value = getattr(self, name)
            if value not in {None, ""}:
                values[parameter] = str(value)
        return values

    @property
    def plain(self) -> str:
        """Return the address's query without the cursor and the saved view, and without `?`."""
        return urlencode(self.values)

    @property
    def query(self) -> str:
        """Return the address's query without the cursor, `?` included."""
        saved = {"saved": str(self.saved)} if self.saved is not None else {}
        values = self.values | saved
        return "?" + urlencode(values) if values else ""

    @property
    def is_filtered(self) -> bool:
        """Say whether anything narrows the view."""
        return bool(self.values.keys() - {"view"})

    def without(self, name: str) -> Asked:
        """Return the same without one filter."""
        return replace(self, cursor="", **{name: getattr(Asked(), name)})

    def in_view(self, view: str) -> Asked:
        """Return another view of the same accounts."""
        return Asked(view=view, account=self.account, network=self.network)

    def filter(self, *, member: int, zone: tzinfo) -> Filter:
        """Return which threads this shows to a member who lives in a zone."""
        assignees = {"": None, ME: member, NONE: NOBODY}
        is_number = self.assignee not in assignees
        return Filter(
            view=self.view,
            account=self.account,
            search=self.words,
            member=member,
            label=self.label,
            network=self.network,
            kind=self.kind,
            verdict=self.verdict,
            risk=self.risk,
            urgent=bool(self.urgent) or None,
            intent=self.intent,
            own=self.own,
            mood=self.mood,
            lang=self.lang,
            person=self.person,
            person_name=self.person_name,
            assignee=int(self.assignee) if is_number else assignees[self.assignee],
            since=begin_day(self.since, zone),
            until=begin_day(self.until, zone, later=1),
        )


def read_asked(parameters: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what it cannot mean is left out and named."""
    said = {
        parameter: (parameters.get(parameter) or "").replace("\0", "").strip()
        for parameter in ("view", "saved", *PARAMETERS.values())
    }
    if said["person_name"]:
        said["person"] = ""  # a name that was written is a later wish than the one chosen before
    view = said["view"] or FIRST_VIEW
    read = {
        "account": read_number(said["account"]),
        **{name: said[name] if said[name] in known else "" for name, known in KNOWN.items()},
        "label": said["label"][:60],
        "own": said["own"][:80],
        "person": read_number(said["person"]),
        "person_name": said["person_name"][:200],
        "assignee": said["assignee"] if _is_assignee(said["assignee"]) else "",
        "since": read_day(said["from"]),
        "until": read_day(said["to"]),
        "words": said["q"][:200],
    }
    wrong = {
        parameter: said[parameter][:60]
        for name, parameter in PARAMETERS.items()
        if said[parameter] and read[name] in {None, ""}
    }
    if view not in VIEW_NAMES:
        wrong["view"], view = view[:60], FIRST_VIEW
    cursor, saved = (parameters.get("cursor") or "")[:400], read_number(said["saved"])
    return replace(Asked(view=view, cursor=cursor, saved=saved, wrong=wrong), **read)  # type: ignore[arg-type]


def read_number(text: str) -> int | None:
    """Return the number that a text is, when it may be a row's."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_number and int(text) else None


def read_day(text: str) -> date | None:
    """Return the day that a text is (2026-11-30), or nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2999 else None


def begin_day(day: date | None, zone: tzinfo, *, later: int = 0) -> datetime | None:
    """Return when a day begins in a zone, or the day so many days later."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=later), time(), zone)


def _is_assignee(text: str) -> bool:
    return text in {"", ME, NONE} or read_number(text) is not None
