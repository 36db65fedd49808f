"""Webhooks: their shapes, their signature, and that they arrive in the end."""

from __future__ import annotations

import time

from palabre.sandbox.signature import sign
from tests.sandbox.conftest import Desk, RunningSquare
from tests.sandbox.world_of_tests import wait_until

FEED_KEYS = {
    "item", "verb", "from", "post_id", "comment_id", "parent_id", "message", "created_time", "post",
}  # fmt: skip


def test_a_facebook_comment_has_the_documented_keys(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment("Where is my order?")
    square.settled()
    (entry,) = desk.entries()
    assert set(entry) == {"id", "time", "changes"}
    assert entry["id"] == "1001"
    assert abs(entry["time"] - time.time()) < 60
    (change,) = entry["changes"]
    assert change["field"] == "feed"
    value = change["value"]
    assert set(value) == FEED_KEYS
    assert set(value["from"]) == {"id", "name"}
    assert set(value["post"]) == {"status_type", "is_published", "id", "permalink_url"}
    assert value["comment_id"] == comment
    assert value["parent_id"] == value["post_id"] == "1001_1"
    assert desk.bodies[0].startswith(b'{"object":"page"')


def test_an_instagram_comment_has_the_documented_keys(square: RunningSquare, desk: Desk) -> None:
    first = square.comment("love it", account="instagram")
    square.comment("me too", account="instagram", parent=first)
    square.settled()
    value, answer = sorted(desk.changes(), key=lambda one: str(one["id"]))
    assert set(value) == {"id", "text", "from", "media"}
    assert set(value["from"]) == {"id", "username", "self_ig_scoped_id"}
    assert set(value["media"]) == {"id", "media_product_type"}
    assert value["id"].isdigit()
    assert set(answer) == {"id", "text", "from", "media", "parent_id"}
    assert answer["parent_id"] == first
    assert all(body.startswith(b'{"object":"instagram"') for body in desk.bodies)


def test_a_private_message_has_the_documented_keys(square: RunningSquare, desk: Desk) -> None:
    for account in ("facebook", "instagram"):
        person = square.message("hello", account=account)
        square.settled()
        entry = desk.entries()[-1]
        assert set(entry) == {"id", "time", "messaging"}
        assert abs(entry["time"] / 1000 - time.time()) < 60
        (item,) = entry["messaging"]
        assert set(item) == {"sender", "recipient", "timestamp", "message"}
        assert item["sender"] == {"id": person}
        assert item["recipient"] == {"id": entry["id"]}
        assert set(item["message"]) == {"mid", "text"}


def test_an_edit_and_a_deletion_are_told_by_facebook(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment("first")
    square.settled()
    square.client.patch(f"/square/api/comments/{comment}", json={"text": "second"})
    square.settled()
    square.client.delete(f"/square/api/comments/{comment}")
    square.settled()
    add, edited, removed = desk.changes()
    assert [one["verb"] for one in (add, edited, removed)] == ["add", "edited", "remove"]
    assert edited["message"] == "second"
    assert edited["created_time"] == add["created_time"]
    assert set(removed) == FEED_KEYS - {"message", "post"}


def test_instagram_has_no_editing_and_tells_no_deletion(square: RunningSquare, desk: Desk) -> None:
    comment = square.comment("first", account="instagram")
    answer = square.client.patch(f"/square/api/comments/{comment}", json={"text": "second"})
    assert answer.status_code == 409
    square.client.delete(f"/square/api/comments/{comment}")
    square.settled()
    assert len(desk.changes()) == 1


def test_the_signature_is_over_the_raw_body(square: RunningSquare, desk: Desk) -> None:
    square.comment("œuf, “quotes” and 🥖")
    square.settled()
    assert desk.headers[0]["x-hub-signature-256"] == sign(desk.bodies[0], secret="appsecret")
    assert desk.headers[0]["content-type"] == "application/json"


def test_the_desk_is_asked_to_repeat_a_challenge(square: RunningSquare, desk: Desk) -> None:
    square.comment()
    square.settled()
    assert desk.questions[0]["hub.mode"] == ["subscribe"]
    right = square.client.post("/square/api/verify", json={"account": "facebook"})
    assert right.json() == {"verified": True}
    wrong = square.client.post("/square/api/verify", json={"account": "instagram"})
    assert wrong.json() == {"verified": False}


def test_a_refused_delivery_comes_again(square: RunningSquare, desk: Desk) -> None:
    desk.status = 500
    comment = square.comment()
    time.sleep(0.7)
    assert square.client.get("/square/api/pending").json() == {
        "pending": 1,
        "accounts": {"facebook": 1},
    }
    desk.status = 200
    square.settled()
    assert [one["comment_id"] for one in desk.changes()] == [comment]


def test_many_comments_travel_in_batches(square: RunningSquare, desk: Desk) -> None:
    author = {"name": "Camille Morel"}
    items = [{"post": "1001_1", "author": author, "text": f"number {n}"} for n in range(1000)]
    wish = {"account": "facebook", "items": items}
    answer = square.client.post("/square/api/comments/batch", json=wish)
    assert answer.status_code == 201
    square.settled()
    assert {one["comment_id"] for one in desk.changes()} == set(answer.json()["ids"])
    assert len(desk.changes()) == 1000
    assert 10 <= len(desk.bodies) < 60


def test_a_batch_can_double_and_shuffle_and_answer_itself(
    square: RunningSquare, desk: Desk
) -> None:
    author = {"name": "Camille Morel"}
    items = [{"post": "1001_1", "author": author, "text": f"number {n}"} for n in range(50)]
    items.append({"post": "1001_1", "author": author, "text": "an answer", "parent": "#3"})
    wish = {"account": "facebook", "items": items, "duplicate": 1, "shuffle": True}
    identifiers = square.client.post("/square/api/comments/batch", json=wish).json()["ids"]
    square.settled()
    arrived = [one["comment_id"] for one in desk.changes()]
    assert sorted(arrived) == sorted(identifiers * 2)
    assert list(dict.fromkeys(arrived)) != identifiers
    answer = next(one for one in desk.changes() if one["message"] == "an answer")
    assert answer["parent_id"] == identifiers[3]


def test_a_new_account_is_served_without_a_restart(square: RunningSquare, desk: Desk) -> None:
    path = square.server._square.configuration.path
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("Le Fournil", "du Canal"), encoding="utf-8")
    wait_until(lambda: "du Canal" in square.client.get("/square/api/state?account=facebook").text)
    path.write_text("{ torn", encoding="utf-8")
    assert "du Canal" in square.client.get("/square/api/state?account=facebook").text
