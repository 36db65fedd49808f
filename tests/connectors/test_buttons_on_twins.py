"""Every verb that the menu of a message offers is done on the network's twin, and undone there."""

from __future__ import annotations

from pathlib import Path

import pytest

from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Kind, Verb
from palabre.inbox.acts import LASTING, Asked, act_on_message
from palabre.inbox.models import Message
from palabre.inbox.offered import AT_ONCE, LENGTHS, MORE
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.sandbox.networks import NETWORKS
from tests.machinery.twins import Stage, sending, stage

ONLY_SOMETIMES = {
    ("youtube", Verb.TIME_OUT): "not_possible",
    ("twitch", Verb.RELEASE): "",
    ("youtube", Verb.RELEASE): "",
}
"""What a network does to some messages alone: in a live chat, or to what it holds back."""


def verbs_of(network: str) -> list[Verb]:
    """Return what the menu offers on a comment there, each before what undoes it."""
    abilities = CONNECTORS[network].abilities
    return [verb for verb in (*MORE, Verb.LIKE) if abilities.can(verb, Kind.COMMENT)]


def ask(play: Stage, message: Message, verb: Verb) -> None:
    """Let a person ask for a verb, with the shortest length or a text where one goes with it."""
    longest = CONNECTORS[play.client.account.network].abilities.find(verb)
    lasts = [one for one in LENGTHS.get(verb, ()) if one] if longest and longest.longest else []
    asked = Asked(
        message.pk,
        verb,
        f"key-{verb}",
        text="Restez polis" if verb is Verb.WARN else "",
        seconds=lasts[0] if verb in LASTING and lasts else 0,
    )
    with workspace_scope([play.client.id]):
        act_on_message(workspace=play.client.id, asked=asked, by="member:1", now=clock.now())


@pytest.mark.parametrize("network", sorted(one for one in NETWORKS if verbs_of(one)))
def test_every_verb_of_the_menu_is_done_on_the_twin_and_undone(
    database: None, tmp_path: Path, network: str
) -> None:
    with stage(network, tmp_path) as play:
        play.square.comment(play.account, "Un message")
        found = play.wait_for("Un message")
        with sending():
            for verb in verbs_of(network):
                if (network, verb) not in ONLY_SOMETIMES:
                    ask(play, found, verb)
                    play.settle()
        told = [(act.verb, act.state, act.reason) for act in play.acts()]
        wanted = [verb for verb in verbs_of(network) if (network, verb) not in ONLY_SOMETIMES]
        assert told == [(verb.value, "done", "") for verb in wanted]
        done = [one["verb"] for one in play.square.acts()]
        assert [verb for verb in done if verb in wanted] == [verb.value for verb in wanted]


def test_only_what_harms_nobody_is_done_without_being_asked_again() -> None:
    assert {Verb.BAN, Verb.TIME_OUT, Verb.MUTE, Verb.WARN, Verb.REPORT}.isdisjoint(AT_ONCE)
    assert {Verb.UNBAN, Verb.UNMUTE, Verb.UNSLOW} <= AT_ONCE
