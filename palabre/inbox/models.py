"""Surface (a post, a live, an inbox) -> thread -> message, with every revision of its text."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from palabre.inbox.list_models import Bulk, Reading, SavedView
from palabre.inbox.taught_models import Correction, TaughtKind, TaughtModel
from palabre.inbox.team_models import Label, Mention, Share
from palabre.inbox.understood_models import Understanding
from palabre.people.models import Identity

__all__ = [
    "Bulk", "Correction", "Counter", "Label", "Mention", "Message", "Note", "Reading", "Revision",
    "SavedView", "Share", "Surface", "TaughtKind", "TaughtModel", "Thread", "Understanding",
]  # fmt: skip


class Surface(models.Model):
    """Where people write: a post, a live session, or the account's private inbox.

    `picture` is the hash under which its picture is kept, `picture_address` where that came from;
    figures are None where the network does not tell them.
    """

    workspace_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    described_at = models.DateTimeField(null=True)
    picture = models.CharField(max_length=16, blank=True, db_default="")
    picture_address = models.TextField(blank=True, db_default="")
    published_at = models.DateTimeField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account_id", "external_id"], name="surface_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "id"],
                name="surface_undescribed",
                condition=Q(described_at=None, kind="post"),
            )
        ]

    def __str__(self) -> str:
        return self.external_id


class Thread(models.Model):
    """A first comment with its replies, or one person's private messages with the account.

    `risks` are the labels raised by any of its messages; `lang`, `mood` and `intent` are those of
    the person's last one. It is urgent while an urgent message has no answer after it.
    """

    workspace_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    surface = models.ForeignKey(
        Surface, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=220)
    kind = models.CharField(max_length=10)
    person_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_open = models.BooleanField(default=True)
    needs_answer = models.BooleanField(default=False)
    needs_review = models.BooleanField(default=False)
    has_hidden = models.BooleanField(default=False)
    messages = models.IntegerField(default=0)
    last_at = models.DateTimeField()
    last_text = models.CharField(max_length=200, blank=True)
    last_author = models.CharField(max_length=300, blank=True)
    last_inbound_at = models.DateTimeField(null=True)
    assignee = models.BigIntegerField(null=True)
    assigned_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    risks = ArrayField(models.CharField(max_length=20), db_default=[])
    lang = models.CharField(max_length=8, blank=True, db_default="")
    mood = models.CharField(max_length=8, blank=True, db_default="")
    intent = models.CharField(max_length=20, blank=True, db_default="")
    own_intent = models.CharField(max_length=80, blank=True, db_default="")
    is_urgent = models.BooleanField(db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account_id", "key"], name="thread_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-last_at", "-id"], name="thread_list"),
            models.Index(
                fields=["workspace_id", "-last_at", "-id"],
                name="thread_to_answer",
                condition=Q(is_open=True, needs_answer=True),
            ),
            models.Index(
                fields=["workspace_id", "-last_at", "-id"],
                name="thread_to_review",
                condition=Q(needs_review=True),
            ),
            models.Index(
                fields=["workspace_id", "-last_at", "-id"],
                name="thread_hidden",
                condition=Q(has_hidden=True),
            ),
            models.Index(
                fields=["workspace_id", "assignee", "-last_at", "-id"],
                name="thread_of_member",
                condition=Q(is_open=True, assignee__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "-last_at", "-id"],
                name="thread_unassigned",
                condition=Q(is_open=True, assignee=None),
            ),
            models.Index(
                fields=["workspace_id", "snoozed_until"],
                name="thread_snoozed",
                condition=Q(is_open=True, snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "account_id", "-last_at", "-id"], name="thread_of_account"
            ),
            models.Index(
                fields=["workspace_id", "person_id", "-last_at", "-id"],
                name="thread_of_person",
                condition=Q(person_id__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "assignee", "-last_at", "-id"],
                name="thread_assigned",
                condition=Q(assignee__isnull=False),
            ),
            *[
                models.Index(
                    fields=["workspace_id", *first, "-last_at", "-id"], name=name, condition=which
                )
                for name, first, which in (
                    ("thread_urgent", [], Q(is_urgent=True)),
                    ("thread_of_risk", [], ~Q(risks=[])),
                    ("thread_of_mood", ["mood"], Q(mood__in=["negative", "positive"])),
                    ("thread_of_intent", ["intent"], ~Q(intent__in=["", "other"])),
                    ("thread_of_own", ["own_intent"], ~Q(own_intent__in=["", "none"])),
                    ("thread_of_lang", ["lang"], ~Q(lang="")),
                )
            ],
        ]

    def __str__(self) -> str:
        return self.key


class Message(models.Model):
    """One comment or private message. `text` is its latest revision."""

    workspace_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    thread = models.ForeignKey(
        Thread, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    surface_id = models.BigIntegerField()
    identity = models.ForeignKey(
        Identity, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True
    )
    kind = models.CharField(max_length=10)
    direction = models.CharField(max_length=3)
    external_id = models.CharField(max_length=200)
    parent_external_id = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_rank = models.SmallIntegerField(default=0)
    text_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_complete = models.BooleanField(default=True)
    is_hidden = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True)
    is_liked = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)
    rating = models.SmallIntegerField(null=True)
    state = models.CharField(max_length=8, default="visible")
    verdict = models.CharField(max_length=8, blank=True)
    decision_id = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account_id", "external_id"], name="message_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "thread", "sent_at"],
                include=["direction"],
                name="message_of_thread",
            ),
            models.Index(fields=["workspace_id", "identity", "sent_at"], name="message_of_author"),
            models.Index(fields=["workspace_id", "-id"], name="message_list"),
            models.Index(fields=["workspace_id", "account_id", "-id"], name="message_of_account"),
            models.Index(
                fields=["workspace_id", "sent_at"],
                include=["direction", "state"],
                name="message_by_time",
            ),
            models.Index(
                fields=["workspace_id", "sent_at"],
                include=["thread"],
                name="message_of_ours",
                condition=Q(direction="out"),
            ),
            models.Index(
                fields=["workspace_id", "verdict", "thread"],
                name="message_by_verdict",
                condition=Q(verdict__in=["review", "hold", "hide", "delete"]),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class Revision(models.Model):
    """A text a message had. `rank` is 0 for the first one and 1 for an edit."""

    workspace_id = models.BigIntegerField()
    message = models.ForeignKey(
        Message, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    rank = models.SmallIntegerField()
    at = models.DateTimeField()
    text = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "message", "rank", "at"], name="revision_list")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at}"


class Note(models.Model):
    """What a member wrote about a conversation for the team: never sent anywhere."""

    workspace_id = models.BigIntegerField()
    thread = models.ForeignKey(
        Thread, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    key = models.CharField(max_length=120, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="note_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "thread", "at", "id"], name="note_of_thread")
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.at}"


class Counter(models.Model):
    """How many threads of a workspace are in a view; kept by triggers, never counted."""

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=30)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "name"], name="counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"
