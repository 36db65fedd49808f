"""Consent: what a person allowed or withdrew, how it was learnt, and all of its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from palabre.people.finding import find_person, list_same
from palabre.people.models import Consent
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit

KINDS = ("private_messages", "email", "phone", "reuse")
"""Writing to them in private, by e-mail, by phone or text; using what they publish."""
MOST_CHARACTERS = 300
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt: of which kind, given or withdrawn, and how."""

    kind: str
    is_given: bool
    how: str


def record_consent(
    *, workspace: int, person: int, learnt: Learnt, by: str, now: datetime
) -> Consent:
    """Record what a person allowed or withdrew; what was recorded before stays."""
    found = find_person(workspace, person)
    how = learnt.how.replace("\0", "").strip()
    if learnt.kind not in KINDS:
        raise Refused(f"The kinds of consent are {', '.join(KINDS)}.", status=422)
    if not how or len(how) > MOST_CHARACTERS:
        raise Refused(f"Say how it was learnt, in 1 to {MOST_CHARACTERS} characters.", status=422)
    consent = Consent.objects.create(
        workspace_id=workspace, person_id=found.pk, kind=learnt.kind, is_given=learnt.is_given,
        how=how, by=by, at=now,
    )  # fmt: skip
    detail = {"kind": learnt.kind, "given": learnt.is_given, "how": how}
    write_audit(workspace, [Entry(by, "consent", f"person:{found.pk}", detail)], now=now)
    return consent


def list_consents(workspace: int, person: int) -> list[Consent]:
    """Return what was recorded, the latest first: the first of a kind is what holds."""
    same = list_same(workspace, person)
    found = Consent.objects.filter(workspace_id=workspace, person_id__in=same)
    return list(found.order_by("-at", "-id")[:MOST_SHOWN])
