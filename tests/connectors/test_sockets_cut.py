"""Sockets that a network cuts or moves stand again, and what is said afterwards arrives once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from palabre.channels.models import SourceState
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually
from tests.machinery.twins import Stage, stage

SOCKETS = {"mastodon": "stream", "twitch": "chat"}


def connected_at(play: Stage) -> datetime | None:
    """Return since when the account's socket stands."""
    with workspace_scope([play.client.id]):
        return SourceState.objects.get(name=SOCKETS[play.account.network]).connected_at


@pytest.mark.parametrize("network", list(SOCKETS))
def test_a_socket_that_was_cut_stands_again(network: str, database: None, tmp_path: Path) -> None:
    with stage(network, tmp_path) as play:
        play.square.comment(play.account, "Avant")
        play.wait_for("Avant")
        before = connected_at(play)
        assert before is not None
        play.square.cut()
        eventually(lambda: (now := connected_at(play)) is not None and now > before)
        play.square.comment(play.account, "Après")
        play.wait_for("Après")
        assert [one.text for one in play.messages()] == ["Avant", "Après"]


def test_twitch_moves_a_socket_and_nothing_is_missed(database: None, tmp_path: Path) -> None:
    with stage("twitch", tmp_path) as play:
        play.square.comment(play.account, "Avant")
        play.wait_for("Avant")
        before = connected_at(play)
        play.square.cut(gently=True)
        for number in range(20):
            play.square.comment(play.account, f"Pendant {number}")
        play.wait_for("Pendant 19")
        assert len(play.messages()) == 21
        assert (connected_at(play), play.gaps()) == (before, [])
