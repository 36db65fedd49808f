"""Texts that a team keeps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SavedReply(models.Model):
    """A reply to use again; its shortcut is typed after `/` in the box to answer in."""

    workspace_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    shortcut = models.CharField(max_length=40)
    text = models.TextField()
    language = models.CharField(max_length=8)
    by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "shortcut"], name="saved_reply_shortcut_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
