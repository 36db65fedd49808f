"""The lane of live chats: what is heard is judged before it is kept, and kept with the verdict."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from palabre.channels.events import FactReceived
from palabre.channels.judging import Chat, Judge, Judged
from palabre.channels.listening.leases import Held
from palabre.connectors.contract import Change
from palabre.connectors.facts import Fact, Unreadable
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.scope import workspace_scope

MOST_KNOWN = 50_000
"""Changes whose second telling is known, so that nothing is counted twice."""
MOST_RECALLED = 20_000
RECALLED = timedelta(minutes=10)
LATELY = """
    select key, body, received_at, judged from (
        select id, key, body, received_at, judged from channels_ledgerentry
        where workspace_id = %s and account_id = %s and received_at > %s
        order by id desc limit %s
    ) latest order by id
"""


class Lane:
    """Judges the live chats of one process."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: dict[int, OrderedDict[bytes, None]] = {}

    def prepare(self, held: Held) -> None:
        """Make ready for a chat that is about to be heard."""
        with workspace_scope([held.workspace]):
            self._judge.prepare(_chat(held))

    def judge(
        self, held: Held, changes: Sequence[Change], *, now: datetime
    ) -> Mapping[int, Judged]:
        """Return what the charter says, by the places of the changes in which something is said."""
        chat = _chat(held)
        with workspace_scope([held.workspace]):
            if not self._judge.is_ready(chat, now=now):
                self._recall(chat, held, now)
            places, received = self._read(held, changes, now)
            found = self._judge.decide(chat, received, now=now) if received else {}
        return {places[place]: judged for place, judged in found.items()}

    def _read(
        self, held: Held, changes: Sequence[Change], now: datetime
    ) -> tuple[list[int], list[FactReceived]]:
        """Return the facts of the changes that are new, each with the place of its change."""
        known = self._known.setdefault(held.account, OrderedDict())
        places: list[int] = []
        received: list[FactReceived] = []
        for place, change in enumerate(changes):
            if change.key in known:
                continue
            known[change.key] = None
            for fact in _facts(held, change.body, now):
                places.append(place)
                received.append(FactReceived(held.account, held.connector.name, fact, now))
        while len(known) > MOST_KNOWN:
            known.popitem(last=False)
        return places, received

    def _recall(self, chat: Chat, held: Held, now: datetime) -> None:
        """Let the judge count the last minutes anew, from the ledger."""
        known = self._known.setdefault(held.account, OrderedDict())
        with connection.cursor() as cursor:
            values: list[int | datetime] = [
                held.workspace,
                held.account,
                now - RECALLED,
                MOST_RECALLED,
            ]
            cursor.execute(LATELY, values)
            rows = cursor.fetchall()
        received = []
        for key, body, received_at, judged in rows:
            known[bytes(key)] = None
            received += [
                FactReceived(held.account, held.connector.name, fact, received_at, judged)
                for fact in _facts(held, bytes(body), received_at)
            ]
        self._judge.recall(chat, received, now=now)


def _chat(held: Held) -> Chat:
    return Chat(held.workspace, held.account, held.key, held.connector.name)


def _facts(held: Held, body: bytes, received_at: datetime) -> Sequence[Fact]:
    """Return what a change tells; nothing when it cannot be read, which the inbox will say."""
    try:
        return CONNECTORS[held.connector.name].read(
            body, account=held.credentials.external_id, received_at=received_at
        )
    except Unreadable:
        return ()
