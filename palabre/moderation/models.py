"""The charters of a workspace and the decisions taken by them or by people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Charter(models.Model):
    """One version of a workspace's charter, as text; the latest number is in force."""

    workspace_id = models.BigIntegerField()
    number = models.IntegerField()
    source = models.TextField()
    hash = models.CharField(max_length=16)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="charter_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class Decision(models.Model):
    """What was decided on a message, by which charter or person, and why.

    `measures` is what rules asked for beside acts on the message: strikes, time-outs, people told.
    """

    workspace_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    verdict = models.CharField(max_length=8)
    because = models.JSONField()
    measures = models.JSONField(db_default=[])
    charter = models.CharField(max_length=16, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "message_id", "-id"], name="decision_of_message"),
            models.Index(fields=["workspace_id", "-id"], name="decision_list"),
            models.Index(
                fields=["workspace_id", "at"], name="decision_spoken", condition=~Q(because=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.message_id}"


class Feedback(models.Model):
    """What a member says of a charter's decision: it was wrong, and how.

    `rules` are the names of those that spoke, `charter` the version they stood in.
    """

    workspace_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    decision_id = models.BigIntegerField()
    charter = models.CharField(max_length=16, blank=True)
    rules = models.JSONField()
    what = models.CharField(max_length=12)
    words = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "decision_id", "by"], name="feedback_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-id"], name="feedback_list"),
            models.Index(fields=["workspace_id", "message_id", "by"], name="feedback_of_message"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.message_id}"
