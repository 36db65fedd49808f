"""Who may be the same person: only what the data shows, side by side, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser

from palabre.channels.intake import apply_batch
from palabre.channels.models import Account, OutboxAct
from palabre.inbox.models import Message
from palabre.people.evidence import compare, read_contacts, suggest_same
from palabre.people.models import Identity, Person
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, tell, text_of
from tests.machinery.seeds import NOW, Client, add_account, comment, keep, make_client, private


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with a page and a source of reviews."""
    made = make_client()
    add_account(made.workspace, "generic", "shop")
    return made


def named(number: int, text: str, author: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a comment of somebody with a name."""
    who: dict[str, Any] = {"from": {"id": author, "name": name}}
    return comment(number, text, author=author, **who, **more)


def review(client: Client, id: str, text: str, name: str, at: str) -> None:
    """Let a review arrive from the other source."""
    data = {"id": id, "text": text, "author": {"id": f"u-{id}", "name": name}, "sent_at": at}
    event = {"type": "message.created", "data": data}
    account = Account.objects.get(network="generic")
    keep(client, json.dumps(event).encode(), account=account)
    while apply_batch(client.id):
        pass


def person_of(external: str) -> int:
    """Return the person with this id on a network."""
    return int(Identity.objects.get(external_id=external).person_id)


def kinds(client: Client, first: str, second: str) -> set[str]:
    """Return what speaks for two being one, and against."""
    with workspace_scope([client.id]):
        return {one.kind for one in compare(client.id, person_of(first), person_of(second))}


def suggested(client: Client, external: str) -> list[str]:
    """Return the ids of those suggested, the most telling first."""
    with workspace_scope([client.id]):
        found = suggest_same(client.id, person_of(external))
        return [one.person["identities"][0]["external_id"] for one in found]


def test_names_addresses_and_numbers_are_compared_as_they_are_meant(client: Client) -> None:
    tell(
        client, named(1, "Écrivez à Lise.Martin@exemple.fr, ou 06 12 34 56 78", "1", "Lise Martin")
    )
    with workspace_scope([client.id]):
        review(client, "a", "C’est lise.martin@exemple.fr", "lise.martin", "2026-01-02T10:00:00Z")
        review(client, "b", "+33 6 12 34 56 78 le soir", "Zoé", "2026-01-03T10:00:00Z")
        review(client, "c", "Bon pain", "Lise Martín", "2026-01-04T10:00:00Z")
        review(client, "d", "Commande 0612345", "Paul", "2026-01-05T10:00:00Z")
    assert kinds(client, "1", "u-a") == {"like_name", "same_email", "apart"}
    assert kinds(client, "1", "u-b") == {"same_phone", "apart"}
    assert kinds(client, "1", "u-c") == {"same_name", "apart"}
    assert kinds(client, "1", "u-d") == {"apart"}
    assert suggested(client, "1")[0] == "u-a"
    assert set(suggested(client, "1")) == {"u-a", "u-c"}
    assert suggested(client, "u-d") == []


def test_those_who_talk_to_each_other_are_two(client: Client) -> None:
    tell(client, named(1, "Bonjour", "1", "Lise Martin"))
    tell(client, named(2, "Bonjour Lise", "2", "Lise Martin", parent=1))
    assert kinds(client, "1", "2") == {"same_name", "together", "same_minute"}


def test_the_same_words_in_the_same_minute_speak_neither_against_nor_of_being_apart(
    client: Client,
) -> None:
    words = "Votre pain était délicieux, merci encore"
    tell(client, named(1, words, "1", "Lise Martin"), named(2, words, "2", "Paul Durand"))
    assert kinds(client, "1", "2") == {"same_words"}
    assert suggested(client, "1") == []


def test_a_private_answer_to_a_comment_leads_to_who_wrote_it(client: Client) -> None:
    tell(client, named(1, "Où en est ma commande ?", "1", "Lise"))
    tell(client, private(2, "Bonjour, quel est votre numéro ?", echo=True), private(3, "Le 4512"))
    with workspace_scope([client.id]):
        message = Message.objects.get(external_id="1_1")
        OutboxAct.objects.create(
            workspace_id=client.id, account=client.account, message_id=message.pk, target={},
            thread_id=message.thread_id, verb="private_reply", key="k", state="done",
            due_at=NOW, external_id="m_2", actor="member:1", created_at=NOW,
        )  # fmt: skip
    assert "private_reply" in kinds(client, "1", "7001")
    assert suggested(client, "7001") == ["1"]
    assert suggested(client, "1") == ["7001"]


def test_a_number_that_is_no_phone_and_an_address_that_is_none_are_left_out() -> None:
    told = ["Facture 2026-11-22", "n° 0012", "a@b", "0033 6 12 34 56 78", "LISE@EXEMPLE.FR."]
    assert read_contacts(told) == {"33612345678": "same_phone", "lise@exemple.fr": "same_email"}


def test_side_by_side_then_one_person_then_two_again(client: Client) -> None:
    tell(client, named(1, "Bonjour", "1", "Lise Martin"))
    with workspace_scope([client.id]):
        review(client, "a", "Bon pain", "lise martin", "2026-01-02T10:00:00Z")
        first, second = person_of("1"), person_of("u-a")
    browser = browser_of(client.member)
    address = f"/people/{client.workspace.slug}/{first}/"
    assert "Les deux s’appellent Lise Martin." in text_of(browser.get(address + "same/"))
    beside = text_of(browser.get(f"{address}same/?with={second}"))
    assert "Ils n’ont jamais écrit dans la même conversation" in beside
    page = text_of(browser.post(address + "merges/", {"other": second}, follow=True))
    assert "Bon pain" in page
    assert "Bonjour" in page
    old = f"/people/{client.workspace.slug}/{second}/"
    assert browser.get(old).headers["Location"] == address
    with workspace_scope([client.id]):
        merge = Person.objects.get(pk=second).merges.get()
    page = text_of(browser.post(f"{address}merges/{merge.pk}/undoing/", follow=True))
    assert "Séparés" in page
    assert "Bon pain" not in page
    assert "Séparés par Camille" in page
    assert "Bon pain" in text_of(browser.get(old))


def test_somebody_is_not_held_for_themselves(client: Client) -> None:
    tell(client, named(1, "Bonjour", "1", "Lise Martin"))
    with workspace_scope([client.id]):
        first = person_of("1")
    browser: Browser = browser_of(client.member)
    address = f"/people/{client.workspace.slug}/{first}/"
    page = text_of(
        browser.post(address + "merges/", {"other": first, "back": address}, follow=True)
    )
    assert "valent déjà pour la même personne" in page
