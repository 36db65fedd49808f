"""A live chat on YouTube's twin: heard as it is said, gone on with after a cut, left when over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from palabre.channels.models import SourceState
from palabre.connectors.networks.youtube.live import LIVE
from palabre.engine.vocabulary import Verb
from palabre.plumbing.scope import workspace_scope
from tests.machinery.desks import eventually
from tests.machinery.twins import Stage, sending, stage

CHAT = "42_2"


@pytest.fixture
def play(database: None, tmp_path: Path) -> Iterator[Stage]:
    """Give a channel that is on air, and followed."""
    with stage("youtube", tmp_path, live="🔴 En direct") as made:
        eventually(lambda: source(made).connected_at is not None)
        yield made


def source(play: Stage) -> SourceState:
    with workspace_scope([play.client.id]):
        return SourceState.objects.get(name="live")


def say(play: Stage, text: str, **more: Any) -> str:
    return play.square.comment(play.account, text, post=CHAT, **more)


def test_a_chat_is_heard_as_it_is_said(play: Stage) -> None:
    say(play, "Bonsoir à toutes")
    found = play.wait_for("Bonsoir à toutes")
    say(play, "Bonsoir !")
    again = play.wait_for("Bonsoir !")
    assert found.surface_id == again.surface_id
    assert play.gaps() == []
    assert source(play).cursor.startswith(f"{CHAT} ")


def test_a_chat_costs_one_opening_and_looking_for_one_costs_less() -> None:
    assert (LIVE.costs_at("L p2"), LIVE.costs_at("")) == ({"units": 5}, {"units": 1})


def test_what_is_said_while_the_stream_is_cut_comes_once_and_leaves_no_gap(play: Stage) -> None:
    say(play, "Avant")
    play.wait_for("Avant")
    play.square.cut()
    say(play, "Pendant la coupure")
    play.wait_for("Pendant la coupure")
    say(play, "Après")
    play.wait_for("Après")
    assert [one.text for one in play.messages()] == ["Avant", "Pendant la coupure", "Après"]
    assert (play.gaps(), source(play).reason) == ([], "")


def test_what_is_taken_back_in_the_chat_is_gone_at_the_desk(play: Stage) -> None:
    written = say(play, "Je me suis trompé de tchat")
    found = play.wait_for("Je me suis trompé de tchat")
    play.square.client.delete(f"/square/api/comments/{written}").raise_for_status()
    eventually(lambda: play.messages(pk=found.pk)[0].state == "deleted")


def test_a_chat_that_is_over_is_left_without_a_word_of_trouble(play: Stage, tmp_path: Path) -> None:
    told = json.loads((tmp_path / "square.json").read_text())
    told["accounts"][0]["posts"][1]["text"] = "C’était en direct"
    (tmp_path / "square.json").write_text(json.dumps(told))
    play.square.cut()
    eventually(lambda: source(play).cursor == "")
    found = source(play)
    assert (found.reason, found.connected_at, play.gaps()) == ("", None, [])


def test_what_is_hidden_as_soon_as_it_is_read_is_hidden_on_the_desk(play: Stage) -> None:
    written = play.square.comment(play.account, "Une insulte")
    found = play.wait_for("Une insulte")
    play.order(Verb.HIDE, found, "hide-1")
    with sending():
        play.settle()
    assert play.square.acts()[-1]["object"] == written
    assert play.messages(pk=found.pk)[0].state == "hidden"
