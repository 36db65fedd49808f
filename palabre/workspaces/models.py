"""Who uses the desk, for which clients, and what was done."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Organisation(models.Model):
    """A firm that runs the desk: a shop, or an agency with many clients."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Workspace(models.Model):
    """One client's room in the desk. Every table of a client carries its id."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=8, default="fr")
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """Finds and makes members by their e-mail address."""

    def create_member(
        self, *, email: str, name: str, organisation: Organisation, password: str, now: datetime
    ) -> Member:
        """Return a new member with a hashed password."""
        member = self.model(
            email=email.strip().lower(), name=name, organisation=organisation, created_at=now
        )
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """A person who signs in.

    `theme` and `density` are empty for the device's own and the comfortable one. `settled_at` is
    when they last kept their language and zone. `first_password_at` stands while their password
    is the one that somebody else was shown. `away_since` stands while they want no new work.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="fr")
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    theme = models.CharField(max_length=12, blank=True, default="")
    density = models.CharField(max_length=12, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    first_password_at = models.DateTimeField(null=True)
    away_since = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[MemberManager] = MemberManager()

    def __str__(self) -> str:
        return self.name


class RoleKind(models.TextChoices):
    """What a member may do; rights.py says it in full."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    EDITOR = "editor"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    ANALYST = "analyst"
    CLIENT = "client"


class Role(models.Model):
    """A member's role in one workspace, or in all of the organisation's when none is named."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, null=True)
    kind = models.CharField(max_length=20, choices=RoleKind.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "workspace"], name="role_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.workspace_id or 'all'}"


class Token(models.Model):
    """A member's personal key to the API. Only its SHA-256 is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SignInTry(models.Model):
    """A sign-in that failed or is under way; the e-mail is kept as its SHA-256 alone."""

    account = models.BinaryField(max_length=32)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "at"], name="try_of_account"),
            models.Index(fields=["address", "at"], name="try_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at}"


class Team(models.Model):
    """Members of a client who answer together, and the languages they answer in."""

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    languages = ArrayField(models.CharField(max_length=8))
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "name"], name="team_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """That a member belongs to a team; `member` is their number, as `assignee` is elsewhere."""

    workspace_id = models.BigIntegerField()
    team = models.ForeignKey(Team, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    member = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "team", "member"], name="team_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.team_id}"


class Distribution(models.Model):
    """Who gets a client's new conversations; a client without a row gives none out by itself.

    Without a team it is everybody who answers. `by_language` puts those first whose team answers
    in the person's language.
    """

    workspace_id = models.BigIntegerField(unique=True)
    mode = models.CharField(max_length=20)
    team = models.ForeignKey(
        Team, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True
    )
    by_language = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.mode}"


class AuditEntry(models.Model):
    """One line of a workspace's log; `hash` covers the line and the hash of the one before."""

    workspace_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="audit_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject}"


class AuditHead(models.Model):
    """Where a workspace's log ends: locked while a line is added."""

    workspace_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32, default=b"\0" * 32)

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.number}"
