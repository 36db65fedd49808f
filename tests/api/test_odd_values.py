"""Values that no honest program sends are refused in a sentence, never with a fault."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from palabre.plumbing import paging
from tests.api.asking import Caller
from tests.machinery.databases import Databases
from tests.workspaces.full_clients import FullClient, fill

TEXTS = ["\0", "a\0b", "\ud800", "😀" * 5000, "' or 1=1 --", "%", "\\", "../..", "{}", "\u202e"]
NUMBERS = ["0", "-1", "9223372036854775807", "9223372036854775808", "1" * 400, "1e3", "NaN", "１"]
LISTS = ["threads", "messages", "surfaces", "people", "acts", "decisions", "audit", "dead-letters"]


def cursor_of(content: Any) -> str:
    """Return a cursor that holds whatever is given."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


CURSORS = [
    "x",
    "====",
    "\0",
    "é",
    "A" * 400,
    "A" * 401,
    *map(cursor_of, ([], [1, 2, 3], ["1"], [None], [True], [1.5], [2**63], [-(2**63)], {}, 7)),
    *map(cursor_of, (["", 1], ["9999-99-99", 1], ["\0", 1], ["2026-01-01", 1], ["now", 1])),
    cursor_of(["0001-01-01T00:00:00+23:59", 1]),
    cursor_of(["9999-12-31T23:59:59-23:59", 1]),
    paging.encode([0]),
    base64.urlsafe_b64encode(b"[" * 290).decode(),
]
BODIES = [b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b'{"verb": "reply"', b"NaN"]
TEXT_BODIES = [
    b'{"verb": "reply", "text": "\\u0000"}',
    b'{"verb": "reply", "text": "\\ud800"}',
    b'{"verb": "reply", "text": 7}',
    b'{"verb": "reply", "text": "' + b"a" * 10_001 + b'"}',
    b'{"verb": "explode"}',
    b'{"verb": "reply", "text": null}',
]


@pytest.fixture(scope="module")
def room(databases: Databases) -> Iterator[FullClient]:
    """Give a client with content of every kind."""
    with databases.fresh():
        yield fill("Bizarre", "origan")


@pytest.fixture
def caller(room: FullClient) -> Caller:
    """Give the client's owner."""
    return Caller(room.client.token())


def assert_refused(answer: Any, *, statuses: set[int]) -> None:
    """Fail unless the answer is a problem with one of these statuses."""
    assert answer.status_code in statuses, (answer.status_code, answer.content[:300])
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_is_not_ours_is_refused_or_finds_nothing(caller: Caller, cursor: str) -> None:
    for name in LISTS:
        answer = caller.ask("GET", f"/{name}", query={"cursor": cursor})
        if answer.status_code != 200:
            assert_refused(answer, statuses={422})


@pytest.mark.parametrize("text", TEXTS)
def test_an_odd_text_in_an_address_finds_nothing(caller: Caller, text: str) -> None:
    odd = text.encode("utf-8", "surrogatepass")
    for path, name in (("messages", "account"), ("messages", "workspace"), ("threads", "q")):
        answer = caller.ask("GET", f"/{path}", query={name: odd})
        if answer.status_code != 200:
            assert_refused(answer, statuses={404, 422})


@pytest.mark.parametrize("key", ["%00", "%ff", "a%00b", "%2e%2e", "x" * 3000, "%27"])
def test_an_odd_key_of_an_account_is_nobodys(caller: Caller, key: str) -> None:
    assert_refused(caller.ask("POST", f"/accounts/{key}/resumption"), statuses={404, 422})


@pytest.mark.parametrize("number", NUMBERS)
def test_an_odd_number_is_refused(caller: Caller, number: str) -> None:
    for path in ("messages", "threads", "people", "acts"):
        assert_refused(caller.ask("GET", f"/{path}/{number}"), statuses={404, 422})
        answer = caller.ask("GET", f"/{path}", query={"limit": number})
        if number != "１":
            assert_refused(answer, statuses={422})
    answer = caller.ask("POST", "/dead-letters/replay", body=b'{"ids": [%b]}' % number.encode())
    assert answer.status_code in {200, 400, 422}


@pytest.mark.parametrize("body", [*BODIES, *TEXT_BODIES])
def test_an_odd_body_is_refused(caller: Caller, room: FullClient, body: bytes) -> None:
    for method, path in (
        ("POST", f"/messages/{room.ids['message']}/acts"),
        ("POST", f"/messages/{room.ids['message']}/review"),
        ("PUT", "/charter"),
    ):
        assert_refused(caller.ask(method, path, body=body), statuses={400, 422})


@pytest.mark.parametrize("source", ["\0", "a: &a [*a]", "- " * 5000, "!!python/object:x {}", "{"])
def test_an_odd_charter_is_refused(caller: Caller, source: str) -> None:
    assert_refused(caller.ask("PUT", "/charter", body={"source": source}), statuses={422})


@pytest.mark.parametrize("key", ["a" * 81, "a b", "é", "\x7f"])
def test_an_odd_idempotency_key_is_refused(caller: Caller, room: FullClient, key: str) -> None:
    answer = caller.ask(
        "POST",
        f"/messages/{room.ids['message']}/acts",
        body={"verb": "reply", "text": "x"},
        headers={"Idempotency-Key": key},
    )
    assert_refused(answer, statuses={422})


@pytest.mark.parametrize("token", ["", " ", "plb_", "plb_é", "\0", "x" * 9000, "a b c"])
def test_an_odd_token_is_nobodys(room: FullClient, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert_refused(Caller().ask("GET", "/workspaces", headers=headers), statuses={401})


def test_a_body_beyond_the_limit_is_refused(caller: Caller) -> None:
    body = {"source": "a" * 3_000_000}
    assert_refused(caller.ask("PUT", "/charter", body=body), statuses={400, 413, 422})


def test_a_charter_beyond_its_limit_is_refused(caller: Caller) -> None:
    answer = caller.ask("PUT", "/charter", body={"source": "#" * 500_001})
    assert_refused(answer, statuses={422})
