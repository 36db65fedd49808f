"""Whatever one client's member asks, another client's rows are neither told nor changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from palabre.plumbing import paging
from tests.api.asking import Caller, assert_problem
from tests.api.operations import NEEDS, Operation, list_operations
from tests.machinery.databases import Databases
from tests.workspaces.full_clients import FullClient, dump, fill

OPERATIONS = list_operations()
FOR_ANYONE = {"sign_in", "sign_out", "language"}
"""Pages that a stranger may ask for."""


@pytest.fixture(scope="module")
def rooms(databases: Databases) -> Iterator[tuple[FullClient, FullClient]]:
    """Give two clients of two firms with content of every kind."""
    with databases.fresh():
        yield fill("Atelier", "amande"), fill("Brasserie", "basilic")


@pytest.fixture
def other(rooms: tuple[FullClient, FullClient]) -> Iterator[FullClient]:
    """Give the other client, and fail when the test changed anything of theirs."""
    before = dump(rooms[1].id)
    yield rooms[1]
    assert dump(rooms[1].id) == before


def assert_tells_nothing(answer: HttpResponse, other: FullClient) -> None:
    """Fail when an answer holds a word or a key of the other client."""
    content = b"".join(answer) if answer.streaming else answer.content
    said = content.decode()
    assert other.mark not in said
    assert other.ids["key"] not in said


def test_the_table_of_rights_names_every_operation() -> None:
    assert {one.name for one in OPERATIONS} == set(NEEDS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_the_other_clients_room_does_not_exist(
    rooms: tuple[FullClient, FullClient], other: FullClient, operation: Operation
) -> None:
    caller = Caller(rooms[0].client.token())
    if NEEDS[operation.name] is None:
        assert_tells_nothing(caller.ask(operation.method, operation.path), other)
        return
    for ids in (other.ids, rooms[0].ids):
        answer = caller.ask(
            operation.method,
            operation.address(ids),
            query={"workspace": other.slug},
            body=operation.body(ids),
        )
        assert_problem(answer, 404)
        assert_tells_nothing(answer, other)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_the_other_clients_numbers_lead_nowhere_in_ones_own_room(
    rooms: tuple[FullClient, FullClient], other: FullClient, operation: Operation
) -> None:
    mine = rooms[0]
    caller = Caller(mine.client.token())
    for query in ({"workspace": mine.slug}, {}):
        answer = caller.ask(
            operation.method,
            operation.address(other.ids),
            query=query,
            body=operation.body(other.ids),
        )
        assert_tells_nothing(answer, other)
        if "{" in operation.path:
            assert_problem(answer, 404)
        elif operation.name == "POST /dead-letters/replay":
            assert answer.content == b'{"count": 0}'


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.method == "GET"], ids=lambda one: one.name
)
def test_cursors_and_filters_made_for_the_other_client_open_nothing(
    rooms: tuple[FullClient, FullClient], other: FullClient, operation: Operation
) -> None:
    mine = rooms[0]
    caller = Caller(mine.client.token())
    tried: list[dict[str, Any]] = [
        {"cursor": paging.encode([2**62])},
        {"cursor": paging.encode(["9999-01-01T00:00:00+00:00", 2**62])},
        {"account": other.ids["key"]},
        {"q": other.mark},
        {"workspace": f"{mine.slug},{other.slug}"},
        {"workspace": [mine.slug, other.slug]},
        {"workspace": other.id},
        {"workspace_id": other.id},
    ]
    for query in tried:
        address = operation.address(mine.ids)
        assert_tells_nothing(caller.ask("GET", address, query=query), other)


def pages() -> list[tuple[str, str]]:
    """Return name and pattern of every page that is not of the API."""
    found: list[tuple[str, str]] = []

    def walk(patterns: list[Any], before: str) -> None:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver) and one.app_name != "ninja":
                walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                found.append((one.name or "", route))

    walk(get_resolver().url_patterns, "/")
    return found


def address_of(pattern: str, room: FullClient) -> str:
    """Return a page's address for a client: slugs, then numbers by their names."""

    def put(named: re.Match[str]) -> str:
        name = named.group(1)
        return str(room.slug if name == "workspace" else room.ids.get(name, 1))

    return re.sub(r"<(?:\w+:)?(\w+)>", put, pattern)


def is_closed(answer: Any) -> bool:
    """Say whether a stranger ended at the sign-in page, or was told nothing at all."""
    if answer.redirect_chain:
        return str(answer.redirect_chain[-1][0]).startswith("/sign-in/")
    return answer.status_code in {403, 404, 405}


def test_there_are_pages() -> None:
    assert pages()


@pytest.mark.parametrize(("name", "pattern"), pages())
def test_a_stranger_is_asked_to_sign_in(
    rooms: tuple[FullClient, FullClient], other: FullClient, name: str, pattern: str
) -> None:
    if name in FOR_ANYONE:
        return
    for method in ("get", "post", "put", "delete"):
        answer = getattr(Browser(), method)(address_of(pattern, other), follow=True)
        assert is_closed(answer), (method, answer.status_code)


@pytest.mark.parametrize(("name", "pattern"), pages())
def test_a_member_of_another_firm_finds_no_such_page(
    rooms: tuple[FullClient, FullClient], other: FullClient, name: str, pattern: str
) -> None:
    browser = Browser()
    browser.force_login(rooms[0].client.member)
    mixed = FullClient(rooms[0].client, rooms[0].mark, other.ids)
    for room in (other, mixed):
        for method in ("get", "post"):
            content = {"verdict": "hide", "verb": "reply", "text": "x", "source": "charter: x"}
            answer = getattr(browser, method)(address_of(pattern, room), content)
            assert_tells_nothing(answer, other)
            is_of_the_other = "<" in pattern and (room is other or "int:" in pattern)
            if is_of_the_other and name not in FOR_ANYONE:
                assert answer.status_code in {302, 404, 405}, (method, answer.status_code)
