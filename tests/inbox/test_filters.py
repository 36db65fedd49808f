"""Filters of the list: in the address, as chips, through the API, kept on the way."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from palabre.inbox.assignment import assign_thread
from palabre.inbox.filters import Asked, read_asked
from palabre.inbox.labels import label_message
from palabre.inbox.models import Message, Thread
from palabre.plumbing.scope import workspace_scope
from tests.api.asking import Caller, assert_problem
from tests.inbox.test_pages import browser_of, client, path, tell, text_of
from tests.machinery.seeds import NOW, Client, comment, private

__all__ = ["client"]


@pytest.fixture
def busy(client: Client) -> Client:
    """Give a bakery with a comment to review, a private message, and one that is somebody's."""
    tell(client, private(10, "En secret"), comment(11, "Bravo", author="7011"))
    by = f"member:{client.member.pk}"
    with workspace_scope([client.id]):
        mine = Message.objects.get(external_id="1_11")
        assign_thread(
            workspace=client.workspace, thread=mine.thread_id, member=client.member.pk, by=by,
            now=NOW,
        )  # fmt: skip
        label_message(workspace=client.id, message=mine.pk, name="bravo", by=by, now=NOW)
    return client


def found(client: Client, **query: str) -> list[str]:
    """Return the last texts of the threads that the API lists."""
    listed = Caller(client.token()).get("/threads", **query)
    return [one["last_text"] for one in listed["items"]]


def test_each_filter_narrows_the_list_and_they_combine(busy: Client) -> None:
    everything = found(busy)
    assert len(everything) == 3
    assert found(busy, kind="message") == ["En secret"]
    assert found(busy, label="bravo") == found(busy, assignee="me") == ["Bravo"]
    assert found(busy, assignee=str(busy.member.pk), kind="comment") == ["Bravo"]
    assert "Bravo" not in found(busy, assignee="none")
    assert len(found(busy, verdict="hide")) == 1
    assert found(busy, network="instagram") == []
    assert len(found(busy, network="facebook")) == 3
    assert found(busy, account=busy.account.key, label="bravo") == ["Bravo"]
    with workspace_scope([busy.id]):
        person = Thread.objects.get(last_text="Bravo").person_id
    assert found(busy, person=str(person)) == ["Bravo"]
    assert found(busy, q="secret", kind="comment") == []


def test_what_was_understood_narrows_the_list(busy: Client) -> None:
    tell(
        busy,
        private(20, "Je contacte mon avocat, rappelez-moi vite", sender={"id": "7020"}),
        comment(21, "Tu es un sale connard, dégage", author="7021"),
        comment(22, "Hello, how much is this bag please?", author="7022"),
    )
    insult, price = "Tu es un sale connard, dégage", "Hello, how much is this bag please?"
    assert insult in found(busy, risk="toxic")
    assert price not in found(busy, risk="toxic")
    assert found(busy, risk="self_harm") == []
    assert found(busy, intent="price_question", lang="en") == [price]
    assert insult in found(busy, mood="negative", lang="fr")
    assert found(busy, mood="negative", lang="en") == []
    assert found(busy, urgent="1") == ["Je contacte mon avocat, rappelez-moi vite"]
    listed = Caller(busy.token()).get("/threads", urgent="1")["items"][0]
    assert (listed["urgent"], listed["language"], listed["mood"]) == (True, "fr", "negative")
    page = text_of(browser_of(busy.member).get(path(busy, "?view=all&risk=toxic&mood=negative")))
    assert page.count('class="chip"') == 2
    assert "Toxique" in page
    for wrong in ({"risk": "spite"}, {"mood": "sad"}, {"urgent": "yes"}, {"lang": "tlh"}):
        assert_problem(Caller(busy.token()).ask("GET", "/threads", query=wrong), 422)
        (name, said), *_ = wrong.items()
        page = text_of(browser_of(busy.member).get(path(busy, f"?view=all&{name}={said}")))
        assert page.count('class="chip chip-wrong"') == 1


def test_days_are_those_of_the_persons_zone(busy: Client) -> None:
    busy.member.time_zone = "Pacific/Auckland"
    busy.member.save()
    with workspace_scope([busy.id]):
        at = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)  # the 21st in Auckland
        Thread.objects.filter(last_text="Bravo").update(last_at=at)
        Thread.objects.exclude(last_text="Bravo").update(last_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert found(busy, **{"from": "2026-11-21", "to": "2026-11-21"}) == ["Bravo"]
    assert found(busy, **{"from": "2026-11-22"}) == []
    assert found(busy, **{"from": "2026-11-10", "to": "2026-11-20"}) == []
    page = text_of(browser_of(busy.member).get(path(busy, "?view=all&from=2026-11-21")))
    assert page.count('data-row="') == 1
    assert "21 novembre 2026" in page


def test_chips_take_one_filter_off_and_the_others_stay(busy: Client) -> None:
    browser = browser_of(busy.member)
    page = text_of(browser.get(path(busy, "?view=all&kind=comment&label=bravo&assignee=me")))
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page)
    assert len(chips) == 3
    assert path(busy, "?view=all&amp;label=bravo&amp;assignee=me") in chips
    row = re.search(r'class="row" href="([^"]+)"', page)
    assert row
    assert row[1].endswith("?view=all&amp;kind=comment&amp;label=bravo&amp;assignee=me")
    opened = text_of(browser.get(row[1].replace("&amp;", "&")))
    assert opened.count('class="chip"') == 3
    assert page.count('data-row="') == opened.count('data-row="') == 1


def test_what_an_address_cannot_mean_is_left_out_and_said(busy: Client) -> None:
    browser = browser_of(busy.member)
    odd = "account=x&network=myspace&kind=letter&verdict=burn&person=-1&assignee=you&to=9999-99-99"
    page = text_of(browser.get(path(busy, f"?view=all&from=tomorrow&{odd}&saved=0")))
    assert page.count('data-row="') == 3
    assert page.count('class="chip chip-wrong"') == 8
    assert "« tomorrow » ne veut rien dire ici" in page
    far = path(busy, "?view=all&account=99999&person=99999&assignee=99999&from=2026-01-02")
    page = text_of(browser.get(far))
    assert "Aucune conversation d’ici ne passe ces filtres" in page
    assert page.count("inconnu") >= 3
    for wrong in ({"kind": "letter"}, {"from": "tomorrow"}, {"assignee": "you"}):
        answer = Caller(busy.token()).ask("GET", "/threads", query=wrong)
        assert_problem(answer, 422)


def test_an_address_reads_as_it_was_written() -> None:
    address = {
        "view": "all", "account": "3", "network": "facebook", "kind": "comment", "label": "a b",
        "verdict": "hide", "person": "4", "assignee": "none", "from": "2026-11-01",
        "to": "2026-11-30", "q": "déjà & co", "risk": "threat", "urgent": "1", "intent": "refund",
        "mood": "negative", "lang": "de",
    }  # fmt: skip
    asked = read_asked(address)
    assert asked.values == address
    assert asked.wrong == {}
    assert asked.without("words").without("label").values.keys() == address.keys() - {"q", "label"}
    assert Asked().query == ""


def test_labels_come_with_the_messages_of_the_api(busy: Client) -> None:
    listed = Caller(busy.token()).get("/messages")["items"]
    assert [one["labels"] for one in listed if one["text"] == "Bravo"] == [["bravo"]]


def test_a_name_finds_its_person_and_several_are_offered_to_choose(busy: Client) -> None:
    browser = browser_of(busy.member)
    page = text_of(browser.get(path(busy, "?view=all&person_name=7011")))
    assert '<b dir="auto">Person 7011</b>' in page
    assert page.count('data-row="') == 1
    assert found(busy, person_name="7011") == ["Bravo"]
    assert found(busy, person_name="personne") == []
    assert "personne appelé « personne »" in text_of(
        browser.get(path(busy, "?view=all&person_name=personne"))
    )

    page = text_of(browser.get(path(busy, "?view=all&person_name=person&kind=comment")))
    assert page.count('data-row="') == 2
    assert "Plusieurs personnes portent ce nom" in page
    choices = re.findall(r'<a class="chip" href="([^"]+)"><span><b dir="auto">(.*?)</b>', page)
    chosen = {name: address for address, name in choices}["Person 7011"]
    page = text_of(browser.get(chosen.replace("&amp;", "&")))
    assert page.count('data-row="') == 1
    assert "kind=comment" in chosen
    assert "person_name" not in chosen


def test_a_name_that_is_written_wins_over_the_person_chosen_before(busy: Client) -> None:
    with workspace_scope([busy.id]):
        other = Thread.objects.exclude(last_text="Bravo").first()
        assert other
    asked = read_asked({"person": str(other.person_id), "person_name": "7011"})
    assert (asked.person, asked.person_name, asked.wrong) == (None, "7011", {})
