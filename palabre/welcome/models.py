"""How far members are with their first steps, and clients with being set up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class FirstSteps(models.Model):
    """What a member did at a client's desk that shows nowhere else; `member` is their number."""

    workspace_id = models.BigIntegerField()
    member = models.BigIntegerField()
    opened_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "member"], name="first_steps_of_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.workspace_id}"


class Setup(models.Model):
    """A client that is being set up on the guided path, until it is finished."""

    workspace_id = models.BigIntegerField(primary_key=True)
    by = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.workspace_id}"
