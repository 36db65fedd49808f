"""What the models understood of each message."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Understanding(models.Model):
    """What was understood of the text that a message has now, by which versions of the models.

    `labels`, `sentiment` and `intents` hold the scores from 0.01 up. `risks` are the labels that
    are raised, `mood` and `intent` what scores highest; all are empty for a text without words.
    `skeleton` is the same for copies of the text, disguises aside, and empty for short ones.
    `personal_data` holds kind, start and end of each find. `versions` names the models that read;
    `wants_full` waits for the deep one. `own_intent` is the workspace's own, "none" for none of
    them, empty where it had taught none.
    """

    workspace_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    lang = models.CharField(max_length=8, blank=True)
    mood = models.CharField(max_length=8, blank=True)
    intent = models.CharField(max_length=20, blank=True)
    own_intent = models.CharField(max_length=80, blank=True, db_default="")
    own_score = models.FloatField(db_default=0.0)
    urgency = models.FloatField(default=0)
    skeleton = models.CharField(max_length=16, blank=True, db_default="")
    risks = ArrayField(models.CharField(max_length=20), default=list)
    labels = models.JSONField(default=dict)
    sentiment = models.JSONField(default=dict)
    intents = models.JSONField(default=dict)
    personal_data = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    wants_full = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "message_id"], name="understanding_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "-message_id"],
                name="understanding_to_deepen",
                condition=Q(wants_full=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.mood} {self.intent}"
