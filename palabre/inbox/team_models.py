"""What is kept of work in a team: who is spoken to in notes, and who got conversations when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Mention(models.Model):
    """That a note speaks to a member; unread until they open its conversation."""

    workspace_id = models.BigIntegerField()
    note = models.ForeignKey(
        "inbox.Note", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    member = models.BigIntegerField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "note", "member"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "member", "-id"], name="mention_of_member"),
            models.Index(
                fields=["workspace_id", "member", "note"],
                name="mention_unread",
                condition=models.Q(read_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.note_id}"


class Share(models.Model):
    """The number of the last conversation that a member was given by itself, in a client."""

    workspace_id = models.BigIntegerField()
    member = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "member"], name="share_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} got {self.number}"


class Label(models.Model):
    """A word put on a message by a person or a rule."""

    workspace_id = models.BigIntegerField()
    message = models.ForeignKey(
        "inbox.Message", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=60)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "message", "name"], name="label_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "name", "message"], name="label_by_name")
        ]

    def __str__(self) -> str:
        return self.name
