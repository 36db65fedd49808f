"""What moderators decide on many conversations at once, and every act in bulk by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from palabre.channels.intents import abilities_of
from palabre.channels.lifting import Lifting, restore_lifted
from palabre.channels.models import UNFINISHED, OutboxAct
from palabre.channels.outbox import UNDO_SECONDS, Wanted, cancel_acts, order_acts
from palabre.engine.vocabulary import Kind, Verb, Verdict
from palabre.inbox.bulk import BulkAct, Change, Order
from palabre.inbox.bulk_acts import TEAM_ACTS
from palabre.inbox.queries import fetch
from palabre.moderation.judge import record_reviews, restore_reviews
from palabre.moderation.lifting import lift_measures
from palabre.moderation.sanctioning import lift_sanctions
from palabre.workspaces.rights import Right

MESSAGES = """
    select m.id, m.thread_id, m.account_id, a.network, m.kind, m.external_id, m.state, m.verdict,
        m.decision_id, m.reviewed_at, coalesce(i.external_id, '') as author,
        s.external_id as surface
    from inbox_message m
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where m.workspace_id = %(workspace)s and m.thread_id = any(%(threads)s::bigint[])
        and m.direction = 'in' and m.deleted_at is null
"""
WAITING = " and m.verdict in ('review', 'hold') and m.reviewed_at is null order by m.id"
LATEST = """
    and m.id = (select l.id from inbox_message l where l.workspace_id = %(workspace)s
        and l.thread_id = m.thread_id and l.direction = 'in' and l.deleted_at is null
        order by l.sent_at desc, l.id desc limit 1)
"""
CONTRARY = {Verb.HIDE: Verb.UNHIDE, Verb.UNHIDE: Verb.HIDE}
Rows = Sequence[Mapping[str, Any]]


def _approve(order: Order) -> Sequence[Change]:
    """Allow every message that waits for a decision."""
    rows = _read(order, WAITING)
    return _decide(order, rows, Verdict.ALLOW, {})


def _hide(order: Order) -> Sequence[Change]:
    """Hide the last message of the person, where the network can and it is not hidden."""
    rows = _read(order, LATEST)
    ends_hidden = _ends_hidden(order.workspace.pk, rows)
    refused: dict[int, str] = {}
    for row in rows:
        if not _can(row, Verb.HIDE):
            refused[row["thread_id"]] = "cannot_hide"
        elif ends_hidden[row["id"]]:
            refused[row["thread_id"]] = "hidden"
    present = {row["thread_id"] for row in rows}
    refused |= {thread: "nobody" for thread in order.threads if thread not in present}
    return _decide(order, rows, Verdict.HIDE, refused)


def _decide(
    order: Order, rows: Rows, verdict: Verdict, refused: Mapping[int, str]
) -> Sequence[Change]:
    """Record a person's decision on these messages, and bring the network to it a moment later."""
    workspace = order.workspace.pk
    rows = [row for row in rows if row["thread_id"] not in refused]
    decisions = record_reviews(
        workspace, [row["id"] for row in rows], verdict, by=order.by, now=order.now
    )
    if verdict == Verdict.ALLOW:
        _lift(order, list(decisions))
    verb = Verb.HIDE if verdict == Verdict.HIDE else Verb.UNHIDE
    ends_hidden = _ends_hidden(workspace, rows)
    contrary = _cancel_contrary(order, rows, verb)
    wanted = [
        _wanted(order, row, verb)
        for row in rows
        if ends_hidden[row["id"]] != (verb == Verb.HIDE)
        and row["id"] not in contrary
        and _can(row, verb)
    ]
    order_acts(workspace, wanted, now=order.now)
    ordered = {one.message for one in wanted}
    of_thread: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_thread[row["thread_id"]].append(
            {
                "message": row["id"],
                "decision": decisions[row["id"]],
                "is_ordered": row["id"] in ordered,
                "is_contrary": row["id"] in contrary,
                "was": {
                    "verdict": row["verdict"],
                    "decision": row["decision_id"],
                    "reviewed_at": row["reviewed_at"] and row["reviewed_at"].isoformat(),
                },
            }
        )
    return [
        Change(thread, after={"verb": verb, "messages": of_thread[thread]})
        if of_thread[thread]
        else Change(thread, refused.get(thread, "decided"))
        for thread in order.threads
    ]


def _lift(order: Order, messages: Sequence[int]) -> None:
    """Withdraw what rules held against the authors: here at once, on the networks in a moment."""
    lift_sanctions(order.workspace.pk, messages, by=order.by, now=order.now)
    pause = timedelta(seconds=UNDO_SECONDS)
    lifting = Lifting(order.by, order.now, pause, f"bulk:{order.bulk}")
    lift_measures(order.workspace.pk, messages, lifting)


def _take_back(order: Order, changes: Sequence[Change]) -> set[int]:
    """Give messages the decision they had, where ours still stands, and the network its state."""
    workspace = order.workspace.pk
    rows = {row["id"]: row for row in _read(order, "")}
    back = [
        one
        for one in changes
        if all(
            rows.get(kept["message"], {}).get("decision_id") == kept["decision"]
            for kept in one.after["messages"]
        )
    ]
    kept = [(one.after["verb"], kept) for one in back for kept in one.after["messages"]]
    cancelled = _cancel_ours(order, [(verb, one) for verb, one in kept if one["is_ordered"]])
    wanted = []
    for verb, one in kept:
        row, contrary = rows[one["message"]], CONTRARY[Verb(verb)]
        was_sent = one["is_ordered"] and one["message"] not in cancelled
        can = _can(row, contrary)
        if can and (was_sent or one["is_contrary"]):
            wanted.append(_wanted(order, row, contrary, again=True))
    order_acts(workspace, wanted, now=order.now)
    restore_lifted(workspace, f"bulk:{order.bulk}", now=order.now)
    restore_reviews(workspace, {one["message"]: one["was"] for _, one in kept})
    return {one.thread for one in back}


def _can(row: Mapping[str, Any], verb: Verb) -> bool:
    return abilities_of(row["network"], row["surface"]).can(verb, Kind(row["kind"]))


def _read(order: Order, which: str) -> Rows:
    values = {"workspace": order.workspace.pk, "threads": list(order.threads)}
    return fetch(MESSAGES + which, values)


def _under_way(workspace: int, messages: Sequence[int]) -> Sequence[OutboxAct]:
    found = OutboxAct.objects.filter(
        workspace_id=workspace,
        message_id__in=messages,
        verb__in=(Verb.HIDE, Verb.UNHIDE),
        state__in=UNFINISHED,
    )
    return list(found.order_by("id"))


def _ends_hidden(workspace: int, rows: Rows) -> dict[int, bool]:
    """Say of each message whether it ends hidden, once the acts under way are done."""
    ends = {row["id"]: row["state"] in {"hidden", "held"} for row in rows}
    for act in _under_way(workspace, list(ends)):
        ends[act.message_id or 0] = act.verb == Verb.HIDE
    return ends


def _cancel_contrary(order: Order, rows: Rows, verb: Verb) -> set[int]:
    """Take back the acts against the decision that have not begun; return their messages."""
    messages = [row["id"] for row in rows]
    contrary = {
        act.pk: act.message_id or 0
        for act in _under_way(order.workspace.pk, messages)
        if act.verb != verb
    }
    cancelled = cancel_acts(order.workspace.pk, list(contrary), now=order.now)
    return {contrary[act] for act in cancelled}


def _cancel_ours(order: Order, kept: Sequence[tuple[str, Mapping[str, Any]]]) -> set[int]:
    """Take back the acts of the batch that have not begun; return their messages."""
    keys = [_key(order, one["message"], Verb(verb)) for verb, one in kept]
    ours = OutboxAct.objects.filter(workspace_id=order.workspace.pk, key__in=keys)
    messages = {act.pk: act.message_id or 0 for act in ours}
    return {messages[act] for act in cancel_acts(order.workspace.pk, list(messages), now=order.now)}


def _wanted(order: Order, row: Mapping[str, Any], verb: Verb, *, again: bool = False) -> Wanted:
    return Wanted(
        account=row["account_id"],
        verb=verb,
        key=_key(order, row["id"], verb) + (":undo" if again else ""),
        actor=order.by,
        target={"comment": row["external_id"], "person": row["author"]},
        message=row["id"],
        thread=row["thread_id"],
        delay=timedelta(seconds=0 if again else UNDO_SECONDS),
    )


def _key(order: Order, message: int, verb: Verb) -> str:
    return f"bulk:{order.bulk}:{message}:{verb}"


def _nothing(_: Order) -> Mapping[str, Any]:
    return {}


BULK_ACTS: Mapping[str, BulkAct] = {
    **TEAM_ACTS,
    "approve": BulkAct(Right.MODERATE, _nothing, _approve, _take_back),
    "hide": BulkAct(Right.MODERATE, _nothing, _hide, _take_back),
}
"""Everything that can be done to many conversations at once."""
