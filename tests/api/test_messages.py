"""The part of the API that other programs count on: messages, the ledger, problems, acts."""

from __future__ import annotations

import json
import threading
from typing import Any

import httpx
import pytest
from django.db import connection
from django.http import HttpResponse

from palabre.channels.intake import apply_batch
from palabre.channels.models import OutboxAct
from palabre.connectors.graph.signature import sign
from palabre.plumbing.scope import workspace_scope
from tests.api.asking import Caller, assert_problem
from tests.machinery.desks import Desk
from tests.machinery.seeds import Client, add_account, comment, delivery, keep, make_client

PROMISED: dict[str, Any] = {
    "id": int,
    "network": str,
    "account": str,
    "external_id": str,
    "parent_external_id": (str, type(None)),
    "surface_external_id": str,
    "direction": str,
    "author": dict,
    "text": str,
    "state": str,
    "sent_at": str,
    "decision": (dict, type(None)),
}


def arrive(client: Client, *bodies: bytes) -> None:
    """Deliver and apply."""
    keep(client, *bodies)
    while apply_batch(client.id):
        pass


@pytest.fixture
def client(database: None) -> Client:
    """Give a small client."""
    return make_client()


@pytest.fixture
def caller(client: Client) -> Caller:
    """Give its owner."""
    return Caller(client.token())


def test_a_message_has_what_was_promised(client: Client, caller: Caller) -> None:
    arrive(client, delivery(comment(1, "Vous ouvrez quand ?")))
    arrive(client, delivery(comment(2, "Espèce de connard", parent=1, author="7002")))
    found = caller.get("/messages", workspace=client.workspace.slug)
    assert set(found) == {"items", "next"}
    assert found["next"] is None
    answer, first = found["items"]
    for item in (answer, first):
        for name, kinds in PROMISED.items():
            assert isinstance(item[name], kinds), name
    assert first["author"] == {"external_id": "7001", "name": "Person 7001"}
    assert (first["network"], first["account"]) == ("facebook", client.account.key)
    assert (first["external_id"], first["parent_external_id"]) == ("1_1", None)
    assert (answer["parent_external_id"], answer["surface_external_id"]) == ("1_1", "42_1")
    assert (first["direction"], first["state"]) == ("in", "visible")
    assert first["sent_at"] == "2026-11-18T11:06:41Z"
    assert first["decision"]["verdict"] == "allow"
    assert first["decision"]["because"] == []
    assert answer["decision"]["verdict"] == "hide"
    because = answer["decision"]["because"][0]
    assert because["rule"]
    assert because["text"]


def test_pages_show_every_message_once(client: Client, caller: Caller) -> None:
    arrive(client, delivery(*(comment(number) for number in range(1, 24))))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = caller.get("/messages", limit=5, cursor=cursor)
        assert len(page["items"]) <= 5
        seen += [one["external_id"] for one in page["items"]]
        cursor = page["next"]
    assert seen == [f"1_{number}" for number in range(23, 0, -1)]


def test_pages_cover_what_was_there_while_new_messages_arrive(
    client: Client, caller: Caller
) -> None:
    arrive(client, delivery(*(comment(number) for number in range(1, 21))))
    seen: list[str] = []
    cursor: str | None = ""
    number = 100
    while cursor is not None:
        page = caller.get("/messages", limit=4, cursor=cursor)
        seen += [one["external_id"] for one in page["items"]]
        cursor = page["next"]
        number += 1
        arrive(client, delivery(comment(number)))
        arrive(client, delivery(comment(3, "Corrigé", verb="edited", at=number)))
    assert len(seen) == len(set(seen))
    assert {f"1_{number}" for number in range(1, 21)} <= set(seen)


@pytest.mark.parametrize(("limit", "status"), [(1, 200), (500, 200), (501, 422), (0, 422)])
def test_a_page_holds_up_to_500(caller: Caller, limit: int, status: int) -> None:
    assert caller.ask("GET", "/messages", query={"limit": limit}).status_code == status


def test_a_page_of_500_is_full_when_there_are_more(client: Client, caller: Caller) -> None:
    arrive(client, delivery(*(comment(number) for number in range(1, 503))))
    page = caller.get("/messages", limit=500)
    assert len(page["items"]) == 500
    rest = caller.get("/messages", limit=500, cursor=page["next"])
    assert [one["external_id"] for one in rest["items"]] == ["1_2", "1_1"]
    assert rest["next"] is None


def test_messages_of_one_account(client: Client, caller: Caller) -> None:
    other = add_account(client.workspace, "facebook", "43")
    arrive(client, delivery(comment(1)))
    keep(client, delivery(comment(2, page="43")), account=other)
    apply_batch(client.id)
    for account, expected in ((client.account, ["1_1"]), (other, ["1_2"])):
        found = caller.get("/messages", account=account.key)
        assert [one["external_id"] for one in found["items"]] == expected
    assert_problem(caller.ask("GET", "/messages", query={"account": "nobody"}), 404)


def test_the_ledger_counts_what_waits_was_applied_and_is_dead(
    client: Client, caller: Caller
) -> None:
    assert caller.get("/ledger") == {"waiting": 0, "applied": 0, "dead": 0}
    strange = comment(9, item="hologram")
    arrive(client, delivery(comment(1)), delivery(comment(2)), delivery(strange))
    keep(client, delivery(comment(3)), delivery(comment(1)))
    assert caller.get("/ledger") == {"waiting": 1, "applied": 2, "dead": 1}


def test_dead_letters_are_told_with_their_reason_and_can_be_tried_again(
    client: Client, caller: Caller
) -> None:
    arrive(client, delivery(comment(9, item="hologram")))
    (letter,) = caller.get("/dead-letters")["items"]
    assert "hologram" in letter["reason"]
    assert json.loads(letter["body"])["entry"][0]["id"] == "42"
    answer = caller.ask("POST", "/dead-letters/replay", body={"ids": [letter["id"]]})
    assert answer.content == b'{"count": 1}'
    assert caller.get("/ledger") == {"waiting": 1, "applied": 0, "dead": 0}


def test_problems_say_what_is_wrong(client: Client, caller: Caller) -> None:
    assert_problem(Caller().ask("GET", "/messages"), 401)
    assert_problem(Caller("plb_unknown").ask("GET", "/messages"), 401)
    assert_problem(Caller(client.token("read")).ask("PUT", "/charter", body={"source": ""}), 403)
    assert_problem(caller.ask("GET", "/messages", query={"workspace": "elsewhere"}), 404)
    assert_problem(caller.ask("GET", "/messages/999999"), 404)
    told = assert_problem(caller.ask("GET", "/messages", query={"limit": "many"}), 422)
    assert "limit" in told["detail"]


def order(caller: Caller, message: int, key: str, **body: Any) -> HttpResponse:
    """Order an act with an idempotency key."""
    path, headers = f"/messages/{message}/acts", {"Idempotency-Key": key}
    return caller.ask("POST", path, body=body, headers=headers)


def acts_of(client: Client) -> int:
    """Return how many acts were ordered."""
    with workspace_scope([client.id]):
        return OutboxAct.objects.filter(workspace_id=client.id).count()


def test_the_same_key_twice_is_one_act(client: Client, caller: Caller) -> None:
    arrive(client, delivery(comment(1)))
    message = caller.get("/messages")["items"][0]["id"]
    first = order(caller, message, "k1", verb="reply", text="Merci")
    again = order(caller, message, "k1", verb="reply", text="Merci")
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content)["id"] == json.loads(again.content)["id"]
    assert acts_of(client) == 1
    assert order(caller, message, "k2", verb="reply", text="Merci").status_code == 201
    assert acts_of(client) == 2


def test_a_key_used_for_another_act_is_refused(client: Client, caller: Caller) -> None:
    arrive(client, delivery(comment(1), comment(2)))
    other, message = (one["id"] for one in caller.get("/messages")["items"])
    order(caller, message, "k1", verb="reply", text="Merci")
    for target, body in (
        (message, {"verb": "reply", "text": "Autre chose"}),
        (message, {"verb": "hide"}),
        (other, {"verb": "reply", "text": "Merci"}),
    ):
        assert_problem(order(caller, target, "k1", **body), 422)
    assert acts_of(client) == 1


def test_the_same_key_at_the_same_moment_is_one_act(client: Client, caller: Caller) -> None:
    arrive(client, delivery(comment(1)))
    message = caller.get("/messages")["items"][0]["id"]
    statuses: list[int] = []
    barrier = threading.Barrier(4)

    def press() -> None:
        barrier.wait()
        statuses.append(order(caller, message, "k", verb="reply", text="Merci").status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [201] * 4
    assert acts_of(client) == 1
    ordered = [one for one in caller.get("/audit")["items"] if one["action"] == "reply.ordered"]
    assert len(ordered) == 1


def deliver(desk: Desk, number: int) -> None:
    """Send a signed comment to the desk's first page."""
    card = desk.account("facebook")
    body = delivery(comment(number, "En direct", page=card["page_id"]))
    headers = {"X-Hub-Signature-256": sign(body, card["app_secret"])}
    httpx.post(desk.address + card["hook_path"], content=body, headers=headers).raise_for_status()


def test_the_event_stream_tells_a_change_and_refuses_strangers(desk: Desk) -> None:
    workspace = desk.account("facebook")["workspace"]
    address = f"{desk.address}/api/v1/events"
    for headers in ({}, {"Authorization": "Bearer plb_no"}, {"Cookie": "sessionid=no"}):
        answer = httpx.get(address, params={"workspace": workspace}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    with desk.api() as caller:
        answer = caller.get("/events", params={"workspace": "elsewhere"})
        assert answer.status_code == 404
        with caller.stream("GET", "/events", params={"workspace": workspace}) as events:
            lines = events.iter_lines()
            assert next(lines).startswith("retry:")
            deliver(desk, 1)
            told = next(line for line in lines if line.startswith("data:"))
        change = json.loads(told.removeprefix("data:"))
        assert change["count"] == 1
        (thread,) = change["threads"]
        conversation = caller.get(f"/threads/{thread}", params={"workspace": workspace}).json()
    assert [one["text"] for one in conversation["messages"]] == ["En direct"]
