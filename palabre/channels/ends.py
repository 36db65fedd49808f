"""Acts that end others after their time, where a network does not: a mute of an hour is unmuted.

They wait in the outbox from the moment the first act is ordered. A new measure against the same
person or chat, or lifting the old one, takes their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from palabre.engine.vocabulary import Verb

END: Final = ":end"
"""How the key of such an act ends."""
REPLACED: Final = "replaced"
"""Why such an act is cancelled: a new measure stands in place of the one that it ends."""
AGAINST_PEOPLE: Final = frozenset({Verb.BAN, Verb.TIME_OUT, Verb.MUTE, Verb.UNBAN, Verb.UNMUTE})
"""What is done to a person, and what undoes it: the last one says how they stand."""
PACES: Final = frozenset({Verb.SLOW, Verb.UNSLOW})
Whom = tuple[int, str]
"""An account, and a person's id there; no id is the account's chat itself."""
CANCEL: Final = """
    update channels_outboxact o set state = 'cancelled', reason = 'replaced', done_at = %s
    from unnest(%s::bigint[], %s::text[]) w (account, person)
    where o.workspace_id = %s and o.account_id = w.account and o.key like '%%:end'
        and (o.verb in ('unban', 'unmute') and o.target ->> 'person' = w.person
            or o.verb = 'unslow' and w.person = '')
        and o.state in ('waiting', 'sign_in') and o.tries = 0
    returning o.id
"""
REPLACE_TASKS: Final = """
    update channels_outboxact o set state = 'cancelled', reason = 'replaced', done_at = %s
    from unnest(%s::bigint[], %s::text[]) w (account, person)
    where o.workspace_id = %s and o.account_id = w.account and o.state = 'by_hand'
        and o.verb in ('ban', 'time_out', 'mute') and o.target ->> 'person' = w.person
    returning o.id
"""


def whom(verb: str, account: int, target: Mapping[str, str]) -> Whom:
    """Return what an act is against: a person, or the account's chat."""
    return account, "" if verb in PACES else target.get("person", "")


def cancel_ends(workspace: int, against: Iterable[Whom], *, now: datetime) -> list[int]:
    """Take back the ends that were foreseen for these people and chats; return them."""
    return _cancel(CANCEL, workspace, against, now)


def replace_tasks(workspace: int, against: Iterable[Whom], *, now: datetime) -> list[int]:
    """Take back the tasks by hand against these people: a stricter one comes; return them."""
    return _cancel(REPLACE_TASKS, workspace, (one for one in against if one[1]), now)


def _cancel(query: str, workspace: int, against: Iterable[Whom], now: datetime) -> list[int]:
    known = sorted(set(against))
    if not known:
        return []
    accounts, ids = zip(*known, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(query, [now, list(accounts), list(ids), workspace])
        return [row[0] for row in cursor.fetchall()]
