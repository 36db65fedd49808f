"""Acts are done once, in order, whatever breaks on the way: against a real square."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from palabre.channels.actions import resume_account, take_back
from palabre.channels.intake import apply_batch
from palabre.channels.models import Account, OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.channels.sending.sender import Sender
from palabre.engine.vocabulary import Verb
from palabre.inbox.queries import fetch
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually, free_port
from tests.machinery.seeds import Client, comment, delivery, keep, make_client
from tests.machinery.squares import Square, run_square


@pytest.fixture
def world(database: None, tmp_path: Path) -> Iterator[tuple[Client, Square]]:
    """Give a client with a Facebook page on a square."""
    port = free_port()
    client = make_client(base_url=f"http://127.0.0.1:{port}/graph")
    with run_square(tmp_path, port, client.account) as square:
        yield client, square


@contextmanager
def sending() -> Iterator[Sender]:
    """Run a sender in a thread until the block ends."""
    ready = threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        found["sender"], found["loop"] = Sender(), asyncio.get_running_loop()
        ready.set()
        await found["sender"].run()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(10)
    try:
        yield found["sender"]
    finally:
        found["loop"].call_soon_threadsafe(found["sender"].stop)
        thread.join(30)


def order(client: Client, verb: Verb, target: str, key: str, text: str = "", **more: Any) -> None:
    """Write an act to the outbox, due now."""
    wanted = Wanted(
        account=client.account.pk,
        verb=verb,
        key=key,
        actor="test",
        target={"comment": target, "person": more.pop("person", "7001")},
        text=text,
        **more,
    )
    with workspace_scope([client.id]):
        order_acts(client.id, [wanted], now=clock.now())


def acts_of(client: Client) -> list[OutboxAct]:
    """Return the client's acts."""
    with workspace_scope([client.id]):
        return list(OutboxAct.objects.filter(workspace_id=client.id).order_by("id"))


def hurry(client: Client) -> None:
    """Let every wait of the outbox be over: the test has no time."""
    with workspace_scope([client.id]), connection.cursor() as cursor:
        cursor.execute(
            "update channels_outboxact set due_at = now() where state in ('waiting', 'unknown')"
        )


def all_settled(client: Client, *, hurried: bool = True) -> bool:
    """Say whether every act came to its end; waits are cut short."""
    if hurried:
        hurry(client)
    ends = ["done", "refused", "cancelled"]
    with workspace_scope([client.id]):
        return not OutboxAct.objects.exclude(state__in=ends).exists()


def test_every_verb_reaches_the_network(world: tuple[Client, Square]) -> None:
    client, square = world
    ids = square.comments(client.account, ["un", "deux", "trois", "quatre", "cinq"])
    square.message(client.account, "Bonjour")
    order(client, Verb.REPLY, ids[0], "a", "Merci")
    order(client, Verb.HIDE, ids[1], "b")
    order(client, Verb.DELETE, ids[2], "c")
    order(client, Verb.LIKE, ids[3], "d")
    order(client, Verb.PRIVATE_REPLY, ids[4], "e", "En privé")
    order(client, Verb.MESSAGE, "", "f", "Bonjour à vous")
    with sending():
        eventually(lambda: all_settled(client))
    assert [(act.verb, act.state, act.reason) for act in acts_of(client)] == [
        (verb, "done", "")
        for verb in ("reply", "hide", "delete", "like", "private_reply", "message")
    ]
    assert Counter(act["verb"] for act in square.acts()) == Counter(
        ["reply", "hide", "delete", "like", "private_reply", "message"]
    )


@pytest.mark.timeout(600)
def test_a_thousand_lost_answers_repeat_no_act(world: tuple[Client, Square]) -> None:
    client, square = world
    ids = square.comments(client.account, [f"Question {number}" for number in range(250)])
    square.message(client.account, "Bonjour")
    verbs = (Verb.REPLY, Verb.HIDE, Verb.LIKE, Verb.PRIVATE_REPLY)
    for number, id in enumerate(ids):
        for verb in verbs:
            text = "Merci beaucoup" if verb in {Verb.REPLY, Verb.PRIVATE_REPLY} else ""
            more = {"thread": number + 1, "person": str(7001 + number)}
            order(client, verb, id, f"{verb}:{id}", text, **more)
    square.faults(lost_answers_next=1000)
    with sending():
        eventually(lambda: all_settled(client), within=500)
    assert {act.state for act in acts_of(client)} == {"done"}
    done = Counter((act["verb"], act["object"]) for act in square.acts())
    assert len(done) == 1000
    assert set(done.values()) == {1}


def test_identical_answers_under_one_comment_are_told_apart_after_lost_answers(
    world: tuple[Client, Square],
) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    for number in range(3):
        order(client, Verb.REPLY, id, f"same:{number}", "Merci", thread=1)
    square.faults(lost_answers_next=3)
    with sending():
        eventually(lambda: all_settled(client), within=60)
    assert len({act.external_id for act in acts_of(client)}) == 3
    assert [act["verb"] for act in square.acts()] == ["reply"] * 3


def test_an_act_that_a_dead_sender_left_is_looked_for_before_it_is_repeated(
    world: tuple[Client, Square],
) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    order(client, Verb.REPLY, id, "once", "Merci")
    with sending():
        eventually(lambda: all_settled(client))
    with workspace_scope([client.id]):
        OutboxAct.objects.filter(key="once").update(state="sending", external_id="")
    with sending():
        eventually(lambda: all_settled(client))
    assert [act.state for act in acts_of(client)] == ["done"]
    assert len(square.acts()) == 1


def test_a_rate_limit_makes_the_whole_account_wait_and_nothing_is_lost(
    world: tuple[Client, Square],
) -> None:
    client, square = world
    ids = square.comments(client.account, ["un", "deux", "trois"])
    square.faults(rate_limited_next=1)
    order(client, Verb.HIDE, ids[0], "first")
    with sending():
        limited = eventually(lambda: _account(client).limited_until)
        assert limited > clock.now()
        order(client, Verb.HIDE, ids[1], "second")
        waiting = acts_of(client)
        assert {act.state for act in waiting} == {"waiting"}
        with workspace_scope([client.id]):
            Account.objects.filter(pk=client.account.pk).update(limited_until=None)
        eventually(lambda: all_settled(client))
    assert {act.state for act in acts_of(client)} == {"done"}


def _account(client: Client) -> Account:
    with workspace_scope([client.id]):
        return Account.objects.get(pk=client.account.pk)


def test_an_expired_token_asks_to_sign_in_and_goes_on_after_it(
    world: tuple[Client, Square],
) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    square.faults(token_expired=True)
    order(client, Verb.HIDE, id, "hide")
    with sending():
        eventually(lambda: _account(client).state == "sign_in_again")
        eventually(lambda: acts_of(client)[0].state == "sign_in")
        square.faults(token_expired=False)
        with workspace_scope([client.id]):
            account = client.account.pk
            resume_account(workspace=client.id, account=account, by="test", now=clock.now())
        eventually(lambda: all_settled(client))
    assert [act.state for act in acts_of(client)] == ["done"]


def test_errors_inside_the_network_are_tried_again(world: tuple[Client, Square]) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    square.faults(graph_errors_next=3)
    order(client, Verb.REPLY, id, "reply", "Merci")
    with sending():
        eventually(lambda: all_settled(client), within=60)
    assert [act.state for act in acts_of(client)] == ["done"]
    assert len(square.acts()) == 1


def test_a_refusal_says_why_and_is_final(world: tuple[Client, Square]) -> None:
    client, _ = world
    order(client, Verb.MESSAGE, "", "stranger", "Bonjour", person="999")
    order(client, Verb.HIDE, "1_404", "gone")
    with sending():
        eventually(lambda: all_settled(client, hurried=False))
    assert [(act.state, act.reason) for act in acts_of(client)] == [
        ("refused", "person_unavailable"),
        ("refused", "gone"),
    ]


def test_what_waits_can_be_taken_back_and_is_never_sent(world: tuple[Client, Square]) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    order(client, Verb.REPLY, id, "slow", "Merci", delay=timedelta(seconds=10))
    act = acts_of(client)[0]
    with workspace_scope([client.id]):
        take_back(workspace=client.id, act=act.pk, by="test", now=clock.now())
    with sending():
        hurry(client)
        eventually(lambda: all_settled(client))
    assert [one.state for one in acts_of(client)] == ["cancelled"]
    assert square.acts() == []
    with workspace_scope([client.id]), pytest.raises(Refused, match="too late"):
        take_back(workspace=client.id, act=act.pk, by="test", now=clock.now())


def test_hides_and_shows_of_one_comment_keep_their_order(world: tuple[Client, Square]) -> None:
    client, square = world
    id = square.comment(client.account, "Une question")
    keep(client, delivery(comment(1)))
    apply_batch(client.id)
    with workspace_scope([client.id]):
        message = fetch("select id from inbox_message", {})[0]["id"]
    for number, verb in enumerate([Verb.HIDE, Verb.UNHIDE, Verb.HIDE]):
        order(client, verb, id, f"turn:{number}", message=message)
    with sending():
        eventually(lambda: all_settled(client))
    assert [act["verb"] for act in square.acts()] == ["hide", "unhide", "hide"]


def test_a_private_echo_with_its_key_settles_an_act_of_unknown_outcome(database: None) -> None:
    client = make_client()
    order(client, Verb.MESSAGE, "", "the-key", "Bonjour")
    with workspace_scope([client.id]):
        OutboxAct.objects.update(state="unknown", tries=1)
    echo = {
        "sender": {"id": "42"},
        "recipient": {"id": "7001"},
        "timestamp": 1_795_000_000_000,
        "message": {"mid": "m_9", "text": "Bonjour", "is_echo": True, "metadata": "the-key"},
    }
    keep(client, delivery({"id": "42", "time": 1_795_000_000_000, "messaging": [echo]}))
    apply_batch(client.id)
    act = acts_of(client)[0]
    assert (act.state, act.external_id) == ("done", "m_9")
