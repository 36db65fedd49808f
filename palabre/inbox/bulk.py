"""One act on many conversations at once, kept so that the whole of it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from palabre.inbox.models import Bulk, Thread
from palabre.inbox.refresh import refresh_threads
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.models import Workspace
from palabre.workspaces.rights import Right

MOST = 500
RECENT = timedelta(minutes=10)
"""How long the list offers to undo a batch; the API does so whenever it is asked."""
UNKNOWN, CHANGED = "unknown", "changed"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: an act by its name with its particulars, on which conversations."""

    workspace: Workspace
    act: str
    threads: Sequence[int]
    by: str
    now: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)
    bulk: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one conversation. Without a reason it was done; `before` undoes it."""

    thread: int
    reason: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BulkAct:
    """How an act is done to many conversations, and taken back; who may, and what it needs.

    `check` returns the particulars as they are kept. `do` tells what became of each conversation
    of the order. `undo` gets what was done and returns those that it put back: the others were
    changed since.
    """

    right: Right
    check: Callable[[Order], Mapping[str, Any]]
    do: Callable[[Order], Sequence[Change]]
    undo: Callable[[Order, Sequence[Change]], set[int]]


def do_in_bulk(order: Order, act: BulkAct, *, key: str) -> Bulk:
    """Do an act to many conversations, each or not, in one turn; the same key twice is once."""
    workspace = order.workspace.pk
    take_turn(workspace)
    threads = sorted(set(order.threads))
    if not threads:
        raise Refused("Choose conversations first.", status=422)
    if len(threads) > MOST:
        raise Refused(f"One batch takes at most {MOST} conversations.", status=422)
    known = Bulk.objects.filter(workspace_id=workspace, key=key).first()
    if known is not None:
        return _same(known, order, threads)
    detail = act.check(order)
    here = set(
        Thread.objects.filter(workspace_id=workspace, id__in=threads).values_list("pk", flat=True)
    )
    bulk = Bulk.objects.create(
        workspace_id=workspace,
        key=key,
        act=order.act,
        detail={**detail, "asked": {"threads": threads, **order.detail}},
        by=order.by,
        at=order.now,
        items=[],
    )
    present = [one for one in threads if one in here]
    order = replace(order, threads=present, detail=detail, bulk=bulk.pk)
    changes = [*act.do(order), *(Change(one, UNKNOWN) for one in threads if one not in here)]
    bulk.items = [
        {
            "thread": one.thread,
            "reason": one.reason,
            "before": dict(one.before),
            "after": dict(one.after),
        }
        for one in sorted(changes, key=lambda one: one.thread)
    ]
    bulk.save(update_fields=["items"])
    done = [one.thread for one in changes if not one.reason]
    _tell(order, [Entry(order.by, order.act, f"thread:{one}", _said(order)) for one in done], done)
    return bulk


def undo_bulk(*, workspace: Workspace, bulk: Bulk, act: BulkAct, by: str, now: datetime) -> Bulk:
    """Take a batch back where nobody changed anything since; a second time changes nothing."""
    take_turn(workspace.pk)
    bulk.refresh_from_db()
    if bulk.undone_at is not None:
        return bulk
    done = [Change(**item) for item in bulk.items if not item["reason"]]
    threads = [one.thread for one in done]
    order = Order(workspace, bulk.act, threads, by, now, bulk.detail, bulk.pk)
    back = act.undo(order, done) if done else set()
    bulk.undone_at, bulk.undone_by = now, by
    bulk.undone = [
        {"thread": one, "reason": "" if one in back else CHANGED} for one in sorted(threads)
    ]
    bulk.save(update_fields=["undone_at", "undone_by", "undone"])
    entries = [
        Entry(by, f"{bulk.act}.undone", f"thread:{one}", {"bulk": bulk.pk}) for one in sorted(back)
    ]
    _tell(order, entries, sorted(back))
    return bulk


def get_bulk(workspace: int, bulk: int) -> Bulk:
    """Return a batch; `Refused` when the workspace has no such one."""
    found = Bulk.objects.filter(workspace_id=workspace, pk=bulk).first()
    if found is None:
        raise Refused("This batch is not here.", status=404)
    return found


def get_latest_bulk(workspace: int, *, by: str, now: datetime) -> Bulk | None:
    """Return the latest batch of somebody, while it is recent and not undone."""
    latest = Bulk.objects.filter(workspace_id=workspace, by=by).order_by("-id").first()
    if latest is None or latest.undone_at is not None or latest.at < now - RECENT:
        return None
    return latest


def _same(known: Bulk, order: Order, threads: Sequence[int]) -> Bulk:
    asked = {"threads": list(threads), **order.detail}
    if (known.act, known.detail["asked"]) != (order.act, asked):
        raise Refused("This idempotency key was used for another act.", status=422)
    return known


def _said(order: Order) -> dict[str, Any]:
    said = {name: value for name, value in order.detail.items() if name != "asked"}
    return {**said, "bulk": order.bulk}


def _tell(order: Order, entries: Sequence[Entry], threads: Sequence[int]) -> None:
    if entries:
        write_audit(order.workspace.pk, list(entries), now=order.now)
    refresh_threads(order.workspace.pk, threads)
