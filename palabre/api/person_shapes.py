"""From what is known of people to the API's shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from palabre.people.evidence import Suggestion
from palabre.people.models import Consent, Merge, PersonNote, Strike
from palabre.people.wording import describe_evidence


def written(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message of a person as the API tells it."""
    return {
        "id": row["id"],
        "thread": row["thread_id"],
        "network": row["network"],
        "account": row["account_name"],
        "kind": row["kind"],
        "surface_text": row["surface_text"],
        "text": row["text"],
        "state": row["state"],
        "sent_at": row["sent_at"],
    }


def strike(one: Strike) -> dict[str, Any]:
    """Return a strike as the API tells it."""
    return {
        "id": one.pk,
        "reason": one.reason,
        "rule": one.rule,
        "amount": one.amount,
        "expires_at": one.expires_at,
        "message": one.message_id,
        "by": one.by,
        "at": one.at,
        "withdrawn_by": one.withdrawn_by,
        "withdrawn_at": one.withdrawn_at,
    }


def consent(one: Consent) -> dict[str, Any]:
    """Return a consent as the API tells it."""
    return {
        "id": one.pk,
        "kind": one.kind,
        "given": one.is_given,
        "how": one.how,
        "by": one.by,
        "at": one.at,
    }


def note(one: PersonNote) -> dict[str, Any]:
    """Return a note about a person as the API tells it."""
    return {"id": one.pk, "text": one.text, "by": one.by, "at": one.at}


def suggestion(one: Suggestion) -> dict[str, Any]:
    """Return who may be the same person, with the evidence in words."""
    return {
        "person": one.person,
        "evidence": [
            {
                "kind": each.kind,
                "speaks_for": each.speaks_for,
                "values": each.values,
                "text": describe_evidence(each),
            }
            for each in one.evidence
        ],
    }


def merge(one: Merge) -> dict[str, Any]:
    """Return a merge as the API tells it."""
    return {
        "id": one.pk,
        "person": one.person_id,
        "merged": one.merged_id,
        "merged_name": one.merged.name,
        "by": one.by,
        "at": one.at,
        "undone_by": one.undone_by,
        "undone_at": one.undone_at,
    }
