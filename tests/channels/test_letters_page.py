"""Dead letters: filtered, read again, put aside and brought back, taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser

from palabre.channels.intake import apply_batch
from palabre.channels.models import LedgerEntry, LedgerState
from palabre.plumbing.scope import workspace_scope
from tests.inbox.test_pages import browser_of, text_of
from tests.machinery.seeds import Client, add_account, comment, delivery, keep, make_client


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with three letters that cannot be read, of two accounts."""
    made = make_client()
    other = add_account(made.workspace, "generic", "shop")
    for number in (1, 2):
        keep(made, delivery(comment(number, "<b>gras</b>", item="hologram")))
    keep(made, json.dumps({"type": "message.created", "data": {}}).encode(), account=other)
    apply_batch(made.id)
    return made


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def path(client: Client, rest: str = "") -> str:
    """Return an address of the dead letters."""
    return f"/letters/{client.workspace.slug}/{rest}"


def states(client: Client) -> list[int]:
    """Return where the arrivals stand, the oldest first."""
    with workspace_scope([client.id]):
        return list(LedgerEntry.objects.order_by("id").values_list("state", flat=True))


def numbers(client: Client) -> list[int]:
    """Return the numbers of the arrivals, the oldest first."""
    with workspace_scope([client.id]):
        return list(LedgerEntry.objects.order_by("id").values_list("id", flat=True))


def test_a_filter_by_account_and_reason_stands_in_the_address(
    client: Client, browser: Browser
) -> None:
    page = text_of(browser.get(path(client, f"?account={client.account.pk}")))
    assert page.count('class="letter"') == 2
    with workspace_scope([client.id]):
        reason = LedgerEntry.objects.order_by("-id")[0].reason
    answer: Any = browser.get(path(client), {"reason": reason})
    assert text_of(answer).count('class="letter"') == 1


def test_a_body_is_laid_out_and_does_nothing(client: Client, browser: Browser) -> None:
    page = browser.get(path(client)).content.decode()
    assert "&lt;b&gt;gras&lt;/b&gt;" in page
    assert "<b>gras" not in page
    assert "\n  &quot;object&quot;: &quot;page&quot;" in page


def test_those_of_the_filter_are_read_again_and_no_others(client: Client, browser: Browser) -> None:
    browser.post(path(client, "replay/"), {"account": client.account.pk})
    waiting, dead = LedgerState.WAITING, LedgerState.DEAD
    assert states(client) == [waiting, waiting, dead]
    browser.post(path(client, "replay/"), {"reason": "no such reason"})
    assert states(client) == [waiting, waiting, dead]


def test_one_is_put_aside_and_brought_back(client: Client, browser: Browser) -> None:
    first = numbers(client)[0]
    page = text_of(browser.post(path(client, "dismissal/"), {"letter": first}, follow=True))
    assert page.count('class="letter"') == 2
    assert "mise de côté" in page
    assert states(client)[0] == LedgerState.DISMISSED
    browser.post(path(client, "replay/"))
    assert states(client) == [LedgerState.DISMISSED, LedgerState.WAITING, LedgerState.WAITING]
    browser.post(path(client, "dismissal/"), {"letter": first, "step": "back"})
    assert states(client)[0] == LedgerState.DEAD


def test_an_export_holds_what_was_sent_to_the_byte(client: Client, browser: Browser) -> None:
    answer: Any = browser.get(path(client, f"export/?account={client.account.pk}"))
    rows = [json.loads(line) for line in b"".join(answer).splitlines()]
    with workspace_scope([client.id]):
        kept = LedgerEntry.objects.filter(account_id=client.account.pk).order_by("id")
        assert [row["body"].encode() for row in rows] == [bytes(one.body) for one in kept]
    assert {row["account"] for row in rows} == {client.account.key}
