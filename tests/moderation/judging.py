"""Delivering, deciding and looking: what the tests of moderation say in a word."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from palabre.channels.intake import apply_batch
from palabre.channels.models import Account, OutboxAct
from palabre.engine.vocabulary import Verdict
from palabre.inbox.models import Message
from palabre.moderation.actions import change_charter, review_message
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import (
    NOW,
    Client,
    keep,
)

INSULT = "Espèce de connard"
_later = itertools.count(1)


def arrive(client: Client, *bodies: bytes, account: Account | None = None) -> None:
    """Deliver and apply."""
    keep(client, *bodies, account=account)
    while apply_batch(client.id):
        pass


def message_of(client: Client, external_id: str = "1_1") -> Message:
    """Return a message by its network's id."""
    with workspace_scope([client.id]):
        return Message.objects.get(workspace_id=client.id, external_id=external_id)


def review(client: Client, verdict: Verdict, external_id: str = "1_1") -> None:
    """Let a person decide."""
    message = message_of(client, external_id).pk
    now = NOW + timedelta(seconds=next(_later))
    with workspace_scope([client.id]):
        review_message(
            workspace=client.id, message=message, verdict=verdict, by="member:1", now=now
        )


def adopt(client: Client, source: str) -> None:
    """Put a charter in force."""
    with workspace_scope([client.id]):
        change_charter(workspace=client.id, source=source, by="member:1", now=NOW)


def acts_of(client: Client) -> list[tuple[str, str]]:
    """Return verb and state of every act, in order."""
    with workspace_scope([client.id]):
        acts = OutboxAct.objects.filter(workspace_id=client.id).order_by("id")
        return [(act.verb, act.state) for act in acts]


def set_acts(client: Client, **values: Any) -> None:
    """Say what became of the acts on the network."""
    with workspace_scope([client.id]):
        OutboxAct.objects.filter(workspace_id=client.id).update(**values)


def verdicts(client: Client) -> dict[str, str]:
    """Return the verdict on every message."""
    with workspace_scope([client.id]):
        return dict(Message.objects.values_list("external_id", "verdict"))
