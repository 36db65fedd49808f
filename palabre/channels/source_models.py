"""How accounts are listened to and counted: sources, gaps, quotas, sign-ins under way, our apps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SourceState(models.Model):
    """One way in of an account that we go and fetch: how far it is read, and who reads it now.

    `cursor` is the network's own; `seen_at` the time up to which everything is known. A reader
    holds the row until `held_until`; `held_by` names it, so that one that was slow changes
    nothing after another took over. `connected_at` is set while a socket stands.
    """

    workspace_id = models.BigIntegerField()
    account = models.ForeignKey(
        "channels.Account", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=40)
    cursor = models.TextField(blank=True)
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=60, blank=True)
    held_until = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "account", "name"], name="source_once")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "due_at"], name="source_due")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.name}"


class Gap(models.Model):
    """A time in which a source was out of reach; filled when it was asked about afterwards."""

    workspace_id = models.BigIntegerField()
    account = models.ForeignKey(
        "channels.Account", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    filled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "account", "until"], name="gap_of_account")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.since} to {self.until}"


class Quota(models.Model):
    """How much of one of its network's limits an account has used in the present window."""

    workspace_id = models.BigIntegerField()
    account = models.ForeignKey(
        "channels.Account", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=40)
    used = models.IntegerField()
    capacity = models.IntegerField()
    resets_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    """The network told these figures itself."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "account", "name"], name="quota_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.used}/{self.capacity}"


class NetworkApp(models.Model):
    """A client's app on one server of a network; its id and secret are sealed."""

    workspace_id = models.BigIntegerField()
    network = models.CharField(max_length=20)
    base_url = models.CharField(max_length=300)
    redirect = models.CharField(max_length=500)
    sealed = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "network", "base_url", "redirect"], name="app_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.base_url}"


class SignInVisit(models.Model):
    """A sign-in under way: the digest of its state, and the sealed proof that it is the same.

    After the network said yes, `sealed` holds the profiles it opened, until some are connected.
    """

    workspace_id = models.BigIntegerField()
    network = models.CharField(max_length=20)
    base_url = models.CharField(max_length=300)
    redirect = models.CharField(max_length=500)
    state = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    by = models.CharField(max_length=200)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "state"], name="visit_once")
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.created_at}"
