"""The same questions to every network that has a twin on the square, against that twin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import connection

from palabre.channels.actions import resume_account
from palabre.connectors.abilities import Feature
from palabre.connectors.intents import map_intent
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Intent, Kind, Verb
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.sandbox.networks import NETWORKS
from tests.machinery.desks import eventually
from tests.machinery.twins import Stage, listening, sending, stage

Open = Callable[..., AbstractContextManager[Stage]]
pytestmark = pytest.mark.parametrize("network", sorted(NETWORKS))


@pytest.fixture
def play(network: str, database: None, tmp_path: Path) -> Iterator[Stage]:
    """Give an account on its twin, listened to."""
    with stage(network, tmp_path) as made:
        yield made


def can(network: str, what: Verb | Feature) -> bool:
    """Say whether a network has an ability."""
    return CONNECTORS[network].abilities.find(what) is not None


def test_a_comment_arrives_once(network: str, play: Stage) -> None:
    play.square.faults(duplicate=1.0)
    play.square.comment(play.account, "Quel beau pain")
    found = play.wait_for("Quel beau pain")
    assert (found.kind, found.direction) == ("comment", "in")
    play.hurry()
    play.square.comment(play.account, "Et le suivant")
    play.wait_for("Et le suivant")
    assert len(play.messages()) == 2


def test_a_private_message_arrives_once_in_its_conversation(network: str, play: Stage) -> None:
    if not NETWORKS[network].has_messages:
        assert not CONNECTORS[network].abilities.list_verbs(Kind.MESSAGE)
        return
    play.square.message(play.account, "Bonjour, en privé")
    first = play.wait_for("Bonjour, en privé")
    play.square.message(play.account, "Encore moi")
    second = play.wait_for("Encore moi")
    assert (first.kind, first.direction) == ("message", "in")
    assert first.thread_id == second.thread_id


def test_an_answer_is_threaded_under_what_it_answers(network: str, play: Stage) -> None:
    if not NETWORKS[network].has_answers:
        pytest.skip("People do not answer each other there.")
    top = play.square.comment(play.account, "Avez-vous du seigle ?")
    play.square.comment(play.account, "Moi aussi", parent=top)
    play.square.comment(play.account, "Autre chose")
    first, reply = play.wait_for("Avez-vous du seigle ?"), play.wait_for("Moi aussi")
    other = play.wait_for("Autre chose")
    assert reply.thread_id == first.thread_id != other.thread_id
    assert reply.parent_external_id == first.external_id
    assert {first.surface_id, reply.surface_id, other.surface_id} == {first.surface_id}


def test_an_edit_replaces_the_text_where_the_network_tells(network: str, play: Stage) -> None:
    written = play.square.comment(play.account, "Bonjuor")
    play.wait_for("Bonjuor")
    answer = play.square.client.patch(f"/square/api/comments/{written}", json={"text": "Bonjour"})
    assert answer.is_success == NETWORKS[network].can_edit
    if can(network, Feature.TELLS_EDITS):
        play.wait_for("Bonjour")
        assert len(play.messages()) == 1


def test_a_removal_is_final_where_the_network_tells(network: str, play: Stage) -> None:
    written = play.square.comment(play.account, "Oubliez")
    found = play.wait_for("Oubliez")
    play.square.client.delete(f"/square/api/comments/{written}").raise_for_status()
    if can(network, Feature.TELLS_REMOVALS):
        eventually(lambda: play.messages(pk=found.pk)[0].deleted_at is not None)
        assert len(play.messages()) == 1


def test_an_answer_is_sent_once_and_its_echo_changes_nothing(network: str, play: Stage) -> None:
    play.square.comment(play.account, "Ouvert dimanche ?")
    asked = play.wait_for("Ouvert dimanche ?")
    play.order(Verb.REPLY, asked, "reply-1", "Oui, dès huit heures")
    with sending():
        play.settle()
    (act,) = play.acts()
    assert (act.state, act.reason) == ("done", "")
    assert act.external_id
    assert [one["verb"] for one in play.square.acts()] == ["reply"]
    play.hurry()
    ours = play.wait_for("Oui, dès huit heures", direction="out")
    assert ours.external_id == act.external_id
    assert ours.thread_id == asked.thread_id


def test_conceal_and_undo_or_a_reason_with_words(network: str, play: Stage) -> None:
    abilities = CONNECTORS[network].abilities
    mapped = map_intent(Intent.CONCEAL, Kind.COMMENT, abilities)
    if mapped.verb is None:
        assert mapped.why is not None
        assert mapped.why.en != mapped.why.fr
        return
    play.square.comment(play.account, "Une insulte")
    found = play.wait_for("Une insulte")
    play.order(mapped.verb, found, "conceal-1")
    with sending():
        play.settle()
        ability = abilities.find(mapped.verb, Kind.COMMENT)
        if ability is not None and ability.undone_by is not None:
            play.order(ability.undone_by, found, "undo-1")
            play.settle()
    assert all(act.state == "done" for act in play.acts()), play.acts()
    assert len(play.square.acts()) == len(play.acts())


def test_a_limit_makes_the_act_wait_and_then_it_is_done_once(network: str, play: Stage) -> None:
    play.square.comment(play.account, "Merci !")
    found = play.wait_for("Merci !")
    play.square.faults(account=play.account.key, rate_limited_next=1)
    play.order(Verb.REPLY, found, "reply-1", "Avec plaisir")
    with sending():
        eventually(lambda: is_tried(play))
        play.settle()
    assert [act.state for act in play.acts()] == ["done"]
    assert [one["verb"] for one in play.square.acts()] == ["reply"]


def is_tried(play: Stage) -> bool:
    """Say whether the act was tried; a poll may have met the limit before it."""
    play.hurry()
    return play.acts()[0].tries > 0


def test_a_token_that_is_over_stops_the_account_until_it_is_mended(
    network: str, play: Stage
) -> None:
    play.square.comment(play.account, "Une question")
    found = play.wait_for("Une question")
    account = play.account
    play.square.client.post("/square/api/token/expire", json={"account": account.key})
    play.order(Verb.REPLY, found, "reply-1", "Une réponse")
    with sending():
        eventually(lambda: play.account.state == "sign_in_again")
        eventually(lambda: play.acts()[0].state in {"sign_in", "waiting"})
        assert play.square.acts() == []
        play.square.client.post("/square/api/token/renew", json={"account": account.key})
        with workspace_scope([play.client.id]):
            resume_account(workspace=play.client.id, account=account.pk, by="test", now=clock.now())
        play.settle()
    assert [one["verb"] for one in play.square.acts()] == ["reply"]


def test_a_lost_answer_is_looked_for_and_nothing_is_done_twice(network: str, play: Stage) -> None:
    play.square.comment(play.account, "Vous êtes là ?")
    found = play.wait_for("Vous êtes là ?")
    play.square.faults(account=play.account.key, lost_answers_next=1)
    play.order(Verb.REPLY, found, "reply-1", "Oui !")
    with sending():
        play.settle()
    assert [act.state for act in play.acts()] == ["done"]
    assert [one["verb"] for one in play.square.acts()] == ["reply"]


def test_what_was_written_while_nobody_listened_arrives_afterwards(
    network: str, database: None, tmp_path: Path
) -> None:
    is_lost = CONNECTORS[network].abilities.why_not(Feature.BACK_FILL) is not None
    with stage(network, tmp_path, with_listener=False) as play:
        early = clock.now().timestamp() - 3600
        play.square.comment(play.account, "Avant tout", at=early)
        with listening():
            play.wait_until_heard()
            if not is_lost:
                play.wait_for("Avant tout")
        texts = ["Pendant le silence"]
        play.square.comment(play.account, texts[0])
        if NETWORKS[network].has_messages:
            texts.append("En privé pendant le silence")
            play.square.message(play.account, texts[1])
        if is_lost:
            assert_the_gap_stays(play)
            return
        with listening():
            for text in texts:
                play.wait_for(text)
        assert len(play.messages()) == 1 + len(texts)


def assert_the_gap_stays(play: Stage) -> None:
    """Fail unless a network that has no past to ask leaves a gap for the page to show."""
    with workspace_scope([play.client.id]), connection.cursor() as cursor:
        cursor.execute("update channels_sourcestate set seen_at = seen_at - interval '1 hour'")
    with listening():
        play.hurry()
        play.wait_until_heard()
        play.square.comment(play.account, "De nouveau là")
        play.wait_for("De nouveau là")
        (gap,) = play.gaps()
    assert (gap.filled_at, gap.reason) == (None, "out_of_reach")
    assert len(play.messages()) == 1
