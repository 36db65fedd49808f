"""Arrivals, acts and people at work on the same conversations at once: nobody waits in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection

from palabre.channels.intake import apply_batch
from palabre.channels.models import Account
from palabre.channels.sending.claim import Locks, claim
from palabre.channels.sending.outcomes import Outcome, write_outcomes
from palabre.engine.vocabulary import Verdict
from palabre.inbox.actions import close_thread, reopen_thread
from palabre.inbox.queries import fetch
from palabre.moderation.actions import review_message
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import verify_audit
from tests.machinery.seeds import Client, comment, delivery, keep, make_client

THREADS = 30
ROUNDS = 12


def arrive(client: Client, turn: int) -> None:
    """Let every thread get an answer that is hidden, in an order of its own."""
    numbers = [1 + (turn * 7 + step * 11) % THREADS for step in range(THREADS)]
    entries = [
        comment(1000 * (turn + 1) + number, "Espèce de connard", parent=number, author="7002")
        for number in numbers
    ]
    keep(client, delivery(*entries))
    while apply_batch(client.id):
        pass


def send(client: Client, turn: int) -> None:
    """Do what is due, as if every call to the network went well."""
    acts = claim(Locks(), most=50, now=clock.now())
    write_outcomes([Outcome(act, is_tried=True) for act in acts], now=clock.now())


def work(client: Client, turn: int) -> None:
    """Let a person close, reopen and review."""
    for thread in range(1, THREADS + 1, 5):
        with workspace_scope([client.id]):
            known = fetch("select id from inbox_thread order by id desc offset %(at)s limit 1",
                          {"at": (thread + turn) % THREADS})  # fmt: skip
            message = fetch("select id from inbox_message where direction = 'in' "
                            "order by id desc offset %(at)s limit 1", {"at": thread})  # fmt: skip
        with workspace_scope([client.id]):
            close_thread(workspace=client.id, thread=known[0]["id"], by="a", now=clock.now())
            review_message(
                workspace=client.id, message=message[0]["id"], verdict=Verdict.ALLOW, by="a",
                now=clock.now(),
            )  # fmt: skip
            reopen_thread(workspace=client.id, thread=known[0]["id"], by="a", now=clock.now())


def test_everybody_at_once_waits_for_nobody_in_a_circle(database: None) -> None:
    client = make_client()
    keep(client, delivery(*(comment(number) for number in range(1, THREADS + 1))))
    apply_batch(client.id)
    faults: list[BaseException] = []

    def run(does: Callable[[Client, int], None]) -> None:
        try:
            for turn in range(ROUNDS):
                does(client, turn)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(does,)) for does in (arrive, send, work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with workspace_scope([client.id]):
        _, wrong = verify_audit(client.id)
        assert Account.objects.count() == 1
        dead = fetch("select reason from channels_ledgerentry where state = 2", {})
    assert (wrong, dead) == ([], [])
