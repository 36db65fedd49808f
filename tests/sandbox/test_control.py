"""The control API, from a visitor's comment to twenty thousand of them."""

from __future__ import annotations

import time

import msgspec
import pytest

from tests.sandbox.conftest import RunningSquare
from tests.sandbox.world_of_tests import wait_until


def test_the_state_tells_accounts_posts_comments_and_conversations(square: RunningSquare) -> None:
    comment = square.comment("Bonjour")
    answer = square.comment("Moi aussi", parent=comment)
    square.message("En privé")
    square.graph("POST", comment, is_hidden=True)
    told = square.client.get("/square/api/state", params={"account": "facebook"}).json()
    (account,) = told["accounts"]
    assert "access_token" not in account
    assert "app_secret" not in account
    first, second = account["posts"][0]["comments"]
    assert first["id"] == comment
    assert first["replies"] == [answer]
    assert first["hidden"] is True
    assert first["author"] == {"id": "42", "name": "Camille Morel"}
    assert (second["parent"], second["deleted"], second["likes"]) == (comment, None, 0)
    assert account["conversations"][0]["messages"][0]["text"] == "En privé"
    everything = square.client.get("/square/api/state").json()
    assert [one["key"] for one in everything["accounts"]] == ["facebook", "instagram"]
    assert square.client.get("/square/api/state?account=nobody").status_code == 404


def test_an_answer_to_an_answer_joins_the_thread(square: RunningSquare) -> None:
    comment = square.comment()
    answer = square.comment(parent=comment)
    square.comment("third", parent=answer)
    feed = square.client.get("/square/api/feed?account=facebook").json()
    (thread,) = feed["posts"][0]["threads"]
    assert [one["text"] for one in thread["answers"]] == ["Bonjour", "third"]


def test_the_feed_goes_on_where_it_ended(square: RunningSquare) -> None:
    written = [square.comment(f"number {n}") for n in range(45)]
    post = square.client.get("/square/api/feed?account=facebook").json()["posts"][0]
    found = [one["id"] for one in post["threads"]]
    while post["earlier"] is not None:
        address = f"/square/api/posts/1001_1/threads?earlier={post['earlier']}"
        post = square.client.get(address).json()
        found += [one["id"] for one in post["threads"]]
    assert found == written[::-1]


def test_a_like_counts_once(square: RunningSquare) -> None:
    comment = square.comment()
    author = {"author": {"name": "Yanis", "id": "43"}}
    address = f"/square/api/comments/{comment}/likes"
    square.client.post(address, json=author)
    assert square.client.post(address, json=author).json()["likes"] == 1
    assert square.client.request("DELETE", address, json=author).json()["likes"] == 0


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"post": "1001_1", "author": {"name": "A"}, "text": "x"}, 422),
        ({"account": "nobody", "post": "1001_1", "author": {"name": "A"}, "text": "x"}, 404),
        ({"account": "facebook", "post": "9", "author": {"name": "A"}, "text": "x"}, 404),
        ({"account": "facebook", "post": "1001_1", "author": {"name": "A"}, "text": ""}, 422),
        (
            {
                "account": "facebook",
                "post": "1001_1",
                "author": {"name": "A", "id": "1001"},
                "text": "x",
            },
            403,
        ),
    ],
)
def test_what_cannot_be_written_is_a_problem(
    square: RunningSquare, wish: dict[str, object], status: int
) -> None:
    answer = square.client.post("/square/api/comments", json=wish)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_another_site_cannot_write_here(square: RunningSquare) -> None:
    wish = {"account": "facebook", "author": {"name": "A"}, "text": "x"}
    headers = {"Origin": "http://elsewhere.example"}
    assert square.client.post("/square/api/messages", json=wish, headers=headers).status_code == 403
    assert square.client.post("/square/api/messages", data={"text": "x"}).status_code == 415
    assert square.client.post("/square/api/messages", content=b"{").status_code == 415
    torn = {"Content-Type": "application/json"}
    answer = square.client.post("/square/api/messages", content=b"{", headers=torn)
    assert answer.status_code == 400


def test_a_batch_is_written_whole_or_not_at_all(square: RunningSquare) -> None:
    author = {"name": "A"}
    good = {"post": "1001_1", "author": author, "text": "good"}
    for bad in ({**good, "post": "9"}, {**good, "parent": "#7"}, {**good, "parent": "1_999"}):
        wish = {"account": "facebook", "items": [good, bad]}
        assert square.client.post("/square/api/comments/batch", json=wish).status_code in (400, 404)
    assert square.client.get("/square/health").json()["comments"] == 0


def test_what_happens_is_told_live(square: RunningSquare) -> None:
    with square.client.stream("GET", "/square/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        wait_until(lambda: square.server._square.live.has_listeners)
        comment = square.comment()
        data = next(line for line in lines if line.startswith("data:"))
        (news,) = msgspec.json.decode(data.removeprefix("data:"))
        assert news["kind"] == "comment"
        assert news["comment"]["id"] == comment


def test_acts_are_counted_and_read_from_a_number_on(square: RunningSquare) -> None:
    comment = square.comment()
    for text in ("one", "two", "three"):
        square.graph("POST", f"{comment}/comments", message=text)
    told = square.client.get("/square/api/acts?after=1").json()
    assert told["count"] == 3
    assert told["by_verb"] == {"reply": 3}
    assert [act["text"] for act in told["acts"]] == ["two", "three"]
    assert set(told["acts"][0]) == {
        "number", "account", "verb", "object", "result", "text", "metadata", "at",
    }  # fmt: skip


@pytest.mark.slow
def test_twenty_thousand_comments_do_not_slow_the_square(square: RunningSquare) -> None:
    author = {"name": "Camille Morel"}
    items = [{"post": "1001_1", "author": author, "text": "Bonjour"} for _ in range(1000)]
    started = time.monotonic()
    for _ in range(20):
        wish = {"account": "facebook", "items": items}
        assert square.client.post("/square/api/comments/batch", json=wish).status_code == 201
    square.settled()
    assert time.monotonic() - started < 60
    started = time.monotonic()
    for _ in range(20):
        square.comment()
        square.graph("GET", "1001_1/comments", filter="stream", limit=50)
        square.client.get("/square/api/feed?account=facebook")
    assert time.monotonic() - started < 6
