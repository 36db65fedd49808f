"""How YouTube is asked: pages back to where we were, and what is gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.youtube.client import HOME
from palabre.connectors.networks.youtube.connector import YouTube
from palabre.connectors.networks.youtube.limits import UNITS
from palabre.connectors.sources import Ask, Page
from tests.connectors.networks.youtube.probe import comment, thread

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CREDENTIALS = Credentials("UC0", {"access_token": "token"}, HOME)
Answers = Callable[[str, Mapping[str, str]], Any]


def poll(source: str, answers: Answers, cursor: str = "") -> Page:
    """Ask a source once."""

    def give(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/youtube/v3")
        told = answers(path, dict(request.url.params))
        return told if isinstance(told, httpx.Response) else httpx.Response(200, json=told)

    async def ask() -> Page:
        question = Ask(source, cursor, NOW - timedelta(days=30), NOW)
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            return await YouTube().poll(question, CREDENTIALS, client)

    return asyncio.run(ask())


def ids(page: Page) -> list[str]:
    """Return the ids of a page's changes."""
    told = [json.loads(change.body) for change in page.changes]
    return [one.get("removed") or (one.get("comment") or one["live"])["id"] for one in told]


def at(hour: int, id: str) -> dict[str, Any]:
    """Return a thread written at an hour of the day."""
    return thread(comment(id, publishedAt=f"2026-11-21T{hour:02}:00:00Z"))


def refused(reason: str, status: int = 403) -> httpx.Response:
    """Return a refusal in Google's words, at noon in Greenwich."""
    error = {"code": status, "message": "No.", "errors": [{"reason": reason}]}
    headers = {"date": "Sat, 21 Nov 2026 12:00:00 GMT"}
    return httpx.Response(status, json={"error": error}, headers=headers)


def test_the_way_back_ends_where_we_were_and_the_newest_is_remembered() -> None:
    pages = {"": ([at(11, "e"), at(10, "d")], "p2"), "p2": ([at(9, "c"), at(8, "b")], "p3")}
    pages["p3"] = [at(8, "of the same hour"), at(7, "a")], "p4"

    def give(path: str, query: Mapping[str, str]) -> Any:
        threads, following = pages[query.get("pageToken", "")]
        return {"items": threads, "nextPageToken": following}

    cursor = "2026-11-21T08:30:00+00:00"
    first = poll("comments", give, cursor)
    assert (ids(first), first.has_more) == (["e", "d"], True)
    second = poll("comments", give, first.cursor)
    assert (ids(second), second.has_more) == (["c", "b"], True)
    third = poll("comments", give, second.cursor)
    assert (ids(third), third.has_more) == (["of the same hour", "a"], False)
    newest, until = map(datetime.fromisoformat, third.cursor.split())
    assert newest == datetime(2026, 11, 21, 11, tzinfo=UTC)
    assert until == datetime.fromisoformat(cursor), "The next walk goes back as far as this one."


def test_a_thread_that_moves_over_a_pages_edge_while_one_is_hidden_is_met_again() -> None:
    standing = [at(hour, f"t{hour}") for hour in range(20, 0, -1)]

    def give(path: str, query: Mapping[str, str]) -> Any:
        first = int(query.get("pageToken", "0"))
        page = standing[first : first + 4]
        following = {"nextPageToken": str(first + 4)} if first + 4 < len(standing) else {}
        return {"items": page, **following}

    page = poll("comments", give, "2026-11-21T06:00:00+00:00")
    found = set(ids(page))
    del standing[1]  # Hidden: t16, the first of the next page, moves to the one that was read.
    while page.has_more:
        page = poll("comments", give, page.cursor)
        found |= set(ids(page))
    assert "t16" not in found
    while True:
        page = poll("comments", give, page.cursor)
        found |= set(ids(page))
        if not page.has_more:
            break
    assert {f"t{hour}" for hour in range(20, 6, -1)} <= found


def test_a_cursor_of_before_goes_on_from_its_time() -> None:
    one = "2026-11-21T11:00:00+00:00"
    for old in (one, f"p2 {one} {one}"):
        assert poll("comments", lambda *_: {}, old).cursor == f"{one} {one}"


def test_nothing_new_keeps_the_place() -> None:
    cursor = "2026-11-21T11:00:00+00:00"
    assert poll("comments", lambda *_: {}, cursor) == Page([], f"{cursor} {cursor}")


def test_a_thread_with_more_answers_than_are_told_is_read_to_the_end() -> None:
    def give(path: str, query: Mapping[str, str]) -> Any:
        if path == "/comments":
            assert query["parentId"] == "Ug1"
            return {"items": [comment(f"Ug1.{n}", parentId="Ug1") for n in range(7)]}
        return {"items": [thread(comment("Ug1"), comment("Ug1.6", parentId="Ug1"), total=7)]}

    assert len(set(ids(poll("comments", give)))) == 8


def test_what_is_held_and_what_is_taken_for_spam_are_both_asked_for() -> None:
    asked: list[str] = []

    def give(path: str, query: Mapping[str, str]) -> Any:
        asked.append(query["moderationStatus"])
        return {"items": [thread(comment(query["moderationStatus"]))]}

    assert ids(poll("held", give)) == asked == ["heldForReview", "likelySpam"]


def test_a_comment_that_is_missing_is_gone_unless_it_is_only_held() -> None:
    def give(path: str, query: Mapping[str, str]) -> Any:
        if path == "/comments":
            assert query["id"] == "deleted,held"
            return {"items": [{"id": "held"}]}
        return {"items": [thread(comment("new")), thread(comment("old"))]}

    page = poll("standing", give, "deleted held old")
    assert (ids(page), page.cursor) == (["deleted"], "new old")


@pytest.mark.parametrize(
    ("reason", "failure", "code"),
    [
        ("rateLimitExceeded", Failure.TRY_AGAIN, "rate_limit"),
        ("commentNotFound", Failure.REFUSED, "gone"),
        ("forbidden", Failure.REFUSED, "permission"),
        ("authError", Failure.SIGN_IN_AGAIN, "token"),
        ("processingFailure", Failure.UNKNOWN, "network_down"),
        ("hologram", Failure.REFUSED, "permission"),
    ],
)
def test_a_refusal_is_understood_by_its_reason(reason: str, failure: Failure, code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        poll("comments", lambda *_: refused(reason))
    assert (caught.value.failure, caught.value.reason) == (failure, code)


def test_a_spent_day_is_waited_for_until_midnight_in_california() -> None:
    with pytest.raises(ConnectorError) as caught:
        poll("comments", lambda *_: refused("quotaExceeded"))
    assert caught.value.wait == timedelta(hours=20)
    assert caught.value.whole_account
    summer = datetime(2026, 7, 1, 6, 59, tzinfo=UTC)
    assert UNITS.end_of_window(summer) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert UNITS.end_of_window(NOW) == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
