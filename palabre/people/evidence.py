"""What speaks for two persons being one, and against: only what their data shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from palabre.people.finding import search_people
from palabre.people.queries import fetch, list_latest, summarise

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w@.+])(?:\+|0)\d[\d .()\-]{6,16}\d(?![\w@])")
NOT_LETTERS = re.compile(r"[\W_]+")
READ = 300
"""How many of each person's latest messages are read."""
MOST_SUGGESTED = 5
MOST_TRIED = 12
FEWEST_LETTERS = 4
FEWEST_CHARACTERS = 20
PLAIN = "select trim(palabre_plain(n)) from unnest(%s::text[]) with ordinality u (n, o) order by o"
WITH_WORDS = """
    select distinct i.person_id from palabre_search(%(words)s, 50) f
    join inbox_message m on m.workspace_id = f.workspace_id and m.id = f.message_id
    join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where f.workspace_id = %(workspace)s and i.person_id <> %(person)s
"""
TO_PRIVATE = """
    select distinct i.person_id as commented, h.person_id as private from people_identity i
    join inbox_message m on m.workspace_id = i.workspace_id and m.identity_id = i.id
    join channels_outboxact o on o.workspace_id = m.workspace_id and o.message_id = m.id
        and o.verb = 'private_reply' and o.external_id <> ''
    join inbox_message r on r.workspace_id = o.workspace_id and r.account_id = o.account_id
        and r.external_id = o.external_id
    join inbox_thread t on t.workspace_id = r.workspace_id and t.id = r.thread_id
    join people_identity h on h.workspace_id = t.workspace_id and h.account_id = t.account_id
        and t.key = 'person:' || h.external_id
    where i.workspace_id = %(workspace)s and i.person_id <> h.person_id
        and %(person)s in (i.person_id, h.person_id)
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the data shows. `values` go into its sentence."""

    kind: str
    speaks_for: bool
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be the same, and why."""

    person: dict[str, Any]
    evidence: Sequence[Evidence]


def suggest_same(workspace: int, person: int) -> list[Suggestion]:
    """Return who may be the same person, those with the most evidence first."""
    known = summarise(workspace, person)
    found = [
        Suggestion(summarise(workspace, other), compare(workspace, person, other))
        for other in _candidates(workspace, known)
    ]
    telling = [one for one in found if any(_is_telling(each) for each in one.evidence)]
    telling.sort(key=lambda one: -sum(map(_is_telling, one.evidence)))
    return telling[:MOST_SUGGESTED]


def compare(workspace: int, person: int, other: int) -> list[Evidence]:
    """Return what the data of two persons shows, for and against."""
    first, second = summarise(workspace, person), summarise(workspace, other)
    theirs = [list_latest(workspace, one, most=READ) for one in (person, other)]
    found = [*_same_names(first, second), *_same_ids(first, second), *_same_contacts(*theirs)]
    found += [
        Evidence("private_reply", True, {"person": first["name"], "other": second["name"]})
        for row in fetch(TO_PRIVATE, {"workspace": workspace, "person": person})
        if other in row.values()
    ]
    return found + _together(*theirs)


def read_contacts(texts: Iterable[str]) -> dict[str, str]:
    """Return e-mail addresses and phone numbers in these texts, by what makes them the same."""
    found: dict[str, str] = {}
    for text in texts:
        for email in EMAIL.findall(text):
            found.setdefault(email.lower().rstrip("."), "same_email")
        for phone in PHONE.findall(text):
            digits = re.sub(r"\D", "", phone)
            digits = digits.removeprefix("00") if digits.startswith("00") else digits
            if phone.startswith("0") and len(digits) == 10:
                digits = "33" + digits[1:]
            if 9 <= len(digits) <= 15:
                found.setdefault(digits, "same_phone")
    return found


def _is_telling(one: Evidence) -> bool:
    return one.speaks_for and one.kind not in {"apart", "same_words"}


def _candidates(workspace: int, known: dict[str, Any]) -> list[int]:
    """Return who may be the same by a name, a contact or a private reply, each once."""
    person = known["id"]
    found: dict[int | None, None] = {}
    for row in fetch(TO_PRIVATE, {"workspace": workspace, "person": person}):
        found |= dict.fromkeys(row.values())
    texts = [row["text"] for row in list_latest(workspace, person, most=READ)]
    for contact, kind in list(read_contacts(texts).items())[:4]:
        words = f'"{contact}"' if kind == "same_email" else _as_written(contact, texts)
        values = {"workspace": workspace, "person": person, "words": words}
        found |= dict.fromkeys(row["person_id"] for row in fetch(WITH_WORDS, values))
    for name in {one["name"] for one in known["identities"] if one["name"]}:
        words = NOT_LETTERS.sub(" ", name).strip()
        if len(words) >= FEWEST_LETTERS:
            found |= dict.fromkeys(search_people(workspace, words, most=MOST_TRIED))
    return [one for one in found if one is not None and one != person][:MOST_TRIED]


def _as_written(digits: str, texts: Iterable[str]) -> str:
    """Return a phone number as the person wrote it: the search looks for its groups of digits."""
    for text in texts:
        for phone in PHONE.findall(text):
            if digits in read_contacts([phone]):
                return f'"{phone}"'
    return digits


def _same_names(first: dict[str, Any], second: dict[str, Any]) -> list[Evidence]:
    mine = [one["name"] for one in first["identities"] if one["name"]]
    theirs = [one["name"] for one in second["identities"] if one["name"]]
    plain = _plain([*mine, *theirs])
    for name in mine:
        for other in theirs:
            letters = NOT_LETTERS.sub("", plain[name])
            if len(letters) < FEWEST_LETTERS or letters != NOT_LETTERS.sub("", plain[other]):
                continue
            values = {"name": name, "other": other}
            kind = "same_name" if plain[name] == plain[other] else "like_name"
            return [Evidence(kind, True, values)]
    return []


def _plain(names: Sequence[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [list(names)])
        return dict(zip(names, (name for (name,) in cursor.fetchall()), strict=True))


def _same_ids(first: dict[str, Any], second: dict[str, Any]) -> list[Evidence]:
    mine = {(one["network"], one["external_id"]) for one in first["identities"]}
    theirs = {(one["network"], one["external_id"]) for one in second["identities"]}
    shared = sorted(mine & theirs)
    return [Evidence("same_id", True, {"network": net, "id": id}) for net, id in shared]


def _same_contacts(mine: Sequence[Any], theirs: Sequence[Any]) -> list[Evidence]:
    first = read_contacts(row["text"] for row in mine)
    second = read_contacts(row["text"] for row in theirs)
    return [
        Evidence(kind, True, {"contact": f"+{contact}" if kind == "same_phone" else contact})
        for contact, kind in first.items()
        if contact in second
    ]


def _together(mine: Sequence[Any], theirs: Sequence[Any]) -> list[Evidence]:
    """Return what their times tell: two who talk to each other are two people, usually."""
    if not mine or not theirs:
        return []
    words = {_words(row) for row in mine} & {_words(row) for row in theirs} - {""}
    shared = {row["thread_id"] for row in mine} & {row["thread_id"] for row in theirs}
    alike = {_minute(row) for row in mine} & {_minute(row) for row in theirs}
    first, second = ([row for row in rows if _words(row) not in words] for rows in (mine, theirs))
    minutes = {_minute(row) for row in first} & {_minute(row) for row in second}
    found = [Evidence("same_words", True, {"count": len(words)})] if words else []
    if shared:
        found.append(Evidence("together", False, {"count": len(shared)}))
    if minutes:
        found.append(Evidence("same_minute", False, {"count": len(minutes)}))
    if not shared and not alike:
        found.append(Evidence("apart", True, {}))
    return found


def _words(row: dict[str, Any]) -> str:
    """Return a text long enough that two people seldom write it alike."""
    words = " ".join(row["text"].lower().split())
    return words if len(words) >= FEWEST_CHARACTERS else ""


def _minute(row: dict[str, Any]) -> Any:
    return row["sent_at"].replace(second=0, microsecond=0)
