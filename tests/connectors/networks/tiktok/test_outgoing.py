"""What we ask of TikTok. It publishes no description for machines of these calls."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.cursors import read_cursor
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.intents import map_intent
from palabre.connectors.login import App
from palabre.connectors.networks.tiktok import fetching
from palabre.connectors.networks.tiktok.connector import TikTok
from palabre.connectors.networks.tiktok.limits import REASONS, WRITING
from palabre.connectors.signing_in import Visit, address_to_visit, exchange, refresh
from palabre.connectors.sources import Ask, Page
from palabre.connectors.writing import Situation, may_write
from palabre.engine.vocabulary import Intent, Kind, Verb
from tests.connectors.networks.contracts import Wire
from tests.connectors.networks.recorded import NOW, load

HOST, OURS = "https://business-api.tiktok.com", "open-42"
CREDENTIALS = Credentials(OURS, {"access_token": "t", "app_secret": "s"}, HOST)
ORDER = Order(Verb.REPLY, "key-1", "Tomorrow.", "71_72", "talk+1==", tried_at=NOW)
ROOT = "/open_api/v1.3/business/"
NAMED = {"business_id": OURS, "video_id": "71", "comment_id": "72"}


def fine(**data: Any) -> httpx.Response:
    """Return a success."""
    return httpx.Response(200, json={"code": 0, "message": "OK", "data": data})


def no(code: int, message: str = "no") -> httpx.Response:
    """Return a refusal, which is a 200."""
    return httpx.Response(200, json={"code": code, "message": message, "data": {}})


def perform(order: Order, *answers: httpx.Response) -> tuple[str, Wire]:
    """Do an act; return what it made and the wire."""
    wire = Wire(answers)

    async def run() -> str:
        async with wire.client() as client:
            return await TikTok().perform(order, CREDENTIALS, client)

    return asyncio.run(run()), wire


def look(order: Order, *answers: httpx.Response) -> Found:
    """Look for an act."""
    wire = Wire(answers)

    async def run() -> Found:
        async with wire.client() as client:
            return await TikTok().look(order, CREDENTIALS, client)

    return asyncio.run(run())


def poll(source: str, cursor: str, *answers: httpx.Response) -> tuple[Page, Wire]:
    """Poll a source; return the page and the wire."""
    wire = Wire(answers)

    async def run() -> Page:
        async with wire.client() as client:
            ask = Ask(source, cursor, NOW - timedelta(days=30), NOW)
            return await TikTok().poll(ask, CREDENTIALS, client)

    return asyncio.run(run()), wire


@pytest.mark.parametrize(
    ("verb", "path", "content"),
    [
        (Verb.REPLY, "comment/reply/create/", NAMED | {"text": "Tomorrow."}),
        (Verb.HIDE, "comment/hide/", NAMED | {"action": "HIDE"}),
        (Verb.UNHIDE, "comment/hide/", NAMED | {"action": "UNHIDE"}),
        (Verb.LIKE, "comment/like/", NAMED | {"action": "LIKE"}),
        (Verb.PIN, "comment/pin/", NAMED | {"action": "PIN"}),
        (Verb.UNPIN, "comment/pin/", NAMED | {"action": "UNPIN"}),
        (Verb.DELETE, "comment/delete/", {"business_id": OURS, "comment_id": "72"}),
        (
            Verb.MESSAGE,
            "message/send/",
            {
                "business_id": OURS,
                "recipient_type": "CONVERSATION",
                "recipient": "talk+1==",
                "message_type": "TEXT",
                "text": {"body": "Tomorrow."},
            },
        ),
    ],
)
def test_each_act_is_one_call(verb: Verb, path: str, content: dict[str, Any]) -> None:
    _, wire = perform(replace(ORDER, verb=verb), fine())
    assert wire.calls == [("POST", ROOT + path)]
    assert wire.json() == content
    assert wire.requests[0].headers["access-token"] == "t"


def test_what_was_made_has_its_id() -> None:
    assert perform(ORDER, fine(comment_id="73"))[0] == "71_73"
    message = replace(ORDER, verb=Verb.MESSAGE)
    assert perform(message, fine(message={"message_id": "m-9"}))[0] == "m-9"


@pytest.mark.parametrize(
    ("code", "failure", "reason", "whole"),
    [
        (40001, Failure.REFUSED, "permission", False),
        (40002, Failure.REFUSED, "invalid", False),
        (40007, Failure.REFUSED, "gone", False),
        (40064, Failure.REFUSED, "tiktok_message_rules", False),
        (40099, Failure.REFUSED, "refused", False),
        (40100, Failure.TRY_AGAIN, "rate_limit", True),
        (40105, Failure.SIGN_IN_AGAIN, "token", True),
        (51065, Failure.UNKNOWN, "network_down", False),
    ],
)
def test_what_a_code_means(code: int, failure: Failure, reason: str, whole: bool) -> None:
    with pytest.raises(ConnectorError) as caught:
        perform(ORDER, no(code))
    error = caught.value
    assert (error.failure, error.reason, error.whole_account) == (failure, reason, whole)


def test_the_rules_on_messages_are_said_in_both_languages() -> None:
    assert REASONS["tiktok_message_rules"].en != REASONS["tiktok_message_rules"].fr


def test_a_removal_of_what_is_gone_is_done() -> None:
    assert perform(replace(ORDER, verb=Verb.DELETE), no(40007))[0] == ""


def test_a_lost_reply_is_looked_for_under_its_comment() -> None:
    ours = {"comment_id": "73", "text": "Tomorrow.", "owner": True, "create_time": "1795262400"}
    theirs = ours | {"owner": False, "comment_id": "74"}
    old = ours | {"comment_id": "75", "create_time": "1"}
    assert look(ORDER, fine(comments=[theirs, old, ours])).external_id == "71_73"
    assert not look(replace(ORDER, claimed=frozenset({"71_73"})), fine(comments=[ours])).done
    assert not look(ORDER, no(40007)).done


def test_a_lost_message_is_looked_for_in_its_conversation() -> None:
    ours = {"message_id": "m-9", "message_type": "TEXT", "text": {"body": "Tomorrow."},
            "from_user": {"role": "BUSINESS_ACCOUNT"}, "timestamp": 1_795_262_400_000}  # fmt: skip
    theirs = ours | {"from_user": {"role": "PERSONAL_ACCOUNT"}, "message_id": "m-8"}
    order = replace(ORDER, verb=Verb.MESSAGE)
    assert look(order, fine(messages=[theirs, ours])).external_id == "m-9"


def test_comments_are_read_under_each_video_with_their_answers() -> None:
    video = {"item_id": "7247303576418566001", "caption": "Le pain"}
    listed = httpx.Response(200, json=load("tiktok", "comments"))
    more = fine(comments=[{"comment_id": "1", "video_id": "2", "create_time": "1795082390"}])
    page, wire = poll(fetching.COMMENTS, "", fine(videos=[video]), listed, more)
    assert len(page.changes) == 4
    assert [path.removeprefix(ROOT) for _, path in wire.calls] == [
        "video/list/", "comment/list/", "comment/reply/list/",
    ]  # fmt: skip
    assert read_cursor(page.cursor, fetching.Read).latest == 1_795_082_390_000
    query = wire.requests[1].url.params
    assert (query["include_replies"], query["sort_order"], query["status"]) == (
        "true",
        "desc",
        "ALL",
    )
    assert json.loads(wire.requests[0].url.params["fields"])


def test_pages_are_read_back_to_the_last_reading_and_no_further() -> None:
    def page_of(at: int) -> httpx.Response:
        one = {"comment_id": str(at), "video_id": "2", "create_time": str(at)}
        return fine(comments=[one], has_more=True, cursor=at)

    first, second = NOW.timestamp() - 60, NOW.timestamp() - 7200
    cursor = str(int(NOW.timestamp() - 3600) * 1000)
    page, wire = poll(
        fetching.COMMENTS, cursor, fine(videos=[{"item_id": "2"}]), page_of(int(first)),
        page_of(int(second)), page_of(1),
    )  # fmt: skip
    assert len(wire.calls) == 3
    assert wire.requests[2].url.params["cursor"] == str(int(first))
    done = read_cursor(page.cursor, fetching.Read)
    assert (done.latest, done.floor) == (int(first) * 1000, int(cursor))


def test_only_conversations_that_moved_are_read() -> None:
    now = int(NOW.timestamp() * 1000)
    talks = [{"conversation_id": "a+b", "update_time": now}, {"conversation_id": "c",
             "update_time": now - 86_400_000}]  # fmt: skip
    message = {"message_id": "m", "conversation_id": "a+b", "timestamp": now}
    page, wire = poll(
        fetching.MESSAGES, str(now - 60_000), fine(conversations=talks), fine(messages=[message]),
        fine(conversations=[]),
    )  # fmt: skip
    assert (len(page.changes), read_cursor(page.cursor, fetching.Read).latest) == (1, now)
    assert b"conversation_id=a%2Bb" in wire.requests[1].url.query


@pytest.mark.parametrize(
    ("hours", "ours", "may"), [(1, 0, True), (47, 9, True), (49, 0, False), (1, 10, False)]
)
def test_one_writes_within_48_hours_ten_times(hours: int, ours: int, may: bool) -> None:
    now = Situation(NOW, NOW, NOW - timedelta(hours=hours), ours)
    assert may_write(Verb.MESSAGE, WRITING, now).may is may


@pytest.mark.parametrize("intent", [Intent.EXCLUDE, Intent.RESTRAIN, Intent.CALM])
def test_what_no_program_can_do_is_steps_for_a_person(intent: Intent) -> None:
    mapped = map_intent(intent, Kind.COMMENT, TikTok().abilities)
    assert mapped.is_by_hand
    assert mapped.why is not None
    assert mapped.steps
    assert all(step.en != step.fr for step in (*mapped.steps, mapped.why))


def test_to_remove_what_others_wrote_is_to_hide_it() -> None:
    assert map_intent(Intent.REMOVE, Kind.COMMENT, TikTok().abilities).verb == Verb.HIDE


def test_signing_in_names_things_as_tiktok_does() -> None:
    visit = Visit(TikTok(), HOST, "https://desk.example/back", App("key", "secret"), "v")
    address = httpx.URL(address_to_visit(visit, state="s"))
    assert (address.host, address.params["client_key"]) == ("www.tiktok.com", "key")
    tokens = {"access_token": "a", "refresh_token": "r", "expires_in": 86_400, "open_id": "open-7"}
    wire = Wire([fine(**tokens), fine(**tokens), no(40103)])

    async def run() -> None:
        async with wire.client() as client:
            first = await exchange(visit, "c0de", client)
            assert (first.access, first.whose, first.lasts) == ("a", "open-7", timedelta(days=1))
            await refresh(visit, "r", client)
            with pytest.raises(ConnectorError) as caught:
                await refresh(visit, "r", client)
            assert caught.value.failure == Failure.SIGN_IN_AGAIN

    asyncio.run(run())
    names = [path.rsplit("/", 2)[1] for _, path in wire.calls]
    assert names == ["token", "refresh_token", "refresh_token"]
    assert (wire.json(0)["auth_code"], wire.json(0)["client_id"]) == ("c0de", "key")
