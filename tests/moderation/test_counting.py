"""What the desk counts for a charter: copies, newcomers, strikes, notes, heat, limits."""

from __future__ import annotations

import pytest

from palabre.connectors.networks.mastodon.incoming import status_change
from palabre.engine.vocabulary import Verdict
from palabre.people.models import Identity, Strike, Tag
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import Client, comment, delivery, keep_changes, make_client
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
HEAT = """
  - rule: rude
    when: {list: rude}
    verdict: hide
    acts: [{heat: 2}]
  - rule: hot
    when: {heat: 3}
    verdict: review
"""
YOUNG = """
  - rule: young
    when: {author: {younger_than: 7d}, pattern: 'https?://'}
    verdict: review
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


def test_rude_words_warm_a_thread_which_cools_down_by_itself(client: Client) -> None:
    adopt(client, HEAD + HEAT)
    lines = {2: "sale grignou", 3: "grignou toi-même", 4: "On se calme", 200: "Bien plus tard"}
    write(client, 1, "Un avis ?")
    for number, text in lines.items():
        arrive(client, delivery(comment(number, text, author=str(8000 + number), parent=1)))
    write(client, 5, "Dans une autre conversation")
    assert review_of(client) == ["1_4"]
    review(client, Verdict.ALLOW, "1_2")
    arrive(client, delivery(comment(4, "On se calme !", verb="edited", at=9)))
    assert review_of(client) == [], "What a person allowed warms nothing."


@pytest.mark.parametrize(
    ("since", "verdict"),
    [
        ("2026-11-20T00:00:00.000Z", "review"),
        ("2019-01-01T00:00:00.000Z", "allow"),
        (None, "allow"),
    ],
)
def test_a_young_account_is_known_where_the_network_tells_it(
    database: None, since: str | None, verdict: str
) -> None:
    client = make_client(network="mastodon", base_url="https://mastodon.example")
    adopt(client, HEAD + YOUNG)
    author = {"id": "7", "acct": "nour", "created_at": since}
    status = {
        "id": "11", "content": "<p>Voyez https://exemple.fr</p>", "account": author,
        "created_at": "2026-11-21T11:00:00.000Z", "visibility": "public",
    }  # fmt: skip
    keep_changes(client, [status_change(status, {})], client.account)
    arrive(client)
    assert verdicts(client) == {"11": verdict}
    with workspace_scope([client.id]):
        told = Identity.objects.get(external_id="7").member_since
    assert (told.isoformat() if told else None) == (since and since.replace(".000Z", "+00:00"))


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
