"""The pages of accounts: how they do, secrets behind a button, pausing, ending, coming back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client as Browser

from palabre.channels.intake import apply_batch
from palabre.channels.models import Account, AccountState, OutboxAct
from palabre.channels.outbox import Wanted, order_acts
from palabre.channels.sending.claim import Locks, claim
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import AuditEntry
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.desks import free_port
from tests.machinery.seeds import Client, add_account, comment, delivery, keep, make_client
from tests.machinery.squares import Square, run_square


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery whose network nobody answers for."""
    return make_client(base_url="http://127.0.0.1:9")


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the client's one account."""
    return f"/accounts/{client.workspace.slug}/{client.account.pk}/{rest}"


def account_of(client: Client) -> Account:
    """Return the account as it is now."""
    with workspace_scope([client.id]):
        return Account.objects.get(pk=client.account.pk)


def order(client: Client, key: str = "k") -> int:
    """Order a reply that is due."""
    with workspace_scope([client.id]):
        wanted = Wanted(client.account.pk, "reply", key, "member:1", {"comment": "1_1"}, text="Oui")
        return order_acts(client.id, [wanted], now=clock.now())[key]


def logged(client: Client) -> list[tuple[str, str]]:
    """Return who did what, by the log."""
    with workspace_scope([client.id]):
        entries = AuditEntry.objects.filter(workspace_id=client.id).order_by("number")
        return list(entries.values_list("actor", "action"))


def test_a_secret_is_in_no_page_until_it_is_asked_for_and_the_log_says_who(
    client: Client, browser: Browser
) -> None:
    for address in (path(client), f"/accounts/{client.workspace.slug}/"):
        page = text_of(browser.get(address))
        assert "sesame" not in page
        assert 'value="open"' not in page
    answer = browser.post(path(client, "secrets/"), {"name": "app_secret"})
    assert 'value="sesame"' in text_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert logged(client)[-1] == (f"member:{client.member.pk}", "reveal")
    assert "sesame" not in text_of(browser.get(path(client)))


def test_only_those_who_manage_see_accounts_and_secrets(client: Client) -> None:
    for kind in ("editor", "moderator", "analyst"):
        browser = colleague(client, kind)
        assert browser.get(path(client)).status_code == 403
        browser.post(path(client, "secrets/"), {"name": "app_secret"})
    assert "reveal" not in [action for _, action in logged(client)]


def test_a_paused_account_takes_in_and_sends_nothing_until_it_is_resumed(
    client: Client, browser: Browser
) -> None:
    act = order(client)
    assert "est toujours pris en compte" in text_of(
        browser.post(path(client, "pause/"), follow=True)
    )
    keep(client, delivery(comment(1)))
    assert apply_batch(client.id) == 1
    locks = Locks()
    assert claim(locks, most=10, now=clock.now()) == []
    browser.post(path(client, "resumption/"))
    assert [one.id for one in claim(locks, most=10, now=clock.now())] == [act]


def test_a_disconnected_account_forgets_its_secrets_and_comes_back_with_its_history(
    client: Client, browser: Browser
) -> None:
    keep(client, delivery(comment(1)))
    apply_batch(client.id)
    act = order(client)
    key = client.account.key
    browser.post(path(client, "disconnection/"))
    found = account_of(client)
    assert found.state == AccountState.DISCONNECTED
    with workspace_scope([client.id]):
        assert OutboxAct.objects.get(pk=act).state == "cancelled"
    browser.post(path(client, "secrets/"), {"name": "app_secret"})
    assert "reveal" not in [action for _, action in logged(client)]
    for rest in ("pause/", "resumption/", "check/", "secrets/renewal/"):
        browser.post(path(client, rest))
        assert account_of(client).state == AccountState.DISCONNECTED
    form = {
        "network": "facebook",
        "name": "Revenue",
        "external_id": "42",
        "app_secret": "new",
        "access_token": "fresh",
    }
    browser.post(f"/accounts/{client.workspace.slug}/connection/", form)
    found = account_of(client)
    assert (found.state, found.key, found.name) == ("connected", key, "Revenue")


def test_the_door_of_a_disconnected_account_is_nobodys(client: Client, browser: Browser) -> None:
    from django.db import connection

    query = "select count(*) from palabre_find_account('facebook', %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [client.account.key])
        assert cursor.fetchone() == (1,)
        browser.post(path(client, "disconnection/"))
        cursor.execute(query, [client.account.key])
        assert cursor.fetchone() == (0,)


def test_a_secret_of_ours_is_made_anew_and_one_of_the_networks_is_replaced(
    client: Client, browser: Browser
) -> None:
    from palabre.channels.actions import open_secrets

    before = open_secrets(account_of(client))
    browser.post(path(client, "secrets/renewal/"))
    anew = open_secrets(account_of(client))
    assert anew["verify_token"] != before["verify_token"]
    assert anew["app_secret"] == before["app_secret"]
    browser.post(path(client, "secrets/renewal/"), {"access_token": "fresh"})
    assert open_secrets(account_of(client)) == anew | {"access_token": "fresh"}


def test_the_card_tells_the_day_and_why_acts_were_refused(client: Client, browser: Browser) -> None:
    keep(client, delivery(comment(1), comment(2)))
    apply_batch(client.id)
    refused, _ = order(client), order(client, "other")
    with workspace_scope([client.id]):
        from palabre.channels.models import LedgerEntry

        LedgerEntry.objects.update(received_at=clock.now())
        OutboxAct.objects.filter(pk=refused).update(
            state="refused", reason="outside_window", done_at=clock.now()
        )
    other = add_account(client.workspace, "generic", "shop")
    assert "aucun n’est encore arrivé" in text_of(
        browser.get(f"/accounts/{client.workspace.slug}/{other.pk}/")
    )
    page = text_of(browser.get(f"/accounts/{client.workspace.slug}/"))
    assert "2 événements en 24 heures" in page
    assert "1 acte a été refusé : la fenêtre" in page
    assert "1 acte attend" in page


def test_the_form_says_what_is_missing_and_keeps_what_was_told(
    client: Client, browser: Browser
) -> None:
    address = f"/accounts/{client.workspace.slug}/connection/"
    answer = browser.post(address, {"network": "facebook", "name": "Salon", "external_id": "7 7"})
    assert answer.status_code == 422
    assert 'value="Salon"' in text_of(answer)
    assert browser.get(address + "?network=nowhere").status_code == 404


def test_a_source_of_its_own_is_connected_and_waits_for_its_first_event(
    client: Client, browser: Browser
) -> None:
    address = f"/accounts/{client.workspace.slug}/connection/"
    form = {"network": "generic", "name": "Avis", "external_id": "boutique"}
    page = text_of(browser.post(address, form, follow=True))
    assert "Le premier événement n’est pas encore arrivé." in page
    found = re.search(r'data-waiting="([^"]+)"', page)
    assert found
    with workspace_scope([client.id]):
        account = Account.objects.get(external_id="boutique")
        Account.objects.filter(pk=account.pk).update(last_event_at=clock.now())
    assert "data-waiting" not in text_of(browser.get(found[1]))


@pytest.fixture
def square(client: Client, tmp_path: Path) -> Iterator[Square]:
    """Give a square with the client's page."""
    port = free_port()
    with workspace_scope([client.id]):
        address = f"http://127.0.0.1:{port}/graph"
        Account.objects.filter(pk=client.account.pk).update(base_url=address)
    with run_square(tmp_path, port, client.account) as running:
        yield running


def test_a_check_says_in_words_what_works(client: Client, browser: Browser, square: Square) -> None:
    page = text_of(browser.post(path(client, "check/"), follow=True))
    assert "Le réseau nous laisse entrer." in page
    assert "Les messages privés peuvent être lus" in page
    assert logged(client)[-1][1] == "check"


def test_a_check_says_in_words_what_is_missing(
    client: Client, browser: Browser, square: Square
) -> None:
    square.faults(token_expired=True)
    page = text_of(browser.post(path(client, "check/"), follow=True))
    assert "Le réseau ne nous laisse pas entrer" in page
    assert "Les messages privés peuvent être lus" not in page
