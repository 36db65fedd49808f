"""A rule's mode by one control, a new rule by a form: the rest of the text stays as it was."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from palabre.engine.moderation.charter import load_charter
from palabre.engine.moderation.default import get_default_text
from palabre.engine.moderation.rules import Mode
from palabre.engine.vocabulary import Verdict
from palabre.inbox.models import Understanding
from palabre.inbox.understanding.catching_up import deepen
from palabre.moderation.queries import get_charter, get_source
from palabre.moderation.rule_edits import MODES, NewRule, add_rule, set_mode
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import Client, add_account, comment, delivery, make_client
from tests.moderation.judging import adopt, arrive, review, verdicts

OURS = """charter: bakery
version: 1
lists:  # ours
  sweets: {terms: [croissant]}
rules:
  # what we hide
  - rule: sweet
    when: {list: sweets}
    verdict: hide   # at once
    reason: {fr: "Parle de croissants", en: "Speaks of croissants"}
    tests:
      - {text: "un croissant", expect: fire}
  - rule: link
    mode: shadow  # until June
    when: {pattern: 'https?://'}
    verdict: review
"""
FORM = {
    "name": "grignous", "words": "grignou\ngrignous*", "verdict": "hide", "mode": "shadow",
    "reason_fr": "Dit « grignou »", "reason_en": "Says grignou", "fire": "sale gr1gnou",
    "quiet": "un grigou",
}  # fmt: skip


@pytest.fixture
def client(database: None) -> Client:
    """Give a client with a charter of its own."""
    client = make_client()
    adopt(client, OURS)
    return client


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's charter."""
    return f"/charter/{client.workspace.slug}/{rest}"


def test_a_mode_is_written_in_its_place_and_nothing_else_changes() -> None:
    assert set_mode(OURS, "link", "live") == OURS.replace("shadow  #", "live  #")
    off = set_mode(OURS, "sweet", "off")
    assert off == OURS.replace("- rule: sweet\n", "- rule: sweet\n    mode: off\n")
    canary = {rule.name: rule for rule in load_charter(set_mode(OURS, "sweet", "canary 10%")).rules}
    assert (canary["sweet"].mode, canary["sweet"].share) == (Mode.CANARY, 10)
    assert canary["link"].mode is Mode.SHADOW


def test_rules_of_the_default_charter_take_every_mode() -> None:
    source = get_default_text()
    names = [rule.name for rule in load_charter(source).rules]
    for name, (mode, (wanted, share)) in zip(names[::5], MODES.items(), strict=False):
        changed = load_charter(set_mode(source, name, mode)).rules
        rule = next(one for one in changed if one.name == name)
        assert (rule.mode, rule.share) == (wanted, share)


@pytest.mark.parametrize("written", ["  - {rule: x, when: {pattern: a}, verdict: hide}\n"])
def test_what_cannot_be_changed_by_itself_is_refused(written: str) -> None:
    source = "charter: c\nversion: 1\nrules:\n" + written
    with pytest.raises(Refused, match="write it in"):
        set_mode(source, "x", "shadow")
    with pytest.raises(Refused, match="modes are"):
        set_mode(OURS, "sweet", "loud")
    with pytest.raises(Refused, match="no rule of this name"):
        set_mode(OURS, "bitter", "off")


@pytest.mark.parametrize("source", [OURS, get_default_text()])
def test_a_rule_is_added_with_its_words_and_its_tests(source: str) -> None:
    wish = NewRule(
        "grignous", {"intent": "complaint"}, "hide", {"fr": 'Dit "grignou"', "en": "Says it"},
        words=["grignou", "sale: grignou"], acts=["timeout: [10m, 1h]", "slow: 30s, expires: 5m"],
    )  # fmt: skip
    before, after = load_charter(source), load_charter(add_rule(source, wish))
    added = after.rules[0]
    assert (added.name, added.verdict, added.mode) == ("grignous", Verdict.HIDE, Mode.SHADOW)
    assert added.texts["fr"] == 'Dit "grignou"'
    assert added.lists == ("grignous",)
    assert [(plan.kind, plan.ladder, plan.expires) for plan in added.plans] == [
        ("timeout", (600, 3600), 0),
        ("slow", (30,), 300),
    ]
    assert len(after.rules) == len(before.rules) + 1
    for line in source.splitlines():
        assert line in add_rule(source, wish).splitlines()


def test_a_rule_without_a_condition_or_with_a_known_name_is_refused() -> None:
    with pytest.raises(Refused, match="when the rule speaks"):
        add_rule(OURS, NewRule("empty", {}, "hide", {}))
    with pytest.raises(Refused, match="already"):
        add_rule(OURS, NewRule("sweet", {"intent": "praise"}, "hide", {}))
    with pytest.raises(Refused, match="small letters"):
        add_rule(OURS, NewRule("Très grand", {"intent": "praise"}, "hide", {}))
    with pytest.raises(Refused):
        add_rule(OURS, NewRule("odd", {"pattern": '"(?=ahead)"'}, "hide", {}))


def test_a_rule_put_on_trial_says_and_does_nothing_from_the_next_message_on(
    client: Client,
) -> None:
    browser = browser_of(client.member)
    arrive(client, delivery(comment(1, "un croissant")))
    form = {"rule": "sweet", "mode": "shadow", "number": "1"}
    page = text_of(browser.post(path(client, "mode/"), form, follow=True))
    assert "sweet : À l’essai" in page
    arrive(client, delivery(comment(2, "un croissant")))
    assert verdicts(client) == {"1_1": "hide", "1_2": "allow"}
    with workspace_scope([client.id]):
        entry = AuditEntry.objects.filter(action="charter").latest("number")
        assert (entry.detail["rule"], entry.detail["mode"]) == ("sweet", "shadow")
        assert get_source(client.id)[0] == 2
    overtaken = browser.post(path(client, "mode/"), form | {"mode": "off"}, follow=True)
    assert "Quelqu’un a changé la charte" in text_of(overtaken)
    with workspace_scope([client.id]):
        assert get_source(client.id)[0] == 2


def test_those_who_do_not_manage_change_no_mode_and_add_no_rule(client: Client) -> None:
    moderator = colleague(client, "moderator")
    moderator.post(path(client, "mode/"), {"rule": "sweet", "mode": "off", "number": "1"})
    assert moderator.get(path(client, "rule/")).status_code == 403
    assert "rule-mode" not in text_of(moderator.get(path(client)))
    with workspace_scope([client.id]):
        assert get_charter(client.id).rules[0].mode is Mode.LIVE


def test_the_form_leads_to_a_draft_with_its_tests_run(client: Client) -> None:
    browser: Browser = browser_of(client.member)
    assert 'name="words"' in text_of(browser.get(path(client, "rule/")))
    page = text_of(browser.post(path(client, "rule/"), FORM | {"against": "ban: 30d"}))
    assert "rule: grignous" in page
    assert "acts: [{ban: 30d}]" in page
    assert "ses tests passent" in page
    with workspace_scope([client.id]):
        assert get_source(client.id)[0] == 1, "Nothing is in force yet."
    fails = text_of(browser.post(path(client, "rule/"), FORM | {"quiet": "un grignou"}))
    assert "doit se taire" in fails or "elle doit se taire" in fails or "échouent" in fails
    wrong = browser.post(path(client, "rule/"), FORM | {"name": "Très grand"})
    assert wrong.status_code == 422
    both = text_of(browser.post(path(client, "rule/"), FORM | {"list_name": "sweets"}))
    assert "pas les deux" in both


def test_the_pages_say_what_each_connected_network_makes_of_what_is_asked(client: Client) -> None:
    browser: Browser = browser_of(client.member)
    for address in (path(client), path(client, "rule/")):
        page = text_of(browser.get(address))
        assert page.count('<th scope="row">') == 1, "The client has Facebook alone."
        assert 'data-asked="Exclure l’auteur">Exclure l’auteur' in page
        assert "un bannissement dure jusqu’à sa levée" in page
    add_account(client.workspace, "instagram", "77")
    page = text_of(browser.get(path(client)))
    assert page.count('<th scope="row">') == 2
    assert 'data-asked="Exclure l’auteur">À la main' in page


def test_a_persons_decision_outranks_a_rule_whatever_changes_later(client: Client) -> None:
    arrive(client, delivery(comment(1, "un croissant")))
    review(client, Verdict.ALLOW)
    adopt(client, OURS.replace("verdict: hide ", "verdict: delete "))
    with workspace_scope([client.id]):
        Understanding.objects.update(wants_full=True)
    deepen(client.id)
    arrive(client, delivery(comment(1, "encore un croissant", verb="edited", at=9)))
    assert verdicts(client) == {"1_1": "allow"}
