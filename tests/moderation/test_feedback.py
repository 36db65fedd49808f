"""What members say of decisions: kept, counted by rule, taken back, made tests of a draft."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from palabre.engine.moderation.charter import load_charter
from palabre.inbox.models import Thread
from palabre.moderation.draft_tests import NewTest, add_tests
from palabre.moderation.feedback import count_missed, count_wrong, list_feedback
from palabre.moderation.models import Feedback
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.actions import give_role, invite_member
from palabre.workspaces.models import AuditEntry, RoleKind
from tests.inbox.test_pages import browser_of, path, text_of
from tests.machinery.seeds import NOW, Client, comment, delivery, make_client
from tests.moderation.judging import INSULT, acts_of, adopt, arrive, message_of
from tests.workspaces.full_clients import CHARTER


@pytest.fixture
def client(database: None) -> Client:
    """Give a client with a charter of one rule, an insult that was hidden and a kind word."""
    made = make_client()
    adopt(made, CHARTER.format(name="severe"))
    arrive(made, delivery(comment(1, INSULT), comment(2, "Bonjour", author="7002")))
    return made


def say(client: Client, browser: Browser, message: str, **form: str) -> str:
    """Say something of a message on its page; return the page that follows."""
    found = message_of(client, message)
    back = path(client, f"{found.thread_id}/")
    address = path(client, f"messages/{found.pk}/feedback/")
    return text_of(browser.post(address, form | {"back": back}, follow=True))


def figures(client: Client) -> tuple[int, int, int]:
    """Return how often the rule spoke and was said wrong, and how many messages were missed."""
    now = message_of(client, "1_1").received_at
    with workspace_scope([client.id]):
        rule = count_wrong(client.id, now=now)["insult"]
        return rule.spoken, rule.wrong, count_missed(client.id, now=now)


def test_saying_that_it_should_be_shown_decides_and_is_kept(client: Client) -> None:
    browser = browser_of(client.member)
    page = say(client, browser, "1_1", what="should_show", words=" Une  citation ")
    assert "gardé pour la prochaine version de la charte" in page
    with workspace_scope([client.id]):
        kept = Feedback.objects.get()
        entry = AuditEntry.objects.get(action="feedback")
    assert (kept.what, kept.words, kept.rules) == ("should_show", "Une citation", ["insult"])
    assert entry.detail["rules"] == ["insult"]
    assert message_of(client, "1_1").verdict == "allow"
    assert acts_of(client) == [("hide", "cancelled")]
    assert figures(client) == (1, 1, 0)


def test_saying_it_again_replaces_and_taking_it_back_leaves_the_decision(client: Client) -> None:
    browser = browser_of(client.member)
    say(client, browser, "1_1", what="should_show")
    say(client, browser, "1_1", what="wrong_reason")
    with workspace_scope([client.id]):
        assert [one.what for one in Feedback.objects.all()] == ["wrong_reason"]
    page = say(client, browser, "1_1", gone="1")
    assert "Ce que vous avez décidé sur le message reste" in page
    with workspace_scope([client.id]):
        assert Feedback.objects.count() == 0
        assert AuditEntry.objects.filter(action="feedback_taken_back").count() == 1
    assert message_of(client, "1_1").verdict == "allow"


def test_a_message_that_should_have_been_caught_is_hidden_with_its_undo(client: Client) -> None:
    page = say(client, browser_of(client.member), "1_2", what="should_hide")
    assert ("hide", "waiting") in acts_of(client)
    assert "data-undo" in page
    assert figures(client) == (1, 0, 1)


def test_two_members_count_as_one_decision_said_wrong(client: Client) -> None:
    second = invite_member(
        organisation=client.organisation,
        email="second@example.org",
        name="Dominique",
        password="a long sentence",
        now=NOW,
    )
    give_role(member=second, kind=RoleKind.MODERATOR)
    for member in (client.member, second):
        say(client, browser_of(member), "1_1", what="wrong_reason")
    with workspace_scope([client.id]):
        assert Feedback.objects.count() == 2
    assert figures(client) == (1, 1, 0)


def test_only_those_who_moderate_are_asked(client: Client) -> None:
    reader = invite_member(
        organisation=client.organisation,
        email="reader@example.org",
        name="Dominique",
        password="a long sentence",
        now=NOW,
    )
    give_role(member=reader, kind=RoleKind.ANALYST)
    thread = path(client, f"{message_of(client, '1_1').thread_id}/")
    assert "Pas juste" in text_of(browser_of(client.member).get(thread))
    assert "Pas juste" not in text_of(browser_of(reader).get(thread))
    say(client, browser_of(reader), "1_1", what="should_show")
    with workspace_scope([client.id]):
        assert Feedback.objects.count() == 0


def test_endless_words_and_other_words_are_refused(client: Client) -> None:
    browser = browser_of(client.member)
    assert "Au plus 500" in say(client, browser, "1_1", what="wrong_reason", words="a" * 501)
    assert "Dites ce qui est faux" in say(client, browser, "1_1", what="nothing")


def test_the_charter_page_counts_and_its_list_leads_to_a_draft_with_tests(client: Client) -> None:
    browser, slug = browser_of(client.member), client.workspace.slug
    say(client, browser, "1_1", what="should_show", words="Ironie")
    page = text_of(browser.get(f"/charter/{slug}/"))
    assert re.search(r"dite fausse 1 fois sur 1\s+décision", page)
    assert "(1 terme)" in page
    listed = text_of(browser.get(f"/charter/{slug}/feedback/?rule=insult"))
    assert "Ironie" in listed
    assert INSULT in listed
    message = str(message_of(client, "1_1").pk)
    form = {"rule": "insult", "message": message, "expect": "quiet"}
    draft = browser.post(f"/charter/{slug}/tests/", form)
    assert f'- {{text: "{INSULT}", expect: quiet}}' in text_of(draft).replace("&quot;", '"')
    assert "Des tests des règles échouent" in text_of(draft)


def test_the_api_gives_takes_back_and_lists(client: Client) -> None:
    browser = Browser(headers={"Authorization": f"Bearer {client.token()}"})
    message = message_of(client, "1_1").pk
    address = f"/api/v1/messages/{message}/feedback"
    told = browser.post(address, {"what": "should_show"}, content_type="application/json")
    assert told.json()["decision"]["verdict"] == "allow"
    (one,) = browser.get("/api/v1/feedback").json()["items"]
    assert (one["message"], one["text"], one["rules"]) == (message, INSULT, ["insult"])
    assert browser.delete(address).status_code == 204
    assert browser.delete(address).status_code == 404


def test_pages_of_feedback_hold_each_once(client: Client) -> None:
    browser = browser_of(client.member)
    for message in ("1_1", "1_2"):
        say(client, browser, message, what="should_hide")
    with workspace_scope([client.id]):
        first, following = list_feedback(client.id, limit=1)
        second, end = list_feedback(client.id, limit=1, cursor=following)
        threads = set(Thread.objects.values_list("pk", flat=True))
    assert {first[0]["thread_id"], second[0]["thread_id"]} == threads
    assert end == ""


HOSTILE = 'A "quoted"\nline: {x} # no comment \u2028 \u202e 🍞 \\ é'
BARE = """charter: bare
version: 1
rules:
  # Kept as it is.
  - rule: one
    when: {pattern: "a+"}
    verdict: review
"""


@pytest.mark.parametrize("source", [CHARTER.format(name="x"), BARE])
def test_a_test_is_added_to_the_text_and_nothing_else_changes(source: str) -> None:
    rule = load_charter(source).rules[0].name
    changed = add_tests(source, rule, [NewTest(HOSTILE, must_fire=False)])
    (added, *_rest) = load_charter(changed).rules[0].examples
    assert (added.text, added.must_fire) == (HOSTILE, False)
    assert [line for line in source.split("\n") if line not in changed.split("\n")] == []
    assert add_tests(changed, rule, [NewTest(HOSTILE, must_fire=False)]) == changed


def test_a_text_written_in_an_unusual_way_is_left_to_its_author() -> None:
    source = (
        'charter: flow\nversion: 1\nrules: [{rule: one, when: {pattern: "a+"}, verdict: review}]\n'
    )
    with pytest.raises(Refused, match="write them in"):
        add_tests(source, "one", [NewTest("b", must_fire=False)])
    with pytest.raises(Refused, match="no rule"):
        add_tests(source, "two", [NewTest("b", must_fire=False)])
