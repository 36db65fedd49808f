"""What a charter counts, asked of the database for a whole batch at once.

Authors and threads are counted by their messages; copies and newcomers under a post, in a live or
in an inbox. Strikes, notes and heat count from the next message on: a message never weighs its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from palabre.engine.counters.worlds import HALF_LIFE, cool
from palabre.engine.moderation.rules import Charter
from palabre.engine.vocabulary import History, Message, Signals
from palabre.inbox.queries import fetch
from palabre.moderation.cases import Case
from palabre.people.sanctions import Standing, list_standings

WITHIN: Final = "make_interval(secs => %(seconds)s)"
AUTHOR_TIMES: Final = f"""
    select m.identity_id as key, m.sent_at from inbox_message m
    join (select i, min(a) as first, max(a) as last
          from unnest(%(keys)s::bigint[], %(sent)s::timestamptz[]) u (i, a) group by i) w
        on m.identity_id = w.i
    where m.workspace_id = %(workspace)s and m.sent_at > w.first - {WITHIN}
        and m.sent_at <= w.last
"""
THREAD_TIMES: Final = AUTHOR_TIMES.replace("identity_id", "thread_id") + " and m.direction = 'in'"
COPIES: Final = f"""
    with w as (select * from unnest(%(keys)s::bigint[], %(skeletons)s::text[],
        %(sent)s::timestamptz[]) u (surface, skeleton, sent)),
    places as (select surface, min(sent) as first, max(sent) as last from w group by surface)
    select m.surface_id as key, u.skeleton, m.sent_at, m.identity_id from places p
    join inbox_message m on m.workspace_id = %(workspace)s and m.surface_id = p.surface
        and m.sent_at > p.first - {WITHIN} and m.sent_at <= p.last and m.direction = 'in'
    join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
    where (m.surface_id, u.skeleton) in (select surface, skeleton from w)
"""
NEWCOMERS: Final = (
    AUTHOR_TIMES.replace("m.identity_id", "m.surface_id")
    + """ and m.direction = 'in' and m.identity_id is not null and not exists (
        select 1 from inbox_message e where e.workspace_id = m.workspace_id
        and e.identity_id = m.identity_id and e.surface_id = m.surface_id and e.direction = 'in'
        and (e.sent_at, e.id) < (m.sent_at, m.id))"""
)
FOLLOWING: Final = f"""
    select distinct m.id from inbox_message m
    join unnest(%(keys)s::bigint[], %(sent)s::timestamptz[]) w (i, a)
        on m.identity_id = w.i and m.sent_at > w.a and m.sent_at <= w.a + {WITHIN}
    where m.workspace_id = %(workspace)s and m.direction = 'in'
        and m.id <> all(%(known)s::bigint[])
"""
ACTED: Final = f"""
    select r ->> 'rule' as rule, m.sent_at, m.id from moderation_decision d
    join inbox_message m on m.workspace_id = d.workspace_id and m.decision_id = d.id
    cross join lateral jsonb_array_elements(d.because) r
    where d.workspace_id = %(workspace)s and d.because <> '[]'::jsonb
        and d.at > %(first)s - {WITHIN} and m.id <> all(%(known)s::bigint[])
        and r ->> 'rule' = any(%(rules)s) and not (r ->> 'shadow')::bool
"""

COLD_AFTER: Final = 30 * HALF_LIFE
"""Seconds after which nothing that is worth counting is left of a thread's heat."""
WARMED: Final = """
    select m.thread_id as key, m.sent_at, (w ->> 'amount')::int as points
    from unnest(%(threads)s::bigint[]) t (id)
    join inbox_message m on m.workspace_id = %(workspace)s and m.thread_id = t.id
        and m.sent_at > %(first)s - make_interval(secs => %(seconds)s) and m.sent_at < %(last)s
    join moderation_decision d on d.workspace_id = m.workspace_id and d.id = m.decision_id
    cross join lateral jsonb_array_elements(d.measures) w
    where w ->> 'kind' = 'heat'
"""


def list_following(workspace: int, cases: Sequence[Case], charter: Charter) -> list[int]:
    """Return later messages that these are counted with: a late arrival changes their counts."""
    windows = charter.windows
    known = [case.id for case in cases]
    found: set[int] = set()
    for name, column, window in (
        ("identity", "identity_id", windows.author),
        ("thread", "thread_id", windows.thread),
        ("place", "surface_id", max(windows.copies, windows.newcomers)),
    ):
        wanted = _ask(workspace, cases, name, window)
        if wanted:
            query = FOLLOWING.replace("identity_id", column)
            found.update(row["id"] for row in fetch(query, {**wanted, "known": known}))
    return sorted(found)


def count(
    workspace: int, cases: Sequence[Case], charter: Charter
) -> list[tuple[Message, History, Signals]]:
    """Return each case as the engine takes it: with what is counted, noted and understood."""
    windows = charter.windows
    authors = _times(AUTHOR_TIMES, _ask(workspace, cases, "identity", windows.author))
    threads = _times(THREAD_TIMES, _ask(workspace, cases, "thread", windows.thread))
    newcomers = _times(NEWCOMERS, _ask(workspace, cases, "place", windows.newcomers))
    copies = _copies(workspace, cases, windows.copies)
    acted = _acted(workspace, cases, charter)
    warmed = _warmed(workspace, cases, charter)
    standings = list_standings(
        workspace, [(case.id, case.identity or 0, case.message.sent_at) for case in cases]
    )
    told = []
    for case in cases:
        standing = standings.get(case.id, Standing())
        history = History(
            author=authors.get(case.identity, ()),
            thread=threads.get(case.thread, ()),
            copies=copies.get((case.place, case.skeleton), ()),
            newcomers=newcomers.get(case.place, ()),
            heat=_heat(case, warmed.get(case.thread, ())),
            strikes=standing.strikes,
            acted=acted,
        )
        told.append((_introduce(case.message, standing), history, case.signals))
    return told


def _introduce(message: Message, standing: Standing) -> Message:
    """Return a message with what the team and the charter noted of its author."""
    if not standing.labels and not standing.flags:
        return message
    role = standing.flags[0] if standing.flags else message.author.role
    return replace(message, author=replace(message.author, labels=standing.labels, role=role))


def _ask(workspace: int, cases: Sequence[Case], name: str, window: float) -> dict[str, Any]:
    """Return the values of a query of times, nothing when the charter does not ask."""
    wanted = [(key, case.message.sent_at) for case in cases if (key := getattr(case, name))]
    if not window or not wanted:
        return {}
    keys, sent = zip(*wanted, strict=True)
    return {"workspace": workspace, "keys": list(keys), "sent": list(sent), "seconds": window}


def _times(query: str, values: Mapping[str, Any]) -> dict[int | None, tuple[datetime, ...]]:
    times: dict[int | None, list[datetime]] = defaultdict(list)
    for row in fetch(query, values) if values else ():
        times[row["key"]].append(row["sent_at"])
    return {key: tuple(found) for key, found in times.items()}


def _copies(
    workspace: int, cases: Sequence[Case], window: float
) -> dict[tuple[int, str], tuple[tuple[datetime, str], ...]]:
    """Return when, and by whom, the words of the cases were written in the same place."""
    alike = [case for case in cases if case.skeleton]
    values = _ask(workspace, alike, "place", window)
    if not values:
        return {}
    copies: dict[tuple[int, str], list[tuple[datetime, str]]] = defaultdict(list)
    values["skeletons"] = [case.skeleton for case in alike]
    for row in fetch(COPIES, values):
        one = (row["sent_at"], str(row["identity_id"] or ""))
        copies[(row["key"], row["skeleton"])].append(one)
    return {key: tuple(found) for key, found in copies.items()}


def _acted(
    workspace: int, cases: Sequence[Case], charter: Charter
) -> dict[str, tuple[datetime, ...]]:
    """Return when the rules that have limits spoke of other messages."""
    limited = {rule.name: rule.limits for rule in charter.working_rules if rule.limits}
    if not limited or not cases:
        return {}
    values = {
        "workspace": workspace,
        "rules": list(limited),
        "known": [case.id for case in cases],
        "first": min(case.message.sent_at for case in cases if case.message.sent_at),
        "seconds": max(limit.seconds for limit in limited.values()),
    }
    acted: dict[str, list[datetime]] = defaultdict(list)
    for row in fetch(ACTED, values):
        acted[row["rule"]].append(row["sent_at"])
    return {rule: tuple(times) for rule, times in acted.items()}


def _warmed(
    workspace: int, cases: Sequence[Case], charter: Charter
) -> dict[int, tuple[tuple[datetime, int], ...]]:
    """Return when the threads of the cases were warmed lately, and by how many points."""
    sent = [case.message.sent_at for case in cases if case.message.sent_at]
    if "heat" not in charter.plan_kinds or not sent:
        return {}
    values = {
        "workspace": workspace,
        "threads": sorted({case.thread for case in cases}),
        "first": min(sent),
        "last": max(sent),
        "seconds": COLD_AFTER,
    }
    warmed: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for row in fetch(WARMED, values):
        warmed[row["key"]].append((row["sent_at"], row["points"]))
    return {thread: tuple(found) for thread, found in warmed.items()}


def _heat(case: Case, warmed: Sequence[tuple[datetime, int]]) -> float:
    """Return how hot the thread of a message is when it is written."""
    now = case.message.sent_at
    if now is None:
        return 0.0
    return sum(cool(points, now - at) for at, points in warmed if at < now)
