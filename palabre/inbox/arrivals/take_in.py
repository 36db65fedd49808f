"""One batch of facts of one workspace, from the networks' words to rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from palabre.channels.events import FactReceived
from palabre.connectors.facts import Place, Swept
from palabre.engine.vocabulary import Kind
from palabre.inbox.arrivals import store, threads
from palabre.inbox.arrivals.rows import Row, fold
from palabre.inbox.arrivals.sweeping import sweep
from palabre.inbox.arrivals.threads import Merge, ThreadKey
from palabre.people.actions import Known, Told, meet

Key = tuple[int, str]


def take_in(workspace: int, received: Sequence[FactReceived], now: datetime) -> list[Row]:
    """Apply facts in order; return the messages they touched, written and threaded."""
    received = sweep(workspace, received)
    rows = store.load(workspace, _keys(received))
    touched: dict[Key, Row] = {}
    for one in received:
        if isinstance(one.fact, Swept):
            continue
        key = (one.account, one.fact.external_id)
        row = rows.setdefault(key, Row(account=one.account, external_id=one.fact.external_id))
        touched[key] = row
        fold(row, one.fact, one.received_at, one.judged)
    changed = list(touched.values())
    networks = {one.account: one.network for one in received}
    people = _meet(workspace, changed, networks, now)
    threads.place_surfaces(workspace, changed)
    merges = _thread(workspace, rows, touched, people, now)
    store.write(workspace, changed)
    threads.merge(workspace, merges)
    moved = {merge.thread: merge.into for merge in merges}
    for row in changed:
        row.thread = moved.get(row.thread, row.thread)
    return changed


def _keys(received: Sequence[FactReceived]) -> set[Key]:
    keys: set[Key] = set()
    for one in received:
        keys.add((one.account, one.fact.external_id))
        if one.fact.place.parent:
            keys.add((one.account, one.fact.place.parent))
    return keys


def _meet(
    workspace: int, rows: Sequence[Row], networks: dict[int, str], now: datetime
) -> dict[Key, Known]:
    told: dict[tuple[int, str, str], Told] = {}
    for row in rows:
        if row.direction == "out" and row.kind == Kind.COMMENT:
            continue
        author = Told(row.author_name, row.author_since)
        for external_id, one in ((row.author_id, author), (_person(row.place), Told())):
            if external_id and not (row.direction == "out" and external_id == row.author_id):
                key = (row.account, networks[row.account], external_id)
                known = told.get(key, Told())
                told[key] = Told(known.name or one.name, known.since or one.since)
    people = meet(workspace=workspace, people=told, now=now)
    for row in rows:
        found = people.get((row.account, row.author_id))
        if row.identity is None and found is not None and row.direction == "in":
            row.identity = found.identity
    return people


def _person(place: Place | None) -> str:
    return place.person if place is not None else ""


def _thread(
    workspace: int,
    rows: dict[Key, Row],
    touched: dict[Key, Row],
    people: dict[Key, Known],
    now: datetime,
) -> list[Merge]:
    """Give each touched row its thread; return the provisional threads to merge."""
    roots = {key: root for key, root in threads.thread_keys(rows).items() if key in touched}
    promised = [
        row.key for row in touched.values() if row.key in roots and row.kind == Kind.COMMENT
    ]
    keys: list[ThreadKey] = [root for root in roots.values() if not isinstance(root, int)]
    known = threads.find_threads(workspace, sorted({*keys, *promised}))
    missing: dict[ThreadKey, tuple[Row, int | None]] = {}
    for key, root in roots.items():
        if not isinstance(root, int) and root not in known and root not in missing:
            row = touched[key]
            person = people.get((row.account, _person(row.place)))
            missing[root] = (row, person.person if person else None)
    if missing:
        known |= threads.open_threads(workspace, missing, now)
    merges: list[Merge] = []
    for key, root in roots.items():
        thread = root if isinstance(root, int) else known[root]
        provisional = known.get(key)
        if provisional is not None and provisional != thread:
            merges.append(Merge(thread=provisional, into=thread))
        touched[key].thread = thread
    return _settled(merges)


def _settled(merges: list[Merge]) -> list[Merge]:
    """Let every merge end in a thread that stays, when one merges into another that goes."""
    goes = {merge.thread: merge.into for merge in merges}

    def last(thread: int) -> int:
        seen = {thread}
        while thread in goes and goes[thread] not in seen:
            thread = goes[thread]
            seen.add(thread)
        return thread

    return [Merge(thread=one, into=last(into)) for one, into in goes.items() if last(into) != one]
