"""What a team does to many conversations at once: close, reopen, assign, snooze, label."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from palabre.inbox.bulk import BulkAct, Change, Order
from palabre.inbox.labels import clean_label
from palabre.inbox.models import Label, Message, Thread
from palabre.inbox.snooze import check_until
from palabre.plumbing.errors import Refused
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.rights import Right

Values = Mapping[str, Any]


def _nothing(_: Order) -> Values:
    return {}


def _check_member(order: Order) -> Values:
    member = order.detail.get("member")
    colleagues = list_colleagues(order.workspace, right=Right.ANSWER)
    if member is not None and member not in {one.pk for one in colleagues}:
        raise Refused("This member cannot answer for this client.", status=422)
    return {"member": member}


def _check_until(order: Order) -> Values:
    try:
        until = datetime.fromisoformat(str(order.detail.get("until")))
    except ValueError as problem:
        raise Refused("Choose a time to come, within a year.", status=422) from problem
    if until.tzinfo is None:
        raise Refused("Choose a time to come, within a year.", status=422)
    check_until(until, order.now)
    return {"until": until.isoformat()}


def _check_label(order: Order) -> Values:
    return {"label": clean_label(str(order.detail.get("label") or ""))}


def _close(order: Order) -> Sequence[Change]:
    values = {"closed_at": order.now, "snoozed_until": None}
    return _set(order, values, lambda row: "" if row.is_open else "closed")


def _reopen(order: Order) -> Sequence[Change]:
    values = {"closed_at": None, "snoozed_until": None}
    return _set(order, values, lambda row: "open" if row.is_open else "")


def _assign(order: Order) -> Sequence[Change]:
    member = order.detail["member"]
    values = {"assignee": member, "assigned_at": order.now if member is not None else None}
    return _set(order, values, lambda row: "assigned" if row.assignee == member else "")


def _snooze(order: Order) -> Sequence[Change]:
    until = datetime.fromisoformat(order.detail["until"])

    def refuse(row: Thread) -> str:
        if not row.is_open:
            return "not_open"
        return "snoozed" if row.snoozed_until == until else ""

    return _set(order, {"snoozed_until": until}, refuse)


def _set(order: Order, values: Values, refuse: Callable[[Thread], str]) -> Sequence[Change]:
    """Give the conversations these values, but for those refused with a reason."""
    changes = []
    for row in _rows(order):
        reason = refuse(row)
        before = {} if reason else {name: _write(getattr(row, name)) for name in values}
        after = {} if reason else {name: _write(value) for name, value in values.items()}
        changes.append(Change(row.pk, reason, before, after))
    done = [one.thread for one in changes if not one.reason]
    Thread.objects.filter(workspace_id=order.workspace.pk, id__in=done).update(**values)
    return changes


def _unset(order: Order, changes: Sequence[Change]) -> set[int]:
    """Give back what the conversations had, where they still have what the batch gave them."""
    done = {one.thread: one for one in changes}
    back = []
    for row in _rows(order):
        change = done[row.pk]
        is_same = all(getattr(row, name) == _read(value) for name, value in change.after.items())
        if not is_same or (order.act == "close" and row.is_open):
            continue
        for name, value in change.before.items():
            setattr(row, name, _read(value))
        back.append(row)
    if back:
        Thread.objects.bulk_update(back, list(changes[0].before))
    return {row.pk for row in back}


def _label(order: Order) -> Sequence[Change]:
    """Put a label on the last message of a person in each conversation."""
    workspace, name = order.workspace.pk, order.detail["label"]
    latest = Message.objects.filter(
        workspace_id=workspace, thread_id__in=order.threads, direction="in", deleted_at=None
    ).order_by("thread_id", "-sent_at", "-id")
    target = dict(latest.distinct("thread_id").values_list("thread_id", "pk"))
    has = set(
        Label.objects.filter(
            workspace_id=workspace, name=name, message_id__in=target.values()
        ).values_list("message_id", flat=True)
    )
    fresh = [
        Label(workspace_id=workspace, message_id=message, name=name, by=order.by, at=order.now)
        for message in target.values()
        if message not in has
    ]
    made = {one.message_id: one.pk for one in Label.objects.bulk_create(fresh)}
    changes = []
    for thread in order.threads:
        message = target.get(thread)
        if message is None:
            changes.append(Change(thread, "nobody"))
        elif message in has:
            changes.append(Change(thread, "labelled"))
        else:
            after = {"message": message, "label": made[message]}
            changes.append(Change(thread, after=after))
    return changes


def _unlabel(order: Order, changes: Sequence[Change]) -> set[int]:
    ours = {one.after["label"]: one.thread for one in changes}
    found = Label.objects.filter(workspace_id=order.workspace.pk, id__in=ours)
    back = {ours[label] for label in found.values_list("pk", flat=True)}
    found.delete()
    return back


def _rows(order: Order) -> Sequence[Thread]:
    found = Thread.objects.filter(workspace_id=order.workspace.pk, id__in=order.threads)
    return list(found.order_by("id"))


def _write(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


TEAM_ACTS: Mapping[str, BulkAct] = {
    "close": BulkAct(Right.ANSWER, _nothing, _close, _unset),
    "reopen": BulkAct(Right.ANSWER, _nothing, _reopen, _unset),
    "assign": BulkAct(Right.ANSWER, _check_member, _assign, _unset),
    "snooze": BulkAct(Right.ANSWER, _check_until, _snooze, _unset),
    "label": BulkAct(Right.ANSWER, _check_label, _label, _unlabel),
}
