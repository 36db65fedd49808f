"""What the pages of people show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from palabre.channels.models import Account
from palabre.connectors.registry import CONNECTORS
from palabre.people import consents, merging, notes, strikes
from palabre.people.evidence import Evidence, compare, suggest_same
from palabre.people.finding import find_person
from palabre.people.history import list_history
from palabre.people.models import Consent, Merge, Person, Strike
from palabre.people.queries import Wanted, get_person, list_people
from palabre.people.tags import FLAGS, list_tags
from palabre.people.wording import (
    CONSENT_WORDS,
    FLAG_WORDS,
    LANGUAGE_WORDS,
    describe_evidence,
    dress,
    title_of,
)
from palabre.workspaces.doors import Room
from palabre.workspaces.names import name_actors
from palabre.workspaces.rights import Right

ROWS = 40
HISTORY = 30


@dataclass(frozen=True, slots=True)
class ShownStrike:
    """A strike with who gave it, who withdrew it, and the conversation it comes from."""

    row: Strike
    who: str
    withdrawn_by: str
    conversation: str


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """A consent with its words; `holds` when nothing later of its kind was recorded."""

    row: Consent
    title: str | Promise
    who: str
    holds: bool


@dataclass(frozen=True, slots=True)
class ShownMerge:
    """A merge with who made it and who undid it; `other` is who is not on the page."""

    row: Merge
    other: str
    who: str
    undone_by: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence in words."""

    text: str
    speaks_for: bool


def show_people(room: Room, wanted: Wanted, query: str, *, cursor: str) -> dict[str, Any]:
    """Return the list of people with its filters."""
    rows, following = list_people(room.id, wanted, cursor=cursor, limit=ROWS)
    networks = Account.objects.filter(workspace_id=room.id).values_list("network", flat=True)
    return {
        "wanted": wanted,
        "people": [dress(row) for row in rows],
        "next": f"?{query}&cursor={following}".replace("?&", "?") if following else "",
        "is_filtered": bool(query),
        "used_tags": list_tags(room.id),
        "flags": [(name, FLAG_WORDS[name]) for name in FLAGS],
        "networks": [(name, CONNECTORS[name].title) for name in sorted(set(networks))],
    }


def show_person(room: Room, found: Person, *, cursor: str, strike: int | None) -> dict[str, Any]:
    """Return one person with their history and all that is known of them."""
    person = dress(get_person(room.id, found.pk))
    rows, following = list_history(room.id, found.pk, cursor=cursor, limit=HISTORY)
    can_answer, can_moderate = (one in room.rights for one in (Right.ANSWER, Right.MODERATE))
    about = _about(room, found.pk, with_notes=can_answer)
    address = reverse("person", args=[room.workspace.slug, found.pk])
    if strike is not None and can_moderate:
        _thread, text = strikes.find_their_message(room.id, found.pk, strike)
        about |= {"strike_message": strike, "strike_text": text}
    return about | {
        "person": person,
        "history": [row | {"network_title": title_of(row["network"])} for row in rows],
        "next": f"{address}?cursor={following}#history" if following else "",
        "is_first": not cursor,
        "used_tags": list_tags(room.id),
        "flags": [(name, words, name in person["flags"]) for name, words in FLAG_WORDS.items()],
        "languages": LANGUAGE_WORDS.items(),
        "detected": LANGUAGE_WORDS.get(person["detected_language"], ""),
        "consent_kinds": CONSENT_WORDS.items(),
        "can_answer": can_answer,
        "can_moderate": can_moderate,
    }


def _about(room: Room, person: int, *, with_notes: bool) -> dict[str, Any]:
    """Return strikes, consents, notes and merges, with the names of who wrote them."""
    given = strikes.list_strikes(room.id, person)
    allowed = consents.list_consents(room.id, person)
    written = notes.list_person_notes(room.id, person) if with_notes else []
    merges = merging.list_merges(room.id, person)
    actors = {one.by for one in (*given, *allowed, *written, *merges)}
    actors |= {one.withdrawn_by for one in given} | {one.undone_by for one in merges}
    names = name_actors(actors, room.workspace)
    return {
        "strikes": _strikes(room, given, names),
        "consents": _consents(allowed, names),
        "notes": [{"who": names[one.by], "at": one.at, "text": one.text} for one in written],
        "merges": [_merge(one, person, names) for one in merges],
    }


def show_same(room: Room, found: Person, *, words: str, other: int | None) -> dict[str, Any]:
    """Return who may be the same person, or two side by side with the evidence."""
    person = dress(get_person(room.id, found.pk))
    context: dict[str, Any] = {"person": person, "words": words}
    if other is not None and (beside := find_person(room.id, other)).pk != found.pk:
        evidence = compare(room.id, found.pk, beside.pk)
        return context | {
            "other": dress(get_person(room.id, beside.pk)),
            "reasons": reasons_of(evidence),
        }
    rows: Sequence[dict[str, Any]] = []
    if words:
        rows, _cursor = list_people(room.id, Wanted(words=words), limit=20)
    suggested = suggest_same(room.id, found.pk)
    return context | {
        "found": [dress(row) for row in rows if row["id"] != found.pk],
        "suggestions": [
            {"person": dress(one.person), "reasons": reasons_of(one.evidence)} for one in suggested
        ],
    }


def reasons_of(evidence: Iterable[Evidence]) -> list[Reason]:
    """Return evidence in words, what speaks for it first."""
    ordered = sorted(evidence, key=lambda one: not one.speaks_for)
    return [Reason(describe_evidence(one), one.speaks_for) for one in ordered]


def _strikes(room: Room, rows: list[Strike], names: Mapping[str, str]) -> list[ShownStrike]:
    threads = strikes.list_threads_of_strikes(room.id, rows)
    shown = []
    for row in rows:
        thread = threads.get(row.message_id or 0)
        address = reverse("conversation", args=[room.workspace.slug, thread]) if thread else ""
        at = f"{address}#m-{row.message_id}" if address else ""
        shown.append(ShownStrike(row, names[row.by], names.get(row.withdrawn_by, ""), at))
    return shown


def _consents(rows: Sequence[Consent], names: Mapping[str, str]) -> list[ShownConsent]:
    seen: set[str] = set()
    shown = []
    for row in rows:
        shown.append(
            ShownConsent(row, CONSENT_WORDS[row.kind], names[row.by], row.kind not in seen)
        )
        seen.add(row.kind)
    return shown


def _merge(row: Merge, person: int, names: Mapping[str, str]) -> ShownMerge:
    other = row.merged if row.person_id == person else row.person
    if person not in {row.person_id, row.merged_id}:
        other = row.merged
    return ShownMerge(
        row,
        other.name or _("Someone"),
        names[row.by],
        names.get(row.undone_by, ""),
        row.undone_at is None,
    )
