"""Dead letters: what networks sent and Palabre could not read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from palabre.channels.models import Account, LedgerEntry, LedgerState
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.scope import workspace_scope

MOST_BODY = 20_000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters: of one account, with one reason, or all."""

    account: int | None = None
    reason: str = ""

    @property
    def is_all(self) -> bool:
        """Say whether nothing narrows the question."""
        return self.account is None and not self.reason


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as its page shows it."""

    entry: LedgerEntry
    account: Account | None
    network_title: str
    body: str
    is_cut: bool


def find_letters(workspace: int, wanted: Wanted) -> QuerySet[LedgerEntry]:
    """Return the dead letters that are wanted."""
    found = LedgerEntry.objects.filter(workspace_id=workspace, state=LedgerState.DEAD)
    if wanted.account is not None:
        found = found.filter(account_id=wanted.account)
    return found.filter(reason=wanted.reason) if wanted.reason else found


def list_letters(workspace: int, wanted: Wanted, *, most: int) -> list[Letter]:
    """Return dead letters, the latest first."""
    entries = find_letters(workspace, wanted).order_by("-id")[:most]
    by_id = {one.pk: one for one in Account.objects.filter(workspace_id=workspace)}
    return [_letter(entry, by_id.get(entry.account_id)) for entry in entries]


def count_reasons(workspace: int) -> Sequence[tuple[str, int]]:
    """Return the reasons of dead letters and how many each has, the most frequent first."""
    dead = LedgerEntry.objects.filter(workspace_id=workspace, state=LedgerState.DEAD)
    counted = dead.values_list("reason").annotate(count=Count("id")).order_by("-count", "reason")
    return list(counted[:50])


def _letter(entry: LedgerEntry, account: Account | None) -> Letter:
    body = pretty(bytes(entry.body))
    return Letter(
        entry=entry,
        account=account,
        network_title=CONNECTORS[account.network].title if account else "",
        body=body[:MOST_BODY],
        is_cut=len(body) > MOST_BODY,
    )


def pretty(body: bytes) -> str:
    """Return a body with its JSON laid out; as it is when it is no JSON."""
    text = body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text


def export_letters(workspace: int, wanted: Wanted) -> Iterator[bytes]:
    """Give dead letters as lines of JSON, the oldest first, a few hundred at a time."""
    last = 0
    while True:
        with workspace_scope([workspace]):
            rows = find_letters(workspace, wanted).filter(id__gt=last).order_by("id")
            entries = list(rows.select_related("account")[:AT_ONCE])
            lines = [json.dumps(_line(entry), ensure_ascii=False) + "\n" for entry in entries]
        if not entries:
            return
        yield "".join(lines).encode()
        last = entries[-1].pk


def _line(entry: LedgerEntry) -> Mapping[str, Any]:
    return {
        "id": entry.pk,
        "account": entry.account.key,
        "network": entry.account.network,
        "received_at": entry.received_at.isoformat(),
        "reason": entry.reason,
        "body": bytes(entry.body).decode("utf-8", "replace"),
    }
