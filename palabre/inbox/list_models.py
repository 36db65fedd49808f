"""What members keep about the list of conversations: views of their own, and batches of acts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SavedView(models.Model):
    """A view with filters that a member named. `query` is the address's query without `?`."""

    workspace_id = models.BigIntegerField()
    owner = models.BigIntegerField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=4000, blank=True)
    is_shared = models.BooleanField(default=False)
    place = models.IntegerField(default=0)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "owner"], name="saved_view_of_member"),
            models.Index(
                fields=["workspace_id"],
                name="saved_view_shared",
                condition=models.Q(is_shared=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bulk(models.Model):
    """One act on many conversations at once, with what it changed so that it can be undone.

    `items` holds for each conversation `{"thread", "reason", "before", "after"}`: an empty reason
    means done. `key` is the caller's own: the same key twice is the same batch.
    """

    workspace_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    act = models.CharField(max_length=20)
    detail = models.JSONField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    items = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    undone = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="bulk_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "by", "-id"], name="bulk_of_member")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"


class Reading(models.Model):
    """How far a member has read a conversation: `message` is the newest one of people's then."""

    workspace_id = models.BigIntegerField()
    thread_id = models.BigIntegerField()
    member = models.BigIntegerField()
    message = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "thread_id", "member"], name="reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} read {self.thread_id} up to {self.message}"
