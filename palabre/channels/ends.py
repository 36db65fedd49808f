"""Acts that end others after their time, where a network does not: a mute of an hour is unmuted.

They wait in the outbox from the moment the first act is ordered, or was done by hand; where no
program can end it, a person is asked to when its time is over. A new measure against the same
person or chat, or lifting the old one, takes their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from palabre.channels.outbox import Wanted
from palabre.connectors.intents import Ending
from palabre.engine.vocabulary import Verb

END: Final = ":end"
"""How the key of such an act ends."""
REPLACED: Final = "replaced"
"""Why such an act is cancelled: a new measure stands in place of the one that it ends."""
AGAINST_PEOPLE: Final = frozenset({Verb.BAN, Verb.TIME_OUT, Verb.MUTE, Verb.UNBAN, Verb.UNMUTE})
"""What is done to a person, and what undoes it: the last one says how they stand."""
TIMES: Final = frozenset({"seconds", "lasts"})
"""What a target says of an act's length, and the act that ends it does not."""
PACES: Final = frozenset({Verb.SLOW, Verb.UNSLOW})
Whom = tuple[int, str]
"""An account, and a person's id there; no id is the account's chat itself."""
FOUND: Final = """
    with found as (
        select o.id, o.state
        from channels_outboxact o
        join unnest(%(accounts)s::bigint[], %(people)s::text[]) w (account, person)
            on o.account_id = w.account
        where o.workspace_id = %(workspace)s and """
CANCEL: Final = """
        for update of o
    )
    update channels_outboxact o set state = 'cancelled', reason = 'replaced', done_at = %(now)s
    from found where o.workspace_id = %(workspace)s and o.id = found.id
    returning o.id, found.state
"""
ENDS: Final = """
    o.key like '%%:end' and o.tries = 0 and o.state in ('waiting', 'sign_in', 'by_hand')
    and (o.verb in ('unban', 'unmute') and o.target ->> 'person' = w.person
        or o.verb = 'unslow' and w.person = '')
"""
CANCEL_END_OF: Final = """
    update channels_outboxact o set state = 'cancelled', reason = 'replaced', done_at = %(now)s
    from channels_outboxact a
    where a.workspace_id = %(workspace)s and a.id = %(act)s
        and o.workspace_id = a.workspace_id and o.key = a.key || ':end'
        and o.tries = 0 and o.state in ('waiting', 'sign_in', 'by_hand')
    returning o.id
"""
TASKS: Final = """
    o.state = 'by_hand' and o.verb in ('ban', 'time_out', 'mute')
    and o.target ->> 'person' = w.person
"""


def whom(verb: str, account: int, target: Mapping[str, str]) -> Whom:
    """Return what an act is against: a person, or the account's chat."""
    return account, "" if verb in PACES else target.get("person", "")


def without_times(target: Mapping[str, str]) -> dict[str, str]:
    """Return the target of an act without its length."""
    return {name: value for name, value in target.items() if name not in TIMES}


def ending_of(wanted: Wanted, end: Ending, lasts: int) -> Wanted:
    """Return the act that ends another after so many seconds."""
    return replace(
        wanted,
        verb=end.verb,
        key=wanted.key + END,
        target=without_times(wanted.target),
        delay=timedelta(seconds=lasts),
        is_by_hand=end.is_by_hand,
    )


def cancel_ends(workspace: int, against: Iterable[Whom], *, now: datetime) -> Mapping[int, str]:
    """Take back the ends that were foreseen for these people and chats; return how they were."""
    return _cancel(ENDS, workspace, against, now)


def cancel_end_of(workspace: int, act: int, *, now: datetime) -> list[int]:
    """Take back what was to end an act that will never happen; return it."""
    with connection.cursor() as cursor:
        cursor.execute(CANCEL_END_OF, {"act": act, "workspace": workspace, "now": now})
        return [row[0] for row in cursor.fetchall()]


def replace_tasks(workspace: int, against: Iterable[Whom], *, now: datetime) -> None:
    """Take back the tasks by hand against these people: a stricter one comes."""
    _cancel(TASKS, workspace, (one for one in against if one[1]), now)


def _cancel(
    which: str, workspace: int, against: Iterable[Whom], now: datetime
) -> Mapping[int, str]:
    known = sorted(set(against))
    if not known:
        return {}
    accounts, people = map(list, zip(*known, strict=True))
    values: dict[str, Any] = {
        "accounts": accounts,
        "people": people,
        "workspace": workspace,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND + which + CANCEL, values)
        return dict(cursor.fetchall())
