"""What a client keeps sealed, sealed anew after the installation's key has changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from palabre.channels.apps_of_networks import purpose_of
from palabre.channels.models import Account, NetworkApp
from palabre.plumbing.vault import get_vault


def reseal(workspace: int) -> int:
    """Seal anew what a former key sealed; return how many values. Run it in the client's scope.

    What changes meanwhile is left as it is: it was sealed with the present key.
    """
    vault, count = get_vault(settings.DATA), 0
    for rows, field, sealed, purpose in _list_sealed(workspace):
        fresh = vault.renew(sealed, purpose=purpose)
        if fresh is not None:
            count += rows.filter(**{field: sealed}).update(**{field: fresh})
    return count


def _list_sealed(
    workspace: int,
) -> Iterator[tuple[QuerySet[Account | NetworkApp], str, bytes, str]]:
    """Give each sealed value: its row, its field, the value, and what it was sealed for."""
    for account in Account.objects.filter(workspace_id=workspace).order_by("id"):
        row = Account.objects.filter(pk=account.pk)
        yield row, "secrets", bytes(account.secrets), f"account:{account.key}"
    for app in NetworkApp.objects.filter(workspace_id=workspace).order_by("id"):
        yield NetworkApp.objects.filter(pk=app.pk), "sealed", bytes(app.sealed), purpose_of(app)
