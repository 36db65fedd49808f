"""What Meta's webhooks do not bring is fetched: the last 30 days at connecting, and every gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from palabre.plumbing import clock
from tests.machinery.desks import eventually
from tests.machinery.twins import Stage, listening, stage

A_LONG_TIME = 3600.0
pytestmark = pytest.mark.parametrize("network", ["facebook", "instagram"])


@pytest.fixture
def play(network: str, database: None, tmp_path: Path) -> Iterator[Stage]:
    """Give an account whose webhooks leave an hour later: nobody hears them."""
    with stage(network, tmp_path, with_listener=False) as made:
        made.square.faults(account=made.account.key, delay=A_LONG_TIME)
        yield made


def days_ago(count: float) -> float:
    """Return a time in seconds since 1970."""
    return (clock.now() - timedelta(days=count)).timestamp()


def test_the_last_30_days_are_there_after_connecting(network: str, play: Stage) -> None:
    play.square.comment(play.account, "Trop ancien", at=days_ago(31))
    top = play.square.comment(play.account, "Avez-vous du seigle ?", at=days_ago(29))
    play.square.comment(play.account, "Moi aussi", at=days_ago(28), parent=top)
    play.square.message(play.account, "Bonjour, en privé")
    with listening():
        first, reply = play.wait_for("Avez-vous du seigle ?"), play.wait_for("Moi aussi")
        private = play.wait_for("Bonjour, en privé")
        play.wait_until_heard()
    assert reply.thread_id == first.thread_id
    assert reply.parent_external_id == first.external_id
    assert first.surface_id == reply.surface_id
    assert abs(first.sent_at.timestamp() - days_ago(29)) < 60
    assert (private.kind, private.direction) == ("message", "in")
    assert len(play.messages()) == 3


def test_a_gap_is_filled_and_nothing_comes_twice(network: str, play: Stage) -> None:
    play.square.comment(play.account, "Avant")
    with listening():
        play.wait_for("Avant")
        play.wait_until_heard()
    play.square.comment(play.account, "Pendant le silence")
    play.square.message(play.account, "En privé pendant le silence")
    with listening():
        play.wait_for("Pendant le silence")
        play.wait_for("En privé pendant le silence")
        play.hurry()
        play.square.comment(play.account, "Après")
        play.wait_for("Après")
    assert len(play.messages()) == 4


def test_what_is_hidden_on_the_network_arrives_hidden(network: str, play: Stage) -> None:
    written = play.square.comment(play.account, "Une insulte")
    name = "hide" if network == "instagram" else "is_hidden"
    answer = play.square.client.post(
        f"/graph/v26.0/{written}", json={name: True, "access_token": "token"}
    )
    assert answer.is_success, answer.text
    with listening():
        found = play.wait_for("Une insulte")
        eventually(lambda: play.messages(pk=found.pk)[0].hidden_at is not None)


def test_many_posts_and_comments_are_read_page_by_page(network: str, play: Stage) -> None:
    texts = [f"Commentaire {number}" for number in range(120)]
    play.square.comments(play.account, texts)
    with listening():
        eventually(lambda: len(play.messages()) == 120)
        play.wait_until_heard()
    assert {one.text for one in play.messages()} == set(texts)
