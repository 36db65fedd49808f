"""What a brand can do on TikTok.

Source: TikTok's reference of `business/comment` and `business/message`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.tiktok.client import call
from palabre.connectors.networks.tiktok.fetching import content_of, replies_to
from palabre.connectors.networks.tiktok.incoming import BUSINESS, id_of, parts_of, text_of_message
from palabre.connectors.reading import inner, instant_or_none, text_of
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)
ON_COMMENTS: dict[Verb, tuple[str, str]] = {
    Verb.HIDE: ("comment/hide/", "HIDE"),
    Verb.UNHIDE: ("comment/hide/", "UNHIDE"),
    Verb.LIKE: ("comment/like/", "LIKE"),
    Verb.PIN: ("comment/pin/", "PIN"),
    Verb.UNPIN: ("comment/pin/", "UNPIN"),
}
"""Acts that do nothing the second time: the call and its `action`."""


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of the comment or message it made, else an empty text."""
    video, comment = parts_of(order.comment)
    if order.verb == Verb.REPLY:
        content = {"video_id": video, "comment_id": comment, "text": order.text}
        told = await call(client, "POST", "comment/reply/create/", credentials, content)
        made = text_of(told.get("comment_id"))
        return id_of(video, made) if made else ""
    if order.verb == Verb.MESSAGE:
        return await _send(order, credentials, client)
    if order.verb == Verb.DELETE:
        return await _delete(comment, credentials, client)
    if order.verb not in ON_COMMENTS:
        raise ConnectorError(Failure.REFUSED, "not_possible")
    path, action = ON_COMMENTS[order.verb]
    content = {"video_id": video, "comment_id": comment, "action": action}
    await call(client, "POST", path, credentials, content)
    return ""


async def _send(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    content: dict[str, Any] = {
        "recipient_type": "CONVERSATION",
        "recipient": order.person,
        "message_type": "TEXT",
        "text": {"body": order.text},
    }
    told = await call(client, "POST", "message/send/", credentials, content)
    return text_of(inner(told, "message").get("message_id") or told.get("message_id"))


async def _delete(comment: str, credentials: Credentials, client: httpx.AsyncClient) -> str:
    try:
        await call(client, "POST", "comment/delete/", credentials, {"comment_id": comment})
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
    return ""


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done. Those that do nothing the second time are done again."""
    if order.verb == Verb.REPLY:
        video, comment = parts_of(order.comment)
        for one in await replies_to(video, comment, credentials, client):
            id = id_of(video, text_of(one.get("comment_id")))
            is_it = one.get("owner") is True and text_of(one.get("text")) == order.text
            if is_it and _may_be(order, id, instant_or_none(one.get("create_time"))):
                return Found(done=True, external_id=id)
    if order.verb == Verb.MESSAGE:
        found, _ = await content_of(order.person, credentials, client)
        for one in found:
            id = text_of(one.get("message_id"))
            is_ours = text_of(inner(one, "from_user").get("role")).lower() == BUSINESS
            is_it = is_ours and text_of_message(one) == order.text
            if is_it and _may_be(order, id, instant_or_none(one.get("timestamp"))):
                return Found(done=True, external_id=id)
    return Found(done=False)


def _may_be(order: Order, id: str, at: datetime | None) -> bool:
    """Say whether something is of this act: no other made it, and it is not older."""
    is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
    return bool(id) and id not in order.claimed and not is_old
