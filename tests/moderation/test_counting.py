"""What the desk counts for a charter: copies, newcomers, strikes, notes, limits."""

from __future__ import annotations

import pytest

from palabre.engine.vocabulary import Verdict
from palabre.people.models import Strike, Tag
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import Client, comment, delivery, make_client
from tests.moderation.judging import adopt, arrive, review, verdicts

HEAD = "charter: counts\nversion: 1\nlists:\n  rude: {terms: [grignou]}\nrules:\n"
COPIES = """
  - rule: copies
    when: {copies: {messages: 2, within: 60s}}
    verdict: review
"""
COPIERS = """
  - rule: copiers
    when: {copiers: {authors: 2, within: 60s}}
    verdict: review
"""
NEWCOMERS = """
  - rule: newcomers
    when: {newcomers: {authors: 2, within: 60s}}
    verdict: review
"""
STRIKES = """
  - rule: rude
    when: {list: rude}
    verdict: hide
    acts: [{strike: 1, expires: 30s}, {label: suspect, expires: 30s}, {timeout: [1h, 24h]}]
    reason: {fr: "Mot grossier", en: "Rude word"}
  - rule: repeater
    when: {author: {strikes: 2}}
    verdict: review
  - rule: suspect
    when: {author: {label: suspect}, pattern: 'https?://'}
    verdict: hold
"""
LIMITED = """
  - rule: rude
    when: {list: rude}
    verdict: hide
    limits: {messages: 2, within: 1h}
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


def write(client: Client, number: int, text: str, author: str = "7001") -> None:
    """Let somebody write under the post."""
    arrive(client, delivery(comment(number, text, author=author)))


def review_of(client: Client) -> list[str]:
    """Return the messages that a person should look at, in order."""
    found = verdicts(client).items()
    return sorted(message for message, verdict in found if verdict == "review")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_copies_under_one_post_are_counted_disguises_aside_in_any_order(
    client: Client, order: tuple[int, ...]
) -> None:
    adopt(client, HEAD + COPIES)
    texts = {1: "Achetez chez Truc maintenant", 2: "ACHETEZ chez truc, maintenant !", 3: "achetez "
             "chez Truc maintenant 42"}  # fmt: skip
    for number in order:
        write(client, number, texts[number], author=str(8000 + number))
    write(client, 4, "Bonjour à toutes et à tous")
    assert review_of(client) == ["1_3"]


def test_copiers_are_people_and_not_messages(client: Client) -> None:
    adopt(client, HEAD + COPIERS)
    for number in range(1, 5):
        write(client, number, "Achetez chez Truc maintenant")
    assert review_of(client) == []
    write(client, 5, "Achetez chez Truc maintenant", author="8001")
    write(client, 6, "Achetez chez Truc maintenant", author="8002")
    assert review_of(client) == ["1_6"]


def test_copies_out_of_the_window_or_under_another_post_are_not_counted(client: Client) -> None:
    adopt(client, HEAD + COPIES)
    for number in (1, 100, 200):
        write(client, number, "Achetez chez Truc maintenant")
    other = delivery(comment(201, "Achetez chez Truc maintenant", post_id="42_2", parent_id="42_2"))
    arrive(client, other)
    assert review_of(client) == []


def test_newcomers_under_a_post_are_counted_once_each(client: Client) -> None:
    adopt(client, HEAD + NEWCOMERS)
    for number in range(1, 4):
        write(client, number, f"Message {number}", author="8001")
    write(client, 4, "Bonjour", author="8002")
    assert review_of(client) == []
    write(client, 5, "Bonjour", author="8003")
    assert review_of(client) == ["1_5"]


def test_a_rules_strikes_are_held_against_the_person_and_end(client: Client) -> None:
    adopt(client, HEAD + STRIKES)
    write(client, 1, "sale grignou")
    write(client, 2, "encore un grignou")
    with workspace_scope([client.id]):
        strikes = Strike.objects.order_by("id")
        assert [(one.rule, one.reason, one.amount) for one in strikes] == [
            ("rude", "Mot grossier", 1)
        ] * 2
        assert Tag.objects.get().name == "suspect"
    write(client, 3, "Bonjour")
    write(client, 4, "Voyez https://exemple.fr")
    write(client, 50, "Bonjour bien plus tard")
    write(client, 51, "Voyez https://exemple.fr")
    told = verdicts(client)
    assert (told["1_3"], told["1_4"]) == ("review", "hold")
    assert (told["1_50"], told["1_51"]) == ("allow", "allow")


def test_a_message_decided_on_again_gives_no_second_strike_and_an_edit_takes_it_back(
    client: Client,
) -> None:
    adopt(client, HEAD + STRIKES)
    write(client, 1, "sale grignou")
    arrive(client, delivery(comment(1, "grignou, vraiment", verb="edited", at=5)))
    with workspace_scope([client.id]):
        assert Strike.objects.get().withdrawn_at is None
    arrive(client, delivery(comment(1, "pardon", verb="edited", at=9)))
    with workspace_scope([client.id]):
        assert Strike.objects.get().withdrawn_by.startswith("charter:")


def test_what_a_person_approves_is_held_against_nobody(client: Client) -> None:
    adopt(client, HEAD + STRIKES)
    write(client, 1, "sale grignou")
    review(client, Verdict.ALLOW)
    with workspace_scope([client.id]):
        assert Strike.objects.get().withdrawn_by == "member:1"
    write(client, 2, "sale grignou")
    write(client, 3, "Bonjour")
    assert verdicts(client)["1_3"] == "allow"


def test_beyond_its_limit_a_rule_asks_for_a_person(client: Client) -> None:
    adopt(client, HEAD + LIMITED)
    for number in range(1, 5):
        write(client, number, "grignou", author=str(8000 + number))
    assert list(verdicts(client).values()) == ["hide", "hide", "review", "review"]
