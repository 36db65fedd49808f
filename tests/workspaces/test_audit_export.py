"""The audit log is looked through by its address and taken away with a chain that holds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client as Browser

from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import ZERO, Entry, link, write_audit
from tests.inbox.test_pages import browser_of, colleague, text_of
from tests.machinery.seeds import NOW, Client, make_client

DEEDS = [
    Entry("member:1", "close", "thread:1", {"text": 'Été, "dit"\nelle', "n": 1.5}),
    Entry("charter:maison@1", "hide.ordered", "message:2", {"zèle": [1, None, True]}),
    Entry("charter:maison@1", "hide.done", "message:2"),
]


@pytest.fixture
def client(database: None) -> Client:
    """Give a bakery with a few deeds in its log, one a day."""
    made = make_client()
    for day, deed in enumerate(DEEDS):
        with workspace_scope([made.id]):
            write_audit(made.id, [deed], now=NOW + timedelta(days=day))
    return made


@pytest.fixture
def browser(client: Client) -> Browser:
    """Give the owner's browser."""
    return browser_of(client.member)


def export(browser: Browser, client: Client, form: str, query: str = "") -> str:
    """Return an export as text."""
    answer: Any = browser.get(f"/audit/{client.workspace.slug}/export.{form}{query}")
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer).decode()


def assert_chain(rows: list[Mapping[str, Any]], client: Client) -> None:
    """Fail unless every row follows the one before it by its hash."""
    previous = ZERO
    for row in rows:
        entry = Entry(row["actor"], row["action"], row["subject"], row["detail"])
        at = datetime.fromisoformat(row["at"])
        found = link(previous, workspace=client.id, number=int(row["number"]), at=at, entry=entry)
        assert (row["previous"], row["hash"]) == (previous.hex(), found.hex())
        previous = found


def test_the_lines_of_json_hold_a_chain_that_verifies(client: Client, browser: Browser) -> None:
    rows = [json.loads(line) for line in export(browser, client, "ndjson").splitlines()]
    assert len(rows) == 1 + len(DEEDS)
    assert_chain(rows, client)


def test_the_table_holds_a_chain_that_verifies(client: Client, browser: Browser) -> None:
    rows = list(csv.DictReader(io.StringIO(export(browser, client, "csv"), newline="")))
    assert len(rows) == 1 + len(DEEDS)
    assert_chain([row | {"detail": json.loads(row["detail"])} for row in rows], client)


def test_the_address_says_what_is_shown_and_taken_away(client: Client, browser: Browser) -> None:
    day = (NOW + timedelta(days=1)).date().isoformat()
    for query, numbers in (
        ("?who=charter:", [3, 4]),
        ("?what=hide.", [3, 4]),
        ("?what=close", [2]),
        (f"?from={day}&to={day}", [3]),
        (f"?who=charter:&from={day}", [3, 4]),
        ("?from=nonsense&to=9999-12-31&who=%00", [1, 2, 3, 4]),
        ("?who=nobody", []),
    ):
        rows = [json.loads(line) for line in export(browser, client, "ndjson", query).splitlines()]
        assert [row["number"] for row in rows] == numbers, query
        page = text_of(browser.get(f"/audit/{client.workspace.slug}/{query}"))
        assert page.count('<td class="figure soft">') == len(numbers), query
    assert "Aucune entrée" in text_of(browser.get(f"/audit/{client.workspace.slug}/?who=nobody"))


def test_an_export_of_a_part_still_names_the_hash_before(client: Client, browser: Browser) -> None:
    whole = [json.loads(line) for line in export(browser, client, "ndjson").splitlines()]
    (part,) = export(browser, client, "ndjson", "?what=close").splitlines()
    assert json.loads(part) == whole[1]


def test_who_may_not_read_the_log_takes_nothing_away(client: Client) -> None:
    address = f"/audit/{client.workspace.slug}/export.csv"
    assert colleague(client, "editor").get(address).status_code == 403
    assert browser_of(client.member).get(address.replace("csv", "pdf")).status_code == 404
