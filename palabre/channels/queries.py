"""Questions about accounts, arrivals and acts."""

from __future__ import annotations

from typing import Any

from django.db import connection

from palabre.channels.actions import open_secrets
from palabre.channels.models import Account, LedgerCount
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Workspace


def list_account_cards() -> list[dict[str, Any]]:
    """Return every account of the installation with its secrets: for the command line alone."""
    cards: list[dict[str, Any]] = []
    for workspace in Workspace.objects.order_by("id"):
        with workspace_scope([workspace.pk]):
            for account in Account.objects.filter(workspace_id=workspace.pk).order_by("id"):
                opened = open_secrets(account)
                cards.append(
                    {
                        "workspace": workspace.slug,
                        "network": account.network,
                        "name": account.name,
                        "key": account.key,
                        "hook_path": f"/hooks/{account.network}/{account.key}",
                        "verify_token": opened.get("verify_token", ""),
                        "app_secret": opened.get("app_secret", ""),
                        "page_id": account.external_id,
                    }
                )
    return cards


def count_ledger(workspace: int) -> dict[str, int]:
    """Return how many arrivals wait, were applied and are dead letters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) filter (where state = 0), count(*) filter (where state = 2) "
            "from channels_ledgerentry where workspace_id = %s and state in (0, 2)",
            [workspace],
        )
        waiting, dead = cursor.fetchone()
    count = LedgerCount.objects.filter(workspace_id=workspace).first()
    return {"waiting": waiting, "applied": count.applied if count else 0, "dead": dead}


def count_unfinished_acts(workspace: int) -> int:
    """Return how many acts wait, are being sent or have an unknown outcome."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from channels_outboxact where workspace_id = %s "
            "and state in ('waiting', 'sending', 'unknown')",
            [workspace],
        )
        return int(cursor.fetchone()[0])
