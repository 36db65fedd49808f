"""Acts on YouTube: under a video, and in a live chat.

Source: YouTube Data API, `comments.insert`, `setModerationStatus`, `comments.delete`,
`liveChatMessages.insert` and `delete`, `liveChatBans.insert`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.youtube.client import Ask, call, items, snippet
from palabre.connectors.networks.youtube.incoming import live_id, parts_of_live
from palabre.connectors.reading import inner, instant_or_none, text_of
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)
USUAL_TIME_OUT = 300
MOST_IN_A_CHAT = 200
STATUSES = {
    Verb.HIDE: "heldForReview",
    Verb.UNHIDE: "published",
    Verb.RELEASE: "published",
    Verb.DELETE: "rejected",
    Verb.BAN: "rejected",
}
"""What becomes of a comment; a ban takes the comment with it."""


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of what it wrote, else an empty text."""
    chat, _ = parts_of_live(order.comment)
    asked = live_request(order) if chat else request_of(order)
    try:
        told = await call(client, credentials, asked)
    except ConnectorError as problem:
        if order.verb != Verb.DELETE or problem.failure != Failure.REFUSED:
            raise
        if problem.reason != "gone":
            await _delete_own(order, problem, credentials, client)
        return ""
    if order.verb != Verb.REPLY:
        return ""
    id = text_of(told.get("id"))
    if not id:
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer has no id.")
    return live_id(chat, id) if chat else id


async def _delete_own(
    order: Order, problem: ConnectorError, credentials: Credentials, client: httpx.AsyncClient
) -> None:
    """What one wrote oneself cannot be rejected, and is deleted."""
    if parts_of_live(order.comment)[0]:
        raise problem
    try:
        await call(client, credentials, Ask("DELETE", "/comments", {"id": order.comment}))
    except ConnectorError as other:
        if other.reason != "gone":
            raise


def request_of(order: Order) -> Ask:
    """Return the request of an act under a video."""
    if order.verb == Verb.REPLY:
        body = {"snippet": {"parentId": top_of(order.comment), "textOriginal": order.text}}
        return Ask("POST", "/comments", {"part": "snippet"}, body)
    if order.verb not in STATUSES:
        raise ConnectorError(Failure.REFUSED, "not_possible")
    query = {"id": order.comment, "moderationStatus": STATUSES[order.verb]}
    if order.verb == Verb.BAN:
        query["banAuthor"] = "true"
    return Ask("POST", "/comments/setModerationStatus", query)


def live_request(order: Order) -> Ask:
    """Return the request of an act in a live chat."""
    chat, message = parts_of_live(order.comment)
    if order.verb == Verb.REPLY:
        return Ask("POST", "/liveChat/messages", {"part": "snippet"}, _spoken(chat, order.text))
    if order.verb == Verb.DELETE:
        return Ask("DELETE", "/liveChat/messages", {"id": message})
    if order.verb in {Verb.BAN, Verb.TIME_OUT}:
        return Ask("POST", "/liveChat/bans", {"part": "snippet"}, _ban(chat, order))
    raise ConnectorError(Failure.REFUSED, "not_possible")


def _spoken(chat: str, text: str) -> dict[str, Any]:
    if len(text) > MOST_IN_A_CHAT:
        detail = f"A live chat takes {MOST_IN_A_CHAT} characters."
        raise ConnectorError(Failure.REFUSED, "invalid", detail=detail)
    details = {"messageText": text}
    return {
        "snippet": {
            "liveChatId": chat,
            "type": "textMessageEvent",
            "textMessageDetails": details,
        }
    }


def _ban(chat: str, order: Order) -> dict[str, Any]:
    told: dict[str, Any] = {
        "liveChatId": chat,
        "type": "permanent",
        "bannedUserDetails": {"channelId": order.person},
    }
    if order.verb == Verb.TIME_OUT:
        told |= {"type": "temporary", "banDurationSeconds": str(order.seconds or USUAL_TIME_OUT)}
    return {"snippet": told}


def top_of(id: str) -> str:
    """Return the first comment of a thread: an answer's id begins with it."""
    return id.partition(".")[0]


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done. All but writing may be repeated without harm."""
    if order.verb != Verb.REPLY:
        return Found(done=False)
    chat, _ = parts_of_live(order.comment)
    if chat:
        query = {"liveChatId": chat, "part": "id,snippet", "maxResults": "2000"}
        told = await call(client, credentials, Ask("GET", "/liveChat/messages", query))
    else:
        query = {"part": "snippet", "parentId": top_of(order.comment), "maxResults": "100"}
        query["textFormat"] = "plainText"
        told = await call(client, credentials, Ask("GET", "/comments", query))
    for item in items(told):
        id = text_of(item.get("id"))
        name = live_id(chat, id) if chat else id
        if name not in order.claimed and _is_ours(snippet(item), order, credentials):
            return Found(done=True, external_id=name)
    return Found(done=False)


def _is_ours(told: dict[str, Any], order: Order, credentials: Credentials) -> bool:
    """Say whether these are our words, written since the act was tried."""
    author = told.get("authorChannelId")
    name = text_of(author.get("value")) if isinstance(author, dict) else text_of(author)
    said = text_of(inner(told, "textMessageDetails").get("messageText"))
    text = said or text_of(told.get("textOriginal")) or text_of(told.get("textDisplay"))
    at = instant_or_none(told.get("publishedAt"))
    is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
    is_same = name == credentials.external_id and text.strip() == order.text.strip()
    return bool(is_same and not is_old)
