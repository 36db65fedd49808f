"""What is wanted becomes what a network can do; what it cannot becomes a task with its steps."""

from __future__ import annotations

import pytest

from palabre.connectors.abilities import Abilities, Ability, Inability
from palabre.connectors.intents import map_intent
from palabre.connectors.registry import CONNECTORS
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Intent, Kind, Verb


def test_the_best_verb_of_an_intent_is_taken() -> None:
    able = Abilities(able=(Ability(Verb.HIDE), Ability(Verb.DELETE)))
    assert map_intent(Intent.REMOVE, Kind.COMMENT, able).verb == Verb.DELETE
    assert map_intent(Intent.CONCEAL, Kind.COMMENT, able).verb == Verb.HIDE


def test_a_milder_verb_stands_in_for_a_missing_one() -> None:
    able = Abilities(able=(Ability(Verb.HIDE), Ability(Verb.MUTE)))
    assert map_intent(Intent.REMOVE, Kind.COMMENT, able).verb == Verb.HIDE
    assert map_intent(Intent.EXCLUDE, Kind.COMMENT, able).verb == Verb.MUTE


def test_a_network_may_have_its_own_order() -> None:
    able = Abilities(
        able=(Ability(Verb.DELETE),), intents={Intent.CONCEAL: (Verb.HIDE, Verb.DELETE)}
    )
    assert map_intent(Intent.CONCEAL, Kind.COMMENT, able).verb == Verb.DELETE


def test_what_a_brand_can_do_to_its_own_words_alone_is_no_way_to_remove_others() -> None:
    able = Abilities(able=(Ability(Verb.DELETE, own_only=True),))
    assert map_intent(Intent.REMOVE, Kind.COMMENT, able).is_by_hand


def test_without_a_way_there_are_the_reason_and_the_steps() -> None:
    why, step = Said("No.", "Non."), Said("Do it there.", "Faites-le là-bas.")
    able = Abilities(unable=(Inability(Verb.BAN, why, steps=(step,)),))
    mapped = map_intent(Intent.EXCLUDE, Kind.COMMENT, able)
    assert (mapped.verb, mapped.why, list(mapped.steps)) == (None, why, [step])


@pytest.mark.parametrize("network", sorted(CONNECTORS))
@pytest.mark.parametrize("intent", list(Intent))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_intent_has_a_verb_or_a_reason_everywhere(
    network: str, intent: Intent, kind: Kind
) -> None:
    mapped = map_intent(intent, kind, CONNECTORS[network].abilities)
    assert (mapped.verb is None) == (mapped.why is not None)


def test_a_live_chat_deletes_where_it_hides_nothing_and_a_video_hides() -> None:
    youtube, twitch = CONNECTORS["youtube"], CONNECTORS["twitch"]
    for abilities, verb in (
        (youtube.abilities_at("live:chat"), Verb.DELETE),
        (youtube.abilities_at("video"), Verb.HIDE),
        (twitch.abilities_at("42"), Verb.DELETE),
    ):
        assert map_intent(Intent.CONCEAL, Kind.COMMENT, abilities).verb == verb
    assert youtube.abilities_at("live:chat").can(Verb.TIME_OUT, Kind.COMMENT)
    assert not youtube.abilities_at("video").can(Verb.TIME_OUT, Kind.COMMENT)
    assert youtube.abilities_at("video").why_not(Verb.TIME_OUT, Kind.COMMENT) is not None
