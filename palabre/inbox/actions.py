"""What happens in the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from palabre.channels.events import (
    ActsCancelled,
    ActSettled,
    ActsSettled,
    FactReceived,
    FactsReceived,
)
from palabre.channels.models import OutboxAct
from palabre.connectors.facts import INBOX_SURFACE, Arrived, Concealed, Fact, Place, Removed
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.arrivals.rows import Row
from palabre.inbox.arrivals.take_in import take_in
from palabre.inbox.events import MessagesReceived
from palabre.inbox.models import Thread
from palabre.inbox.refresh import refresh_threads
from palabre.inbox.understanding.arriving import understand_arrivals
from palabre.plumbing import events
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit


def receive_facts(fact: FactsReceived) -> None:
    """Apply what the networks told: messages, what they say, decisions on them, the lists."""
    rows = take_in(fact.workspace, fact.facts, fact.now)
    fresh = [row for row in rows if row.has_new_text and row.direction == "in"]
    if fresh:
        understand_arrivals(fact.workspace, fresh, fact.now)
        ids = [row.id for row in fresh]
        judged = {row.id: row.judged for row in fresh if row.judged is not None}
        events.announce(MessagesReceived(fact.workspace, ids, fact.now, judged))
    refresh_threads(fact.workspace, (row.thread for row in rows))


def record_settled_acts(settled: ActsSettled) -> None:
    """Bring messages to what our acts made of them on the network."""
    done = [act for act in settled.acts if act.state == "done"]
    targets = _targets(settled.workspace, done)
    facts = [one for act in done for one in _facts(act, targets)]
    rows: list[Row] = take_in(settled.workspace, facts, settled.now) if facts else []
    liked = [act.message for act in done if act.verb == Verb.LIKE and act.message]
    if liked:
        with connection.cursor() as cursor:
            cursor.execute(
                "update inbox_message set is_liked = true "
                "where workspace_id = %s and id = any(%s::bigint[])",
                [settled.workspace, liked],
            )
    threads = {row.thread for row in rows} | {act.thread or 0 for act in settled.acts}
    refresh_threads(settled.workspace, threads)


def refresh_after_cancelling(cancelled: ActsCancelled) -> None:
    """Show conversations as they are without the acts that were taken back."""
    acts = OutboxAct.objects.filter(workspace_id=cancelled.workspace, pk__in=cancelled.acts)
    threads = acts.values_list("thread_id", flat=True)
    refresh_threads(cancelled.workspace, (thread or 0 for thread in threads))


def _targets(workspace: int, acts: Iterable[ActSettled]) -> dict[int, tuple[str, str, str, str]]:
    """Return network, external id, kind and surface of the messages that acts were done on."""
    ids = [act.message for act in acts if act.message]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, a.network, m.external_id, m.kind, s.external_id from inbox_message m "
            "join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id "
            "join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id "
            "where m.workspace_id = %s and m.id = any(%s::bigint[])",
            [workspace, ids],
        )
        return {id: (network, ext, kind, sur) for id, network, ext, kind, sur in cursor.fetchall()}


def _facts(act: ActSettled, targets: dict[int, tuple[str, str, str, str]]) -> list[FactReceived]:
    """Return the fact that a done act is: the same that the network's echo would tell."""
    target = targets.get(act.message or 0)
    if target is None:
        return []
    network, external_id, kind, surface = target
    place = Place(Kind(kind), surface=surface, person=act.person)
    at = act.at.replace(microsecond=0)
    fact: Fact
    if act.verb in {Verb.HIDE, Verb.UNHIDE}:
        fact = Concealed(external_id, place, at, hidden=act.verb == Verb.HIDE)
    elif act.verb == Verb.DELETE:
        fact = Removed(external_id, place, at)
    elif act.external_id:
        is_public = act.verb == Verb.REPLY
        where = (
            Place(Kind.COMMENT, surface=surface, parent=external_id)
            if is_public
            else Place(Kind.MESSAGE, surface=INBOX_SURFACE, person=act.person)
        )
        fact = Arrived(act.external_id, where, act.text, at, at, is_ours=True)
    else:
        return []
    return [FactReceived(act.account, network, fact, act.at)]


def close_thread(*, workspace: int, thread: int, by: str, now: datetime) -> None:
    """Close a conversation; a new message from the person opens it again."""
    _set_closure(workspace, thread, now)
    write_audit(workspace, [Entry(by, "close", f"thread:{thread}")], now=now)


def reopen_thread(*, workspace: int, thread: int, by: str, now: datetime) -> None:
    """Take a closure back."""
    _set_closure(workspace, thread, None)
    write_audit(workspace, [Entry(by, "reopen", f"thread:{thread}")], now=now)


def _set_closure(workspace: int, thread: int, at: datetime | None) -> None:
    take_turn(workspace)
    changed = Thread.objects.filter(workspace_id=workspace, id=thread).update(
        closed_at=at, snoozed_until=None
    )
    if not changed:
        raise Refused("This conversation is not here.", status=404)
    refresh_threads(workspace, [thread])
