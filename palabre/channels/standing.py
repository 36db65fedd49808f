"""Whether an account's network lets us in: it wants a sign-in, or a pause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account
from palabre.connectors.failures import ConnectorError, Failure

LIMIT = """
    update channels_account set limited_until = greatest(coalesce(limited_until, %s), %s)
    where workspace_id = %s and id = %s
"""
SIGN_OUT = """
    update channels_account set state = 'sign_in_again', state_reason = %s,
        refresh_at = case when refresh_at is not null then %s::timestamptz end
    where workspace_id = %s and id = %s and state = 'connected'
"""
SIGN_IN = ("access_token", "renewed_at")
"""What is another after every sign-in and every renewal."""


def note_refusal(
    workspace: int,
    account: int,
    error: ConnectorError,
    *,
    used: Mapping[str, str],
    until: datetime,
    now: datetime,
) -> None:
    """Write what a refusal of the whole account means; call it in the workspace's scope.

    One that can be renewed is renewed at once; until then its acts wait. `used` are the secrets
    that were refused: when the sign-in is another by now, nothing is wrong with the account.
    """
    if not error.whole_account:
        return
    if error.failure == Failure.SIGN_IN_AGAIN and _is_present(workspace, account, used):
        with connection.cursor() as cursor:
            cursor.execute(SIGN_OUT, [error.detail[:300], now, workspace, account])
    elif error.failure == Failure.TRY_AGAIN:
        with connection.cursor() as cursor:
            cursor.execute(LIMIT, [until, until, workspace, account])


def _is_present(workspace: int, account: int, used: Mapping[str, str]) -> bool:
    """Say whether these secrets are still the account's; its row is held until the scope ends."""
    row = Account.objects.select_for_update().get(workspace_id=workspace, pk=account)
    present = open_secrets(row)
    return all(present.get(name, "") == used.get(name, "") for name in SIGN_IN)
