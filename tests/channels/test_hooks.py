"""The doors: what they let in is safe, what they refuse leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings

from config.servers import program_address
from palabre.channels.actions import seal
from palabre.channels.doors.hooks import MOST_BYTES, Hooks
from palabre.channels.doors.keys import Doors
from palabre.channels.doors.writer import LedgerWriter
from palabre.channels.models import Account
from palabre.connectors.graph.signature import sign
from palabre.connectors.networks.generic.signature import sign as sign_standard
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.queries import fetch
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope
from tests.machinery.seeds import Client, comment, delivery, make_client

Visit = Callable[[httpx.AsyncClient], Awaitable[Any]]


def visit(act: Visit) -> Any:
    """Run a visitor against the doors, served in process with a real ledger behind."""

    async def run() -> Any:
        address = program_address()
        writer = LedgerWriter(address)
        writing = asyncio.create_task(writer.run())
        hooks = Hooks(Doors(address, settings.DATA), writer)
        while not writer.is_ready:
            await asyncio.sleep(0.01)
        transport = httpx.ASGITransport(app=hooks)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            answer = await act(client)
        writing.cancel()
        return answer

    return asyncio.run(run())


def post(client: Client, body: bytes, **headers: str) -> httpx.Response:
    """Post a body to the client's door, signed unless a header says otherwise."""
    signed = {"X-Hub-Signature-256": sign(body, "sesame")} | headers

    async def act(visitor: httpx.AsyncClient) -> httpx.Response:
        return await visitor.post(door_of(client), content=body, headers=signed)

    answer: httpx.Response = visit(act)
    return answer


def door_of(client: Client) -> str:
    """Return the address of the client's door."""
    return f"/hooks/{client.account.network}/{client.account.key}"


def kept(client: Client) -> int:
    """Return how many changes the ledger holds."""
    with workspace_scope([client.id]):
        return int(fetch("select count(*) as n from channels_ledgerentry", {})[0]["n"])


def test_a_signed_delivery_is_in_the_ledger_when_it_is_answered(database: None) -> None:
    client = make_client()
    answer = post(client, delivery(comment(1), comment(2)))
    assert answer.status_code == 200
    assert kept(client) == 2


def test_the_same_delivery_again_adds_nothing(database: None) -> None:
    client = make_client()
    for _ in range(3):
        assert post(client, delivery(comment(1))).status_code == 200
    assert kept(client) == 1


def test_an_apps_one_address_hears_of_all_its_accounts_and_of_no_others(database: None) -> None:
    client, other = make_client(), make_client("Football", page="43")
    stranger = make_client("Librairie", page="44")
    with workspace_scope([stranger.id]):
        sealed = seal(stranger.account, {"app_secret": "another", "access_token": "token"})
        Account.objects.update(secrets=sealed)
    entries = [comment(1), {**comment(2), "id": "43"}, {**comment(3), "id": "44"}]
    for _ in range(2):
        assert post(client, delivery(*entries)).status_code == 200
    assert [kept(one) for one in (client, other, stranger)] == [2, 1, 0]


def test_many_at_once_are_all_kept(database: None) -> None:
    client = make_client()
    bodies = [delivery(comment(number)) for number in range(1, 201)]

    async def act(visitor: httpx.AsyncClient) -> list[int]:
        answers = await asyncio.gather(
            *(
                visitor.post(
                    door_of(client),
                    content=body,
                    headers={"X-Hub-Signature-256": sign(body, "sesame")},
                )
                for body in bodies
            )
        )
        return [answer.status_code for answer in answers]

    assert visit(act) == [200] * 200
    assert kept(client) == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (delivery(comment(1)), {"X-Hub-Signature-256": "sha256=00"}, 401),
        (delivery(comment(1)), {"X-Hub-Signature-256": ""}, 401),
        (delivery(comment(1)), {"X-Hub-Signature-256": sign(b"else", "sesame")}, 401),
        (b"not json", {}, 400),
        (b'{"object": "page", "entry": [', {}, 400),
        (b"", {}, 400),
        (b"x" * (MOST_BYTES + 1), {}, 413),
    ],
)
def test_what_is_refused_is_a_problem_document_and_leaves_nothing(
    database: None, body: bytes, headers: dict[str, str], status: int
) -> None:
    client = make_client()
    answer = post(client, body, **headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert kept(client) == 0


@pytest.mark.parametrize(
    "address",
    ["/hooks/facebook/nobody", "/hooks/facebook/", "/hooks/", "/hooks/nowhere/key", "/hooks/a/b/c"],
)
def test_an_unknown_address_is_not_found(database: None, address: str) -> None:
    make_client()

    async def act(visitor: httpx.AsyncClient) -> httpx.Response:
        return await visitor.post(address, content=b"{}")

    assert visit(act).status_code == 404


def test_a_flood_of_refusals_is_a_line_in_the_log_and_not_a_flood(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(visitor: httpx.AsyncClient) -> None:
        for number in range(300):
            await visitor.post(f"/hooks/facebook/key{number}", content=b"{}")

    with caplog.at_level(logging.WARNING, "palabre"):
        visit(act)
    assert len(caplog.records) == 1


def test_the_handshake_echoes_the_challenge_and_only_for_the_right_token(database: None) -> None:
    client = make_client()

    def shake(token: str) -> httpx.Response:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}

        async def act(visitor: httpx.AsyncClient) -> httpx.Response:
            return await visitor.get(door_of(client), params=query)

        answer: httpx.Response = visit(act)
        return answer

    assert (shake("open").status_code, shake("open").text) == (200, "1158201444")
    assert shake("wrong").status_code == 403


def test_a_generic_source_is_let_in_by_the_standard_signature(database: None) -> None:
    client = make_client(network="generic")
    event = {
        "type": "message.created",
        "timestamp": "2026-11-21T10:00:00Z",
        "data": {"id": "r1", "text": "Très bon", "author": {"id": "a", "name": "Léa"}},
    }
    body = json.dumps(event).encode()

    def send(minutes: int) -> int:
        at = clock.now() - timedelta(minutes=minutes)
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign_standard(
                message_id="msg_1", at=at, body=body, secret="sesame"
            ),
        }

        async def act(visitor: httpx.AsyncClient) -> int:
            return (await visitor.post(door_of(client), content=body, headers=headers)).status_code

        status: int = visit(act)
        return status

    assert send(minutes=0) == 200
    assert send(minutes=10) == 401
    assert kept(client) == 1


@pytest.mark.parametrize("turns", range(6))
def test_a_writer_ends_when_it_is_told_to_though_something_arrives_that_instant(
    database: None, turns: int
) -> None:
    client = make_client()

    async def run() -> bool:
        writer = LedgerWriter(program_address())
        writing = asyncio.create_task(writer.run())
        while not writer.is_ready:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        changes = CONNECTORS["facebook"].split(delivery(comment(1)))
        keeping = asyncio.create_task(writer.keep(client.id, client.account.pk, changes))
        for _ in range(turns):
            await asyncio.sleep(0)
        writing.cancel()
        done, _ = await asyncio.wait({writing}, timeout=5)
        keeping.cancel()
        writing.cancel()
        await asyncio.gather(keeping, writing, return_exceptions=True)
        return writing in done

    assert asyncio.run(run())
