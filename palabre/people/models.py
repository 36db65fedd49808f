"""Persons and their identities on the networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """Someone who writes, whatever the network."""

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    first_seen_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace_id", "id"], name="person_list")]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """How one account's network names a person: its ids differ from page to page."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    account_id = models.BigIntegerField()
    network = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account_id", "external_id"], name="identity_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person"], name="identity_of_person")
        ]

    def __str__(self) -> str:
        return self.name or self.external_id
