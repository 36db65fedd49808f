"""A client teaches its own intents and corrects the models; what proves better is used."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from palabre.inbox.models import Correction, TaughtKind, TaughtModel, Thread
from palabre.inbox.queries import Filter, list_threads
from palabre.inbox.teaching.actions import correct_message, put_live, take_off
from palabre.inbox.teaching.learning import learn_now, learn_waiting
from palabre.inbox.teaching.taught import list_own_intents
from palabre.inbox.understanding.read import understand
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.engine.learning.samples import write_csv
from tests.inbox.test_pages import browser_of, colleague, tell, text_of
from tests.inbox.test_understanding import understood
from tests.machinery.seeds import NOW, Client, comment, make_client
from tests.moderation.judging import message_of

CAKE = "Bonjour, je voudrais commander un gros gâteau pour dimanche"
JOKES = [
    f"Ton {thing} est une tuerie, {name} tu nous as tués"
    for name in ("Paul", "Lise", "Marc", "Anna", "Noé", "Zoé", "Jean", "Luc")
    for thing in ("pain", "gâteau", "croissant", "sandwich", "café")
]


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def page_of(client: Client, rest: str) -> str:
    return f"/teaching/{client.workspace.slug}/{rest}"


def versions(client: Client, kind: str = TaughtKind.INTENTS) -> list[TaughtModel]:
    with workspace_scope([client.id]):
        of_kind = TaughtModel.objects.filter(workspace_id=client.id, kind=kind)
        return list(of_kind.order_by("number"))


def upload(browser: Browser, client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("examples.csv", content)
    return text_of(browser.post(page_of(client, "intents/"), {"file": file}, follow=True))


def teach(browser: Browser, client: Client, content: bytes = write_csv()) -> None:
    """Upload examples and learn them."""
    assert "s’apprennent" in upload(browser, client, content)
    assert learn_waiting(client.id) == 1


def go_live(browser: Browser, client: Client, number: str, kind: str = "intents") -> str:
    address = page_of(client, f"{kind}/live/")
    return text_of(browser.post(address, {"number": number}, follow=True))


def own_intent(client: Client, text: str) -> str:
    [read] = understand(client.id, [text], depth="fast")
    return read.signals.own_intent.name if read.signals.own_intent else ""


def test_examples_are_learned_shown_and_used_once_live(client: Client, browser: Browser) -> None:
    teach(browser, client)
    [version] = versions(client)
    assert version.report["intents"] == 3
    page = text_of(browser.get(page_of(client, "intents/")))
    assert "des textes du sujet reçoivent leur intention" in page
    assert "allergens" in page
    assert own_intent(client, CAKE) == ""
    assert "En service" in go_live(browser, client, "1")
    assert own_intent(client, CAKE) == "order_cake"
    assert own_intent(client, "Il pleut encore sur la ville") == "none"
    tell(client, comment(1, CAKE), comment(2, "Il pleut encore sur la ville", author="7002"))
    assert understood(client).own_intent == "order_cake"
    assert understood(client).versions.keys() >= {"fast", "intents"}
    assert understood(client, "1_2").own_intent == "none"


def test_conversations_are_found_by_own_intents(client: Client, browser: Browser) -> None:
    teach(browser, client)
    go_live(browser, client, "1")
    post = {"id": "42_9", "message": "Un autre billet"}
    tell(client, comment(1, CAKE), comment(2, "Y a-t-il du gluten ?", author="7002", post=post))
    with workspace_scope([client.id]):
        assert list_own_intents(client.id) == ("allergens", "lesson", "order_cake")
        [found] = list_threads(client.id, Filter(own="order_cake")).items
        assert found["own_intent"] == "order_cake"
        assert Thread.objects.filter(own_intent="none").count() == 0
        assert list_threads(client.id, Filter(own="none")).items == []
    address = f"/inbox/{client.workspace.slug}/?view=all&own=order_cake"
    page = text_of(browser.get(address))
    assert "Intention propre" in page
    assert CAKE in page
    pane = text_of(browser.get(f"/inbox/{client.workspace.slug}/{found['id']}/"))
    assert "own=order_cake" in pane


def test_an_older_version_comes_back_and_none_is_used(client: Client, browser: Browser) -> None:
    teach(browser, client)
    go_live(browser, client, "1")
    teach(browser, client, write_csv().replace(b"order_cake", b"cakes"))
    go_live(browser, client, "2")
    assert own_intent(client, CAKE) == "cakes"
    go_live(browser, client, "1")
    assert own_intent(client, CAKE) == "order_cake"
    assert [one.is_live for one in versions(client)] == [True, False]
    assert "Retirée" in go_live(browser, client, "0")
    assert own_intent(client, CAKE) == ""
    with workspace_scope([client.id]):
        actions = AuditEntry.objects.filter(subject__startswith="taught:intents")
        assert [one.action for one in actions.order_by("number")] == [
            "taught", "taught_live", "taught", "taught_left", "taught_live", "taught_left",
            "taught_live", "taught_left",
        ]  # fmt: skip


def test_faulty_examples_are_told_by_their_lines(client: Client, browser: Browser) -> None:
    page = upload(browser, client, b"texte;intent\nbonjour;\n")
    assert "Ligne 2 : L’intention est vide." in page
    answer = browser.post(page_of(client, "intents/"), {"text": "text,intent\nx,a"})
    assert answer.status_code == 422
    assert "« a » a 1 exemples différents ; il en faut 10." in text_of(answer)
    assert versions(client) == []


def test_what_is_not_there_cannot_go_live_and_one_is_learned_at_a_time(
    client: Client, browser: Browser
) -> None:
    upload(browser, client, write_csv())
    assert "Une version s’apprend" in upload(browser, client, write_csv())
    with workspace_scope([client.id]):
        for kind, number in (("intents", 1), ("intents", 7), ("corrections", 1)):
            with pytest.raises(Refused):
                put_live(workspace=client.id, kind=kind, number=number, by="member:1", now=NOW)
        take_off(workspace=client.id, kind="intents", by="member:1", now=NOW)


def test_only_those_who_manage_teach_and_put_live(client: Client, browser: Browser) -> None:
    teach(browser, client)
    moderator = colleague(client, "moderator")
    assert 'type="file"' not in text_of(moderator.get(page_of(client, "intents/")))
    upload(moderator, client, write_csv())
    go_live(moderator, client, "1")
    assert [one.is_live for one in versions(client)] == [False]


def test_a_client_never_reads_with_what_another_taught(client: Client, browser: Browser) -> None:
    teach(browser, client)
    go_live(browser, client, "1")
    other = make_client("florist")
    assert own_intent(client, CAKE) == "order_cake"
    assert own_intent(other, CAKE) == ""


def correct(client: Client, number: int, **answers: str) -> None:
    message = message_of(client, f"1_{number}")
    with workspace_scope([client.id]):
        correct_message(
            workspace=client.id, message=message.pk, answers=answers, by="member:1", now=NOW
        )


def said(client: Client) -> dict[str, str]:
    with workspace_scope([client.id]):
        return dict(Correction.objects.values_list("about", "answer"))


def test_a_member_says_what_is_right_and_takes_it_back(client: Client, browser: Browser) -> None:
    tell(client, comment(1, "Tu es un sale connard, dégage"))
    message = message_of(client)
    address = f"/inbox/{client.workspace.slug}/messages/{message.pk}/correction/"
    pane = text_of(browser.get(f"/inbox/{client.workspace.slug}/{message.thread_id}/"))
    assert address in pane
    assert 'value="toxic" checked' in text_of(browser.get(address))
    form = {"label": ["profanity"], "sentiment": "negative", "intent": "complaint"}
    assert "gardé pour en apprendre" in text_of(browser.post(address, form, follow=True))
    kept = said(client)
    assert kept.items() >= {"toxic": "no", "profanity": "yes", "intent": "complaint"}.items()
    assert "spam" not in kept
    assert 'value="toxic" checked' not in text_of(browser.get(address))
    browser.post(address, {"gone": "1"})
    assert said(client) == {}


def test_an_answer_that_does_not_exist_is_refused(client: Client) -> None:
    tell(client, comment(1, "Bonjour"))
    for answers in ({"toxic": "perhaps"}, {"colour": "yes"}, {"sentiment": "yes"}):
        with pytest.raises(Refused):
            correct(client, 1, **answers)


def test_saying_that_a_message_should_be_shown_teaches_the_models(
    client: Client, browser: Browser
) -> None:
    tell(client, comment(1, "Espèce de connard"))
    message = message_of(client)
    address = f"/inbox/{client.workspace.slug}/messages/{message.pk}/feedback/"
    browser.post(address, {"what": "should_show"})
    assert said(client)["toxic"] == "no"


def test_corrections_that_prove_better_go_live_by_themselves(
    client: Client, browser: Browser
) -> None:
    tell(client, *(comment(number, text) for number, text in enumerate(JOKES, 1)))
    for number in range(1, len(JOKES) + 1):
        correct(client, number, sentiment="positive", intent="praise", toxic="no")
    page = text_of(browser.post(page_of(client, "learning/"), follow=True))
    assert "s’apprennent" in page
    assert learn_waiting(client.id) == 1
    [version] = versions(client, TaughtKind.CORRECTIONS)
    told = version.report["full" if "full" in version.report else "fast"]
    was_wrong = [about for about, one in told.items() if one["right"]["before"]["share"] < 0.5]
    assert was_wrong, "The general models know this joke by now: find another."
    assert all(told[about]["promoted"] for about in was_wrong)
    assert version.is_live
    shown = text_of(browser.get(page_of(client, "corrections/")))
    assert "retenu" in shown
    assert "le hasard ne l’explique pas" in shown
    [read] = understand(client.id, ["Ce flan est une tuerie, tu nous as tués"], depth="fast")
    assert "corrections" in read.models


def test_few_corrections_change_nothing_and_say_so(client: Client, browser: Browser) -> None:
    assert learn_now(client.id, by="palabre") is None
    tell(client, comment(1, JOKES[0]))
    correct(client, 1, toxic="no")
    report = learn_now(client.id, by="palabre")
    assert report is not None
    assert report["answers"] == {"toxic": 1}
    [version] = versions(client, TaughtKind.CORRECTIONS)
    assert not version.is_live
    assert "rien de retenu" in text_of(browser.get(page_of(client, "corrections/")))
    assert "n’a rien appris" in go_live(browser, client, "1", kind="corrections")
