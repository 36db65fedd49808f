"""Strikes: breaches of the rules held against a person, withdrawn when they were wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from palabre.people.finding import find_person, list_same
from palabre.people.models import Strike
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

MOST_CHARACTERS = 500
MOST_SHOWN = 200
THEIR_MESSAGE = """
    select m.thread_id, left(m.text, 200) from inbox_message m
    join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where m.workspace_id = %s and m.id = %s and i.person_id = %s and m.direction = 'in'
"""
MESSAGES = "select id, thread_id from inbox_message where workspace_id = %s and id = any(%s)"


@dataclass(frozen=True, slots=True)
class Breach:
    """Why a strike is given, and the message it comes from, if any."""

    reason: str
    message: int | None = None


def add_strike(*, workspace: int, person: int, breach: Breach, by: str, now: datetime) -> Strike:
    """Hold a breach against a person; the message must be one of theirs."""
    found = find_person(workspace, person)
    reason = breach.reason.replace("\0", "").strip()
    if not reason:
        raise Refused("Give the reason of the strike.", status=422)
    if len(reason) > MOST_CHARACTERS:
        raise Refused(f"A reason has 1 to {MOST_CHARACTERS} characters.", status=422)
    if breach.message is not None:
        find_their_message(workspace, found.pk, breach.message)
    strike = Strike.objects.create(
        workspace_id=workspace, person_id=found.pk, reason=reason, message_id=breach.message,
        by=by, at=now,
    )  # fmt: skip
    _write(strike, "strike", by, now)
    return strike


def withdraw_strike(*, workspace: int, strike: int, by: str, now: datetime) -> None:
    """Take a strike back; it stays in the person's history, without effect."""
    found = _find(workspace, strike)
    if found.withdrawn_at is not None:
        return
    found.withdrawn_by, found.withdrawn_at = by, now
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _write(found, "strike.withdrawn", by, now)


def restore_strike(*, workspace: int, strike: int, by: str, now: datetime) -> None:
    """Let a withdrawn strike count again."""
    found = _find(workspace, strike)
    if found.withdrawn_at is None:
        return
    found.withdrawn_by, found.withdrawn_at = "", None
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _write(found, "strike.restored", by, now)


def list_strikes(workspace: int, person: int) -> list[Strike]:
    """Return a person's strikes, the latest first, withdrawn ones too."""
    same = list_same(workspace, person)
    found = Strike.objects.filter(workspace_id=workspace, person_id__in=same)
    return list(found.order_by("-at", "-id")[:MOST_SHOWN])


def list_threads_of_strikes(workspace: int, strikes: list[Strike]) -> dict[int, int]:
    """Return the conversation of each message that a strike comes from, while it is there."""
    messages = [one.message_id for one in strikes if one.message_id]
    with connection.cursor() as cursor:
        cursor.execute(MESSAGES, [workspace, messages])
        return dict(cursor.fetchall())


def find_their_message(workspace: int, person: int, message: int) -> tuple[int, str]:
    """Return conversation and first words of a person's own message; `Refused` if not theirs."""
    with connection.cursor() as cursor:
        cursor.execute(THEIR_MESSAGE, [workspace, message, person])
        found = cursor.fetchone()
    if found is None:
        raise Refused("This message is not one of this person's.", status=422)
    return int(found[0]), str(found[1])


def _find(workspace: int, strike: int) -> Strike:
    found = Strike.objects.filter(workspace_id=workspace, id=strike).first()
    if found is None:
        raise Refused("This strike is not here.", status=404)
    return found


def _write(strike: Strike, action: str, by: str, now: datetime) -> None:
    detail = {"strike": strike.pk, "reason": strike.reason, "message": strike.message_id}
    entry = Entry(by, action, f"person:{strike.person_id}", detail)
    write_audit(strike.workspace_id, [entry], now=now)
