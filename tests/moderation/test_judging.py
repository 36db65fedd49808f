"""What the charter decides on a real database: windows, order, whom it judges."""

from __future__ import annotations

import random

import pytest

from palabre.inbox.models import Thread
from palabre.moderation.models import Decision
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.seeds import (
    Client,
    comment,
    delivery,
    make_client,
    private,
)
from tests.moderation.judging import INSULT, acts_of, adopt, arrive, message_of, verdicts

HOT = """
charter: hot
version: 1
rules:
  - rule: thread-heat
    when: {thread: {messages: 4, within: 60s}}
    verdict: review
    reason: {fr: "Le fil s'échauffe", en: "The thread heats up"}
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


@pytest.mark.parametrize("seed", range(4))
def test_the_eleventh_message_of_a_minute_is_looked_at_in_any_order(
    client: Client, seed: int
) -> None:
    bodies = [delivery(comment(number, f"Message numéro {number}")) for number in range(1, 13)]
    chance = random.Random(seed)
    if seed:
        chance.shuffle(bodies)
    for start in range(0, 12, [12, 1, 4, 5][seed]):
        arrive(client, *bodies[start : start + [12, 1, 4, 5][seed]])
    expected = {f"1_{number}": "review" if number > 10 else "allow" for number in range(1, 13)}
    assert verdicts(client) == expected


@pytest.mark.parametrize("seed", range(3))
def test_a_thread_that_heats_up_is_looked_at_in_any_order(client: Client, seed: int) -> None:
    adopt(client, HOT)
    first = delivery(comment(1, "Un avis ?"))
    bodies = [
        delivery(comment(number, "Oui", parent=1, author=str(8000 + number)))
        for number in range(2, 8)
    ]
    random.Random(seed).shuffle(bodies)
    for body in [first, *bodies]:
        arrive(client, body)
    expected = {f"1_{number}": "review" if number > 4 else "allow" for number in range(1, 8)}
    assert verdicts(client) == expected


def test_eleven_messages_in_more_than_a_minute_are_nothing(client: Client) -> None:
    arrive(client, *(delivery(comment(number * 7, f"Numéro {number}")) for number in range(1, 13)))
    assert set(verdicts(client).values()) == {"allow"}


def test_eleven_people_in_a_minute_are_nothing(client: Client) -> None:
    arrive(
        client,
        *(delivery(comment(number, "Bravo", author=str(8000 + number))) for number in range(12)),
    )
    assert set(verdicts(client).values()) == {"allow"}


def test_what_the_charter_hides_is_ordered_once_and_written_down(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(1, INSULT, verb="edited", at=3)))
    assert acts_of(client) == [("hide", "waiting")]
    with workspace_scope([client.id]):
        (entry,) = AuditEntry.objects.filter(action="decision")
        decision = Decision.objects.get(message_id=message_of(client).pk)
    assert entry.detail["verdict"] == "hide"
    assert entry.detail["rules"] == [one["rule"] for one in decision.because]
    assert entry.actor.startswith("charter:")


def test_a_private_insult_asks_for_a_person(client: Client) -> None:
    arrive(client, delivery(private(1, INSULT)))
    assert message_of(client, "m_1").verdict == "review"
    assert acts_of(client) == []


def test_what_we_wrote_ourselves_is_never_judged(client: Client) -> None:
    arrive(
        client, delivery(comment(1, INSULT, author="42")), delivery(private(2, INSULT, echo=True))
    )
    assert verdicts(client) == {"1_1": "", "m_2": ""}
    assert acts_of(client) == []


def test_a_deleted_message_is_judged_but_nothing_is_done_to_it(client: Client) -> None:
    arrive(client, delivery(comment(1, verb="remove")), delivery(comment(1, INSULT)))
    found = message_of(client)
    assert (found.state, found.verdict) == ("deleted", "hide")
    assert acts_of(client) == []
    with workspace_scope([client.id]):
        assert not Thread.objects.get().needs_review
