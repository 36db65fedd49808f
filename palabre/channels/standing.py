"""Whether an account's network lets us in: it wants a sign-in, or a pause."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from palabre.connectors.contract import ConnectorError, Failure

LIMIT = """
    update channels_account set limited_until = greatest(coalesce(limited_until, %s), %s)
    where workspace_id = %s and id = %s
"""
SIGN_OUT = """
    update channels_account set state = 'sign_in_again', state_reason = %s,
        refresh_at = case when refresh_at is not null then %s::timestamptz end
    where workspace_id = %s and id = %s and state = 'connected'
"""


def note_refusal(
    workspace: int, account: int, error: ConnectorError, *, until: datetime, now: datetime
) -> None:
    """Write what a refusal of the whole account means; call it in the workspace's scope.

    One that can be renewed is renewed at once; until then its acts wait.
    """
    if not error.whole_account:
        return
    with connection.cursor() as cursor:
        if error.failure == Failure.SIGN_IN_AGAIN:
            cursor.execute(SIGN_OUT, [error.detail[:300], now, workspace, account])
        elif error.failure == Failure.TRY_AGAIN:
            cursor.execute(LIMIT, [until, until, workspace, account])
