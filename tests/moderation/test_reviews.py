"""A person outranks the charter, whatever arrives later and whatever is under way."""

from __future__ import annotations

import pytest

from palabre.engine.vocabulary import Verb, Verdict
from palabre.inbox.acts import Asked, act_on_message
from palabre.inbox.queries import get_counters
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.machinery.seeds import (
    NOW,
    Client,
    comment,
    delivery,
    make_client,
)
from tests.moderation.judging import INSULT, acts_of, adopt, arrive, message_of, review, set_acts
from tests.workspaces.full_clients import CHARTER


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


def test_a_persons_decision_outranks_an_edit_and_a_later_rule(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    review(client, Verdict.ALLOW)
    arrive(client, delivery(comment(1, "Sale connard", verb="edited", at=5)))
    adopt(client, CHARTER.format(name="severe"))
    arrive(client, delivery(comment(1, "Connard, connard", verb="edited", at=9)))
    found = message_of(client)
    assert (found.verdict, found.text) == ("allow", "Connard, connard")
    assert [act for act in acts_of(client) if act != ("hide", "cancelled")] == []


def test_a_persons_decision_to_hide_stays_when_the_text_becomes_kind(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    review(client, Verdict.HIDE)
    arrive(client, delivery(comment(1, "Bonne journée", verb="edited", at=5)))
    assert message_of(client).verdict == "hide"
    assert acts_of(client) == [("hide", "waiting")]


def test_allowing_before_the_hiding_was_sent_takes_it_back(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "cancelled")]


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_allowing_while_the_hiding_is_under_way_shows_it_again_after(
    client: Client, state: str
) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    set_acts(client, state=state, tries=1)
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", state), ("unhide", "waiting")]


def test_allowing_what_is_hidden_shows_it_again(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)))
    set_acts(client, state="done", tries=1)
    arrive(client, delivery(comment(1, verb="hide", at=4)))
    assert message_of(client).state == "hidden"
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "done"), ("unhide", "waiting")]
    arrive(client, delivery(comment(1, verb="unhide", at=9)))
    assert (message_of(client).state, message_of(client).verdict) == ("visible", "allow")


def test_deciding_the_same_twice_orders_one_act(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    review(client, Verdict.HIDE)
    review(client, Verdict.HIDE)
    assert acts_of(client) == [("hide", "waiting")]
    review(client, Verdict.ALLOW)
    review(client, Verdict.ALLOW)
    assert acts_of(client) == [("hide", "cancelled")]


def test_a_review_is_written_down_and_clears_the_view(client: Client) -> None:
    arrive(client, *(delivery(comment(number, f"Texte {number}")) for number in range(1, 12)))
    with workspace_scope([client.id]):
        assert get_counters(client.id)["review"] == 1
    review(client, Verdict.ALLOW, "1_11")
    with workspace_scope([client.id]):
        assert get_counters(client.id)["review"] == 0
        entry = AuditEntry.objects.get(action="review")
    assert (entry.actor, entry.detail["was"]) == ("member:1", "review")


def test_only_what_people_wrote_is_reviewed(client: Client) -> None:
    arrive(client, delivery(comment(1, "Merci", author="42")))
    with pytest.raises(Refused, match="people"):
        review(client, Verdict.HIDE)
    arrive(client, delivery(comment(2)))
    with pytest.raises(Refused, match="allow or hide"):
        review(client, Verdict.DELETE, "1_2")


def test_a_hiding_by_hand_is_not_undone_by_a_kind_edit(client: Client) -> None:
    arrive(client, delivery(comment(1, "Bonjour")))
    with workspace_scope([client.id]):
        asked = Asked(message_of(client).pk, Verb.HIDE, "by hand")
        act_on_message(workspace=client.id, asked=asked, by="member:1", now=NOW)
    arrive(client, delivery(comment(1, "Bonsoir", verb="edited", at=5)))
    assert acts_of(client) == [("hide", "waiting")]
