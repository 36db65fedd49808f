"""How a live chat of YouTube is found, followed, left, and gone on with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.youtube import live as following
from palabre.connectors.networks.youtube.client import HOME
from palabre.connectors.networks.youtube.connector import YouTube
from palabre.connectors.sources import Ask, Heard
from tests.connectors.networks.youtube.probe import live

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CREDENTIALS = Credentials("UC0", {"access_token": "token"}, HOME)
EVERY = timedelta(minutes=2)
PIECE = 7
Json = dict[str, Any]


class Pushed(httpx.AsyncByteStream):
    """An array of answers in small pieces; it may end with silence."""

    def __init__(self, body: bytes, *, is_silent: bool = False) -> None:
        self._body, self._is_silent = body, is_silent

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for place in range(0, len(self._body), PIECE):
            yield self._body[place : place + PIECE]
        if self._is_silent:
            raise httpx.ReadTimeout("Nothing was said.")


def said(id: str, text: str = "salut {") -> Json:
    """Return a message of the chat."""
    return live(id=id, textMessageDetails={"messageText": text})


def written(*answers: Json) -> bytes:
    """Return answers as the stream tells them, without its end."""
    return ("[" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in answers)).encode()


def hear(answer: httpx.Response | Json, cursor: str = "L") -> tuple[list[Heard], httpx.Request]:
    """Listen once; return what was heard, and the one request."""
    asked: list[httpx.Request] = []

    def give(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    async def listen() -> list[Heard]:
        question = Ask("live", cursor, NOW, NOW)
        async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as client:
            return [one async for one in YouTube().listen(question, CREDENTIALS, client)]

    found = asyncio.run(listen())
    (request,) = asked
    return found, request


def pushed(*answers: Json, is_silent: bool = False) -> httpx.Response:
    """Return a stream of answers."""
    return httpx.Response(200, stream=Pushed(written(*answers), is_silent=is_silent))


def refused(reason: str, status: int = 403) -> httpx.Response:
    """Return a refusal in Google's words."""
    error = {"code": status, "message": "No.", "errors": [{"reason": reason}]}
    return httpx.Response(status, json={"error": error})


def ids(found: Sequence[Heard]) -> list[str]:
    """Return the ids of what was heard."""
    return [json.loads(change.body)["live"]["id"] for one in found for change in one.changes]


def test_a_chat_is_looked_for_and_found_or_looked_for_again() -> None:
    chats = {"items": [{"snippet": {}}, {"snippet": {"liveChatId": "L"}}]}
    found, request = hear(chats, cursor="")
    assert found == [Heard(cursor="L", rest=timedelta(0))]
    assert request.url.path == "/youtube/v3/liveBroadcasts"
    assert request.url.params["broadcastStatus"] == "active"
    assert hear({"items": []}, cursor="")[0] == [Heard(rest=EVERY)]


def test_a_chat_is_followed_from_where_we_were_to_its_end() -> None:
    first = {"items": [said("a"), said("b", "ça « va » ?")], "nextPageToken": "p2"}
    last = {"items": [live("chatEndedEvent", "end")], "nextPageToken": "p3"}
    found, request = hear(pushed(first, {"items": []}, last), "L p1")
    assert request.url.path == "/youtube/v3/liveChat/messages/stream"
    assert dict(request.url.params) == {
        "liveChatId": "L", "part": "id,snippet,authorDetails", "pageToken": "p1",
    }  # fmt: skip
    assert request.headers["authorization"] == "Bearer token"
    assert ids(found) == ["a", "b", "end"]
    assert [one.cursor for one in found] == ["L p1", "L p2", "L p2", "L p3", ""]
    assert found[-1] == Heard(rest=EVERY)


def test_a_chat_that_went_off_the_air_is_left() -> None:
    found, request = hear(pushed({"items": [], "offlineAt": "2026-11-21T12:00:00Z"}))
    assert found[-1] == Heard(rest=EVERY)
    assert "pageToken" not in request.url.params


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_stream_that_ends_is_opened_again_from_its_last_token(
    is_silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"items": [said("a")], "nextPageToken": "p2"}
    found, _ = hear(pushed(answer, is_silent=is_silent))
    assert found[-1] == Heard(cursor="L p2", rest=following.SOON)
    monkeypatch.setattr(following, "SHORT_SECONDS", 0.0)
    found, _ = hear(pushed(answer, is_silent=is_silent))
    assert found[-1] == Heard(cursor="L p2", rest=following.AT_ONCE)


def test_a_stream_that_is_cut_within_an_answer_says_so() -> None:
    body = written({"items": [said("a")], "nextPageToken": "p2"}) + b',\n{"items": ['
    with pytest.raises(ConnectorError) as caught:
        hear(httpx.Response(200, stream=Pushed(body)))
    assert (caught.value.failure, caught.value.reason) == (Failure.TRY_AGAIN, "cut")


@pytest.mark.parametrize("reason", ["liveChatEnded", "liveChatNotFound", "liveChatDisabled"])
def test_a_chat_that_is_over_is_forgotten(reason: str) -> None:
    assert hear(refused(reason), "L p2")[0] == [Heard(rest=EVERY)]


def test_a_token_that_is_no_longer_taken_leaves_a_gap() -> None:
    found, _ = hear(refused("pageTokenInvalid", 400), "L p2")
    assert found == [Heard(cursor="L", rest=following.AT_ONCE, has_gap=True)]
    assert hear(refused("badRequest", 400), "L")[0] == [Heard(rest=EVERY)]


@pytest.mark.parametrize(
    ("answer", "failure", "reason"),
    [
        (refused("authError", 401), Failure.SIGN_IN_AGAIN, "token"),
        (refused("quotaExceeded"), Failure.TRY_AGAIN, "rate_limit"),
        (httpx.Response(503, text="<html>"), Failure.UNKNOWN, "network_down"),
        (pushed({"error": {"code": 401, "errors": [{"reason": "authError"}]}}),
         Failure.SIGN_IN_AGAIN, "token"),
        (pushed({"error": {"message": "No."}}), Failure.UNKNOWN, "network_down"),
    ],
)  # fmt: skip
def test_a_refusal_before_or_within_the_stream_is_understood(
    answer: httpx.Response, failure: Failure, reason: str
) -> None:
    with pytest.raises(ConnectorError) as caught:
        hear(answer)
    assert (caught.value.failure, caught.value.reason) == (failure, reason)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_where_there_is_no_stream_pages_are_read(status: int) -> None:
    found, _ = hear(httpx.Response(status, text="<html>Not found</html>"), "L p1")
    assert found == [Heard(cursor="L p1 paged", rest=timedelta(0))]
    page = {"items": [said("a")], "nextPageToken": "p2", "pollingIntervalMillis": 25_000}
    found, request = hear(page, "L p1 paged")
    assert request.url.path == "/youtube/v3/liveChat/messages"
    assert (request.url.params["pageToken"], request.url.params["maxResults"]) == ("p1", "2000")
    assert ids(found) == ["a"]
    assert found[-1] == Heard(cursor="L p2 paged", rest=timedelta(seconds=25))


def test_pages_are_asked_for_at_a_bearable_pace_and_end_with_the_chat() -> None:
    for told in (0, "soon", -5):
        found, _ = hear({"items": [], "pollingIntervalMillis": told}, "L paged")
        assert found[-1] == Heard(cursor="L paged", rest=following.SOON)
    full = [said(f"m{number}") for number in range(following.LARGEST_PAGE)]
    assert hear({"items": full}, "L paged")[0][-1].rest == following.AT_ONCE
    assert hear({"items": [live("chatEndedEvent", "end")]}, "L p9 paged")[0][-1] == Heard(
        rest=EVERY
    )
    assert hear(refused("liveChatEnded"), "L p9 paged")[0] == [Heard(rest=EVERY)]
