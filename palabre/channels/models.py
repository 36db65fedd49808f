"""Accounts, the ledger of arrivals and the outbox of acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from palabre.channels.source_models import Gap, NetworkApp, Quota, SignInVisit, SourceState

__all__ = [
    "UNFINISHED",
    "Account",
    "AccountState",
    "ActState",
    "Gap",
    "LedgerCount",
    "LedgerEntry",
    "LedgerState",
    "NetworkApp",
    "OutboxAct",
    "Quota",
    "SignInVisit",
    "SourceState",
]


class AccountState(models.TextChoices):
    """Whether the network lets us in."""

    CONNECTED = "connected"
    SIGN_IN_AGAIN = "sign_in_again"
    PAUSED = "paused"
    DISCONNECTED = "disconnected"


class Account(models.Model):
    """A connected page or profile of a client on one network.

    `findings` is what the last permission check found, at `checked_at`. `refresh_at` is when its
    sign-in is to be renewed, None when it needs none; the new tokens are good until `signed_until`.
    """

    workspace_id = models.BigIntegerField()
    network = models.CharField(max_length=20)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=120)
    base_url = models.CharField(max_length=300, blank=True)
    secrets = models.BinaryField()
    state = models.CharField(
        max_length=20, choices=AccountState.choices, default=AccountState.CONNECTED
    )
    state_reason = models.CharField(max_length=300, blank=True)
    limited_until = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)
    refresh_at = models.DateTimeField(null=True)
    signed_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "network", "external_id"], name="account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.name}"


class LedgerState(models.IntegerChoices):
    """Where an arrival stands."""

    WAITING = 0
    APPLIED = 1
    DEAD = 2
    DISMISSED = 3


class LedgerEntry(models.Model):
    """One change as a network sent it, kept before it is understood.

    `key` is the first 16 bytes of the SHA-256 of what was sent, so that a second delivery
    adds nothing. `body` is a delivery of this one change, in the network's own form. `judged` is
    what was decided as it was heard, in a live chat.
    """

    workspace_id = models.BigIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    key = models.BinaryField(max_length=16)
    body = models.BinaryField()
    state = models.SmallIntegerField(choices=LedgerState.choices, default=LedgerState.WAITING)
    reason = models.TextField(blank=True)
    judged = models.JSONField(null=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account", "key"], name="ledger_key_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "state", "id"],
                name="ledger_unapplied",
                condition=models.Q(state__in=[LedgerState.WAITING, LedgerState.DEAD]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class LedgerCount(models.Model):
    """How many arrivals of a workspace were applied since it exists."""

    workspace_id = models.BigIntegerField(primary_key=True)
    applied = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.applied}"


class ActState(models.TextChoices):
    """Where an act stands, in the order it lives."""

    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SIGN_IN = "sign_in"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    BY_HAND = "by_hand"


UNFINISHED = (ActState.WAITING, ActState.SENDING, ActState.UNKNOWN, ActState.SIGN_IN)


class OutboxAct(models.Model):
    """Something to do on a network, once: written with the decision, done by the sender.

    `key` is the caller's own: the same key twice is the same act. `target` holds the network's
    ids it acts on (`comment`, `person`, `surface`), and what the verb needs (`seconds`). `intent`
    is what was wanted, where it was an intent; `verb` what the network can do of it. An act
    `by_hand` has no verb: a person does it, and says so.
    """

    workspace_id = models.BigIntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    message_id = models.BigIntegerField(null=True)
    thread_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=20)
    intent = models.CharField(max_length=12, blank=True, default="", db_default="")
    text = models.TextField(blank=True)
    target = models.JSONField()
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=ActState.choices, default=ActState.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    looks = models.SmallIntegerField(default=0)
    external_id = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="act_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "due_at"],
                name="act_due",
                condition=models.Q(state__in=["waiting", "unknown", "sending", "sign_in"]),
            ),
            models.Index(fields=["workspace_id", "message_id"], name="act_of_message"),
            models.Index(fields=["workspace_id", "thread_id", "id"], name="act_of_thread"),
            models.Index(
                F("workspace_id"),
                F("account_id"),
                KeyTextTransform("person", "target"),
                name="act_against_person",
                condition=models.Q(verb__in=["ban", "time_out", "mute", "unban", "unmute"]),
            ),
            models.Index(
                fields=["workspace_id", "id"],
                name="act_by_hand",
                condition=models.Q(state="by_hand"),
            ),
            models.Index(
                fields=["workspace_id", "account", "external_id"],
                name="act_result",
                condition=~models.Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.state}"
