"""What is understood of messages: as they arrive, when they change, and later."""

from __future__ import annotations

import re

import pytest

from palabre.engine.personal_data import KINDS
from palabre.engine.understanding.vocabulary import INTENTS, LABELS, SENTIMENTS
from palabre.inbox.models import Message, Thread, Understanding
from palabre.inbox.understanding.catching_up import LAST, deepen, read_older
from palabre.inbox.understanding.read import understand
from palabre.inbox.understanding.store import write
from palabre.inbox.understanding.wording import DATA, GRAVITY, MOODS, RISKS, WISHES
from palabre.moderation.models import Decision
from palabre.plumbing.scope import workspace_scope
from tests.api.asking import Caller
from tests.inbox.test_pages import browser_of, path, text_of
from tests.machinery.seeds import NOW, Client, comment, delivery, make_client, private
from tests.moderation.judging import acts_of, adopt, arrive, message_of, verdicts
from tests.plumbing.test_stream import heard_while

INSULT = "Tu es un sale connard, dégage"
URGENT = "Vous êtes des voleurs, je contacte mon avocat, rappelez-moi vite"
PRICE = "Bonjour, quel est le prix de ce sac ?"
ON_LABELS = """
charter: scores
version: 1
rules:
  - rule: likely-toxic
    when: {label: {toxic: ">= 0.8"}}
    verdict: hide
    reason: {fr: "Propos toxiques", en: "Toxic words"}
"""


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


def understood(client: Client, external_id: str = "1_1") -> Understanding:
    """Return what was understood of a message."""
    message = message_of(client, external_id)
    with workspace_scope([client.id]):
        return Understanding.objects.get(workspace_id=client.id, message_id=message.pk)


def thread_of(client: Client, external_id: str = "1_1") -> Thread:
    """Return the conversation of a message."""
    message = message_of(client, external_id)
    with workspace_scope([client.id]):
        return Thread.objects.get(workspace_id=client.id, pk=message.thread_id)


def forget(client: Client) -> None:
    """Leave the messages as those of a desk that had no models."""
    with workspace_scope([client.id]):
        Understanding.objects.all().delete()
        Thread.objects.update(risks=[], lang="", mood="", intent="", is_urgent=False)


def test_a_message_is_understood_as_it_arrives(client: Client) -> None:
    arrive(client, delivery(comment(1, PRICE)), delivery(comment(2, INSULT)))
    price, insult = understood(client), understood(client, "1_2")
    assert (price.lang, price.intent, price.risks) == ("fr", "price_question", [])
    assert insult.mood == "negative"
    assert "toxic" in insult.risks
    assert insult.labels["toxic"] >= 0.9
    assert price.versions["fast"]


def test_an_edited_message_is_understood_anew(client: Client) -> None:
    arrive(client, delivery(comment(1, PRICE)))
    arrive(client, delivery(comment(1, INSULT, verb="edited", at=9)))
    assert "toxic" in understood(client).risks
    assert thread_of(client).risks == sorted(understood(client).risks)


def test_personal_data_is_kept_with_its_place(client: Client) -> None:
    arrive(client, delivery(comment(1, "Écrivez-moi : lise@exemple.fr")))
    assert understood(client).personal_data == [["email", 14, 29]]


def test_of_a_text_without_words_nothing_is_understood(client: Client) -> None:
    arrive(client, delivery(comment(1, "")))
    nothing = understood(client)
    assert (nothing.lang, nothing.mood, nothing.intent, nothing.labels) == ("", "", "", {})


def test_a_conversation_carries_the_risks_of_all_and_the_intent_of_the_last(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(2, PRICE, parent=1)))
    thread = thread_of(client)
    assert "toxic" in thread.risks
    assert (thread.intent, thread.lang) == ("price_question", "fr")


def test_a_conversation_is_urgent_until_it_is_answered(client: Client) -> None:
    arrive(client, delivery(private(1, URGENT)))
    arrive(client, delivery(private(2, "Vous êtes là ?")))
    assert thread_of(client, "m_1").is_urgent
    arrive(client, delivery(private(3, "Nous vous rappelons tout de suite", echo=True)))
    assert not thread_of(client, "m_1").is_urgent


def test_a_removed_message_no_longer_marks_its_conversation(client: Client) -> None:
    arrive(client, delivery(comment(1, PRICE)), delivery(comment(2, INSULT, parent=1)))
    assert thread_of(client).risks
    arrive(client, delivery(comment(2, parent=1, verb="remove")))
    assert thread_of(client).risks == []


def test_a_rule_on_labels_decides_on_what_the_models_say(client: Client) -> None:
    adopt(client, ON_LABELS)
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(2, PRICE)))
    assert verdicts(client) == {"1_1": "hide", "1_2": "allow"}
    assert [verb for verb, _ in acts_of(client)] == ["hide"]
    with workspace_scope([client.id]):
        decision = Decision.objects.filter(verdict="hide").get()
    words = {INSULT[start:end] for start, end in decision.because[0]["spans"]}
    assert "connard" in words


def test_older_messages_are_read_from_the_latest_back_and_once(client: Client) -> None:
    arrive(client, *(delivery(comment(number, PRICE)) for number in range(1, 4)))
    arrive(client, delivery(comment(4, INSULT)))
    forget(client)
    adopt(client, ON_LABELS)
    step = read_older(client.id, before=LAST)
    assert (step.read, step.before) == (4, 0)
    assert read_older(client.id).read == 0
    assert read_older(client.id, again=True).read == 4
    assert understood(client).intent == thread_of(client).intent == "price_question"
    assert verdicts(client)["1_4"] != "", "What was decided stays."
    with workspace_scope([client.id]):
        by = set(Decision.objects.values_list("charter", flat=True))
    assert len(by) == 1, "The new charter was not asked."


def test_what_waits_for_the_deep_model_is_read_again_and_decided_on(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(2, PRICE)))
    adopt(client, ON_LABELS)
    with workspace_scope([client.id]):
        Message.objects.update(verdict="allow")
        Understanding.objects.update(wants_full=True, mood="neutral", labels={})
    assert deepen(client.id) == 2
    assert deepen(client.id) == 0
    assert verdicts(client)["1_1"] == "hide"
    assert understood(client).mood == "negative"


def test_what_is_better_understood_is_told_quietly_for_nothing_is_new(client: Client) -> None:
    arrive(client, delivery(comment(1, PRICE)))
    with workspace_scope([client.id]):
        Understanding.objects.update(wants_full=True)
    (told,) = heard_while(lambda: deepen(client.id))
    assert told["is_quiet"] is True
    assert told["count"] == 1


def test_a_text_that_changed_meanwhile_is_not_given_the_old_understanding(client: Client) -> None:
    arrive(client, delivery(comment(1, PRICE)))
    forget(client)
    message = message_of(client)
    with workspace_scope([client.id]):
        reads = understand(client.id, ["Autre chose"], depth="fast")
        kept = write(client.id, {message.pk: "Autre chose"}, reads, wants_full=False, now=NOW)
    assert kept == []


def shown(client: Client, external_id: str) -> str:
    """Return the page of a message's conversation, in French."""
    thread = message_of(client, external_id).thread_id
    return text_of(browser_of(client.member).get(path(client, f"{thread}/?view=all")))


def test_a_message_shows_what_matters_and_the_words_that_say_so(client: Client) -> None:
    adopt(client, ON_LABELS)
    arrive(client, delivery(comment(1, URGENT)), delivery(comment(2, "Écrivez à lise@exemple.fr")))
    page = shown(client, "1_1")
    assert 'class="tell tell-harm"' in page
    assert "Réclamation" in page
    assert '<mark dir="auto">avocat</mark>' in page
    assert '<span class="hint">avocat</span>' in page
    assert "risk=" not in page
    page = shown(client, "1_2")
    assert '<mark dir="auto">lise@exemple.fr</mark>' in page
    assert "Adresse e-mail" in page


def test_what_a_rule_on_trial_would_have_said_is_told_and_marks_nothing(client: Client) -> None:
    adopt(client, ON_LABELS.replace("verdict: hide", "verdict: hide\n    mode: shadow"))
    arrive(client, delivery(comment(1, INSULT)))
    page = shown(client, "1_1")
    assert "Une règle à l’essai aurait parlé : Propos toxiques" in page
    text = re.search(r'<p class="text".*?</p>', page)
    assert text
    assert "<mark" not in text[0]
    assert 'class="why"' not in page
    assert verdicts(client) == {"1_1": "allow"}


def test_the_api_tells_what_was_understood(client: Client) -> None:
    arrive(client, delivery(comment(1, INSULT)), delivery(comment(2, "")))
    told = Caller(client.token()).get("/messages")["items"]
    insult = next(one["understanding"] for one in told if one["external_id"] == "1_1")
    assert "toxic" in insult["risks"]
    assert insult["labels"]["toxic"] >= 0.9
    assert set(insult["labels"]) == set(LABELS)
    assert (insult["language"], insult["mood"], insult["urgent"]) == ("fr", "negative", False)
    assert next(one["understanding"] for one in told if one["external_id"] == "1_2") is None


def test_everything_that_can_be_understood_has_words() -> None:
    assert set(RISKS) == set(GRAVITY) == set(LABELS)
    assert set(MOODS) == set(SENTIMENTS)
    assert set(WISHES) == set(INTENTS)
    assert set(DATA) == set(KINDS)
