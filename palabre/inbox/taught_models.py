"""What a workspace taught the models, and what people corrected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class TaughtKind(models.TextChoices):
    """What a model of a workspace was learned from."""

    INTENTS = "intents"
    CORRECTIONS = "corrections"


class TaughtModel(models.Model):
    """A version of a workspace's own model. All stay; at most one of a kind is live.

    It waits to be learned while `learned_at` is empty. `content` is the model's file, empty when
    nothing could be learned; `examples` the spreadsheet of own intents; `report` what to expect, or
    what was compared and why it was promoted or not. `left_at` says when another took its place.
    """

    workspace_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=TaughtKind.choices)
    number = models.IntegerField()
    examples = models.BinaryField(default=bytes)
    content = models.BinaryField(default=bytes)
    report = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    learned_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "kind", "number"], name="taught_number_once"
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "kind"],
                condition=Q(live_at__isnull=False, left_at__isnull=True),
                name="taught_one_live",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "id"],
                condition=Q(learned_at__isnull=True),
                name="taught_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def is_live(self) -> bool:
        """Say whether messages are read with it."""
        return self.live_at is not None and self.left_at is None


class Correction(models.Model):
    """A person's answer to a question about a message: the latest one stands.

    `about` is a label, "sentiment" or "intent"; `answer` is what a person says; `text` the words
    that they read, since a message may be edited later.
    """

    workspace_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    about = models.CharField(max_length=20)
    answer = models.CharField(max_length=20)
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "message_id", "about"], name="correction_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-id"], name="correction_list"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.about}: {self.answer}"
