"""Persons, their identities on the networks, and what a team knows of them.

What is written about a person stays on the person it was written about. Two persons who are the
same are joined by a row of `Merge`, and the first of them stands for both; so a merge that is
undone leaves nothing behind.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """Someone who writes, whatever the network.

    `merged_into` is the person who stands for this one while they are held for the same.
    `language_by` is the member who chose the language, empty when nobody did.
    """

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    language_by = models.CharField(max_length=200, blank=True, db_default="")
    first_seen_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "id"], name="person_list"),
            models.Index(
                fields=["workspace_id", "merged_into"],
                name="person_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """How one account's network names a person: its ids differ from page to page.

    `home` is the person made when it was met; `person` is who stands for that one now.
    `member_since` is the age of their account there, where the network tells it.
    """

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    home = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="born",
    )
    account_id = models.BigIntegerField()
    network = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    member_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "account_id", "external_id"], name="identity_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person"], name="identity_of_person"),
            models.Index(fields=["workspace_id", "home"], name="identity_of_home"),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id


class About(models.Model):
    """Something about a person: who wrote it, and when."""

    workspace_id = models.BigIntegerField()
    person = models.ForeignKey(
        Person, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Tag(About):
    """A word that the team put on a person, or one of the flags, VIP and influencer.

    A rule's word may end by itself.
    """

    name = models.CharField(max_length=60)
    is_flag = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "person", "is_flag", "name"], name="person_tag_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "is_flag", "name", "person"], name="person_tag_by_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Strike(About):
    """A breach of the rules held against a person, until it is withdrawn or its time is over.

    `rule` names the rule of the charter that gave it, once for a message; a person's has none.
    """

    reason = models.CharField(max_length=500)
    message_id = models.BigIntegerField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    amount = models.SmallIntegerField(db_default=1)
    expires_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=80, blank=True, db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "message_id", "rule"],
                name="strike_of_rule_once",
                condition=~models.Q(rule=""),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person", "id"], name="strike_of_person")
        ]

    def __str__(self) -> str:
        return self.reason


class Consent(About):
    """What a person allowed or withdrew, and how it was learnt; the latest of a kind counts."""

    kind = models.CharField(max_length=20)
    is_given = models.BooleanField()
    how = models.CharField(max_length=300)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person", "kind", "id"], name="consent_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.is_given}"


class PersonNote(About):
    """What a member wrote about a person for the team: never sent anywhere."""

    text = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person", "id"], name="note_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class Merge(About):
    """Somebody held two persons for the same: `merged` is one of them, `person` stands for both."""

    merged = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="merges",
    )
    undone_by = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "merged"],
                name="merged_once",
                condition=models.Q(undone_at=None),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "person", "id"], name="merge_of_person")
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} > {self.person_id}"
