"""The page of a person: what it shows, what a team does on it, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from palabre.people.context import context_of
from palabre.people.models import Consent, Identity, PersonNote, Strike, Tag
from palabre.people.queries import get_person
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.inbox.test_pages import browser_of, colleague, tell, text_of
from tests.machinery.seeds import Client, comment, make_client, private


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery to whom two people wrote, one of them in private too."""
    made = make_client()
    tell(made, comment(1, "Bonjour, vous ouvrez à quelle heure ?"), private(2, "C’est pour moi"))
    tell(made, comment(3, "Connard", parent=1, author="7002"), comment(4, "Et le pain ?"))
    return made


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def person_of(client: Client, author: str = "7001") -> int:
    """Return the person who stands for an author."""
    with workspace_scope([client.id]):
        return int(Identity.objects.get(external_id=author).person_id)


def path(client: Client, rest: str = "", author: str = "7001") -> str:
    """Return an address about a person."""
    return f"/people/{client.workspace.slug}/{person_of(client, author)}/{rest}"


def post(browser: Browser, address: str, **form: Any) -> str:
    """Send a form and return the page it leads to."""
    return text_of(browser.post(address, form, follow=True))


def test_the_page_shows_everything_they_wrote(client: Client, browser: Browser) -> None:
    page = text_of(browser.get(path(client)))
    for words in ("Bonjour, vous ouvrez", "C’est pour moi", "Et le pain ?", "Français, vu dans"):
        assert words in page
    assert "Connard" not in page
    assert page.index("Et le pain") < page.index("C’est pour moi") < page.index("Bonjour, vous")
    with workspace_scope([client.id]):
        person = get_person(client.id, person_of(client))
    assert (person["messages"], person["hidden"], person["answered"]) == (3, 0, 0)
    assert person["detected_language"] == "fr"


def test_a_long_history_is_read_in_pages_each_message_once(
    client: Client, browser: Browser
) -> None:
    tell(client, *[comment(n, f"Numéro {n}.") for n in range(100, 140)])
    seen: list[str] = []
    address = path(client)
    while address:
        page = browser.get(address).content.decode()
        seen += re.findall(r'id="h-(\d+)"', page)
        following = re.search(r'href="([^"]+\?cursor=[^"#]+)#history"', page)
        address = following[1] if following else ""
    assert len(set(seen)) == len(seen) == 43


def test_tags_and_marks_are_put_on_and_taken_off(client: Client, browser: Browser) -> None:
    page = post(browser, path(client, "tags/"), name="  Fidèle  Cliente ")
    assert "fidèle cliente" in page
    post(browser, path(client, "flags/"), name="vip")
    listed = text_of(browser.get(f"/people/{client.workspace.slug}/?tag=fid%C3%A8le+cliente"))
    assert "Person 7001" in listed
    assert "Person 7002" not in listed
    assert "VIP" in listed
    post(browser, path(client, "tags/"), gone="fidèle cliente")
    post(browser, path(client, "flags/"), gone="vip")
    with workspace_scope([client.id]):
        assert not Tag.objects.exists()
        told = AuditEntry.objects.filter(subject=f"person:{person_of(client)}")
        assert [one.action for one in told.order_by("number")] == ["tag", "flag", "untag", "unflag"]
    assert "n’existe pas" in post(browser, path(client, "flags/"), name="roi")
    assert "de 1 à 60" in post(browser, path(client, "tags/"), name=" ")


def test_a_strike_names_the_message_is_withdrawn_and_counts_again(
    client: Client, browser: Browser
) -> None:
    theirs = path(client, author="7002")
    message = browser.get(theirs).content.decode().split("?strike=")[1].split("#")[0]
    assert "Connard" in text_of(browser.get(f"{theirs}?strike={message}"))
    page = post(browser, theirs + "strikes/", reason="Insulte", message=message)
    assert f"#m-{message}" in page
    with workspace_scope([client.id]):
        strike = Strike.objects.get(rule="")
    for step, words in (("withdrawal", "Retiré par Camille"), ("restoration", "compte à nouveau")):
        assert words in post(browser, f"{theirs}strikes/{strike.pk}/{step}/")
    refused = post(browser, path(client, "strikes/"), reason="Insulte", message=message)
    assert "n’est pas de cette personne" in refused


def test_consent_keeps_its_history_and_the_latest_holds(client: Client, browser: Browser) -> None:
    form = {"kind": "email", "how": "Au comptoir"}
    post(browser, path(client, "consents/"), given="yes", **form)
    page = post(browser, path(client, "consents/"), given="no", **form)
    assert page.index(">retiré<") < page.index("is-past") < page.index(">donné<")
    with workspace_scope([client.id]):
        assert list(Consent.objects.order_by("id").values_list("is_given", flat=True)) == [
            True,
            False,
        ]
    assert "Dites comment" in post(browser, path(client, "consents/"), kind="email", how=" ")


def test_the_language_is_chosen_by_hand_and_given_back(client: Client, browser: Browser) -> None:
    post(browser, path(client, "language/"), language="es")
    with workspace_scope([client.id]):
        assert get_person(client.id, person_of(client))["language"] == "es"
    post(browser, path(client, "language/"), language="")
    with workspace_scope([client.id]):
        assert get_person(client.id, person_of(client))["language"] == ""
    assert "ne peut pas être choisie" in post(browser, path(client, "language/"), language="xx")


def test_notes_are_for_the_team_alone(client: Client, browser: Browser) -> None:
    assert "Aime le seigle" in post(browser, path(client, "notes/"), text="Aime le seigle")
    reader = colleague(client, "client")
    page = text_of(reader.get(path(client)))
    assert "Aime le seigle" not in page
    assert "<textarea" not in page
    reader.post(path(client, "notes/"), {"text": "x"})
    with workspace_scope([client.id]):
        assert PersonNote.objects.count() == 1


def test_those_who_only_read_change_nothing_and_editors_give_no_strike(client: Client) -> None:
    analyst, editor = colleague(client, "analyst"), colleague(client, "editor")
    forms: dict[str, dict[str, str]] = {
        "tags/": {"name": "x"},
        "flags/": {"name": "vip"},
        "consents/": {"kind": "email", "given": "yes", "how": "x"},
        "merges/": {"other": str(person_of(client, "7002"))},
        "strikes/": {"reason": "x"},
    }
    for rest, form in forms.items():
        analyst.post(path(client, rest), form)
    editor.post(path(client, "strikes/"), forms["strikes/"])
    with workspace_scope([client.id]):
        about = AuditEntry.objects.filter(subject__startswith="person:")
        assert not about.filter(actor__startswith="member:").exists()
    assert "Donner un avertissement" not in text_of(editor.get(path(client)))


def test_the_empty_list_teaches(database: None) -> None:
    client = make_client("Nouvelle")
    page = text_of(browser_of(client.member).get(f"/people/{client.workspace.slug}/"))
    assert "apparaît ici, avec tout ce qu’elle a écrit" in page


def test_beside_a_conversation_three_queries_tell_who_writes(client: Client) -> None:
    person = person_of(client)
    tell(client, *[comment(n, f"Encore {n}") for n in range(200, 212)])
    with workspace_scope([client.id]), CaptureQueriesContext(connection) as queries:
        about = context_of(person, workspace=client.id)
    assert len([one for one in queries if "set_config" not in one["sql"]]) <= 3
    assert about.person["name"] == "Person 7001"
    assert about.language == "fr"
    assert len(about.conversations) == 5
    assert [one["last_text"] for one in about.private] == ["C’est pour moi"]


def test_a_conversation_shows_its_person_beside_it(client: Client, browser: Browser) -> None:
    post(browser, path(client, "flags/"), name="vip")
    with workspace_scope([client.id]):
        about = context_of(person_of(client), workspace=client.id)
    public = next(one for one in about.conversations if not one["is_private"])
    page = text_of(browser.get(f"/inbox/{client.workspace.slug}/{public['id']}/"))
    beside = page[page.index('id="context-side"') :]
    assert "VIP" in beside
    assert f"/inbox/{client.workspace.slug}/{about.private[0]['id']}/" in beside
    assert f'href="{path(client)}"' in page
