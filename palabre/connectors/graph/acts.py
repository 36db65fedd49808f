"""The acts that Facebook and Instagram share, and how to see whether one was done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Credentials, Described, Found, Order
from palabre.connectors.facts import Unreadable
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.graph.client import call, is_direct, page_of
from palabre.connectors.reading import instant, objects, text_of
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the network's clock may be from ours when we look for an act of ours."""
PAGES_TO_LOOK = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the two: names of edges and fields.

    `events` are the fields to subscribe a page to, `own_events` a profile without one. The rest is
    for fetching: what is asked of posts and of their comments; `is_newest_first` where the latest
    come first, answers among them.
    """

    platform: str
    replies: str
    text: str
    time: str
    hide: str
    is_hidden: str
    post_fields: str
    read_post: Callable[[dict[str, Any]], Described]
    posts: str
    events: tuple[str, ...]
    own_events: tuple[str, ...] = ()
    count_fields: str = ""
    count_comments: Callable[[dict[str, Any]], int] = lambda post: 0
    comment_fields: str = ""
    comment_order: Mapping[str, str] = field(default_factory=dict)
    is_newest_first: bool = True

    def fields_of(self, credentials: Credentials) -> tuple[str, ...]:
        """Return the events that an account needs."""
        return self.own_events if is_direct(credentials) else self.events


async def perform(
    order: Order, credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> str:
    """Do the act; return the id of the comment or message it made, else an empty text."""
    if order.verb == Verb.REPLY:
        path = f"{order.comment}/{dialect.replies}"
        answer = await call(client, "POST", path, credentials, {"message": order.text})
        return text_of(answer.get("id"))
    if order.verb in {Verb.PRIVATE_REPLY, Verb.MESSAGE}:
        return await _send(order, credentials, client)
    if order.verb in {Verb.HIDE, Verb.UNHIDE}:
        wanted = {dialect.hide: order.verb == Verb.HIDE}
        await call(client, "POST", order.comment, credentials, wanted)
        return ""
    if order.verb == Verb.LIKE:
        await call(client, "POST", f"{order.comment}/likes", credentials)
        return ""
    if order.verb == Verb.BAN:
        people = {"psid": [_scoped_id(order)]}
        await call(client, "POST", f"{credentials.external_id}/blocked", credentials, people)
        return ""
    if order.verb == Verb.UNBAN:
        person = {"psid": str(_scoped_id(order))}
        await call(client, "DELETE", f"{credentials.external_id}/blocked", credentials, person)
        return ""
    return await _delete(order, credentials, client)


def _scoped_id(order: Order) -> int:
    """Return the number by which the page knows a person; the edge takes no text."""
    if not (order.person.isascii() and order.person.isdigit()):
        raise ConnectorError(Failure.REFUSED, "invalid", detail=f"no such person: {order.person}")
    return int(order.person)


async def _send(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    is_private_reply = order.verb == Verb.PRIVATE_REPLY
    recipient = {"comment_id": order.comment} if is_private_reply else {"id": order.person}
    content: dict[str, Any] = {
        "recipient": recipient,
        "message": {"text": order.text, "metadata": order.key},
        "messaging_type": "RESPONSE",
    }
    if order.is_late:
        content |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    path = f"{page_of(credentials)}/messages"
    answer = await call(client, "POST", path, credentials, content)
    return text_of(answer.get("message_id"))


async def _delete(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    try:
        await call(client, "DELETE", order.comment, credentials)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
    return ""


async def look(
    order: Order, credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> Found:
    """Look on the network whether the act was done, without changing anything."""
    if order.verb == Verb.REPLY:
        return await _look_for_text(
            order, credentials, _replies(order, credentials, client, dialect)
        )
    if order.verb in {Verb.PRIVATE_REPLY, Verb.MESSAGE}:
        return await _look_for_text(order, credentials, _sent(order, credentials, client, dialect))
    if order.verb in {Verb.BAN, Verb.UNBAN}:
        return await _look_for_ban(order, credentials, client)
    fields = {"fields": f"id,{dialect.is_hidden},user_likes"}
    try:
        comment = await call(client, "GET", order.comment, credentials, fields)
    except ConnectorError as problem:
        if problem.reason == "gone" and problem.failure == Failure.REFUSED:
            return Found(done=order.verb == Verb.DELETE)
        raise
    done = {
        Verb.HIDE: comment.get(dialect.is_hidden) is True,
        Verb.UNHIDE: comment.get(dialect.is_hidden) is False,
        Verb.LIKE: comment.get("user_likes") is True,
    }
    return Found(done=done.get(order.verb, False))


async def _look_for_ban(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    path, person = f"{credentials.external_id}/blocked", str(_scoped_id(order))
    answer = await call(client, "GET", path, credentials, {"user": person})
    banned = {text_of(one.get("id")) for one in objects(answer.get("data"))}
    return Found(done=(person in banned) == (order.verb == Verb.BAN))


async def _replies(
    order: Order, credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> AsyncIterator[dict[str, Any]]:
    fields = f"id,{dialect.text},from,{dialect.time}"
    path = f"{order.comment}/{dialect.replies}"
    after = ""
    for _ in range(PAGES_TO_LOOK):
        query = {"fields": fields, "limit": "100"} | ({"after": after} if after else {})
        page = await call(client, "GET", path, credentials, query)
        for reply in page.get("data", []):
            yield {
                "id": reply.get("id"),
                "text": reply.get(dialect.text),
                "from": reply.get("from"),
                "at": reply.get(dialect.time),
            }
        paging = page.get("paging", {})
        after = paging.get("cursors", {}).get("after", "") if "next" in paging else ""
        if not after:
            return


async def _sent(
    order: Order, credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> AsyncIterator[dict[str, Any]]:
    query = {
        "platform": dialect.platform,
        "user_id": order.person,
        "fields": "id,messages{id,message,from,created_time}",
    }
    path = f"{page_of(credentials)}/conversations"
    found = await call(client, "GET", path, credentials, query)
    for conversation in found.get("data", []):
        for message in conversation.get("messages", {}).get("data", []):
            yield {
                "id": message.get("id"),
                "text": message.get("message"),
                "from": message.get("from"),
                "at": message.get("created_time"),
            }


async def _look_for_text(
    order: Order, credentials: Credentials, found: AsyncIterator[dict[str, Any]]
) -> Found:
    """Find a text of ours, written since the act was tried, that no other act made."""
    async for one in found:
        author = one.get("from") or {}
        if one.get("text") != order.text or text_of(author.get("id")) != credentials.external_id:
            continue
        external_id = text_of(one.get("id"))
        if external_id in order.claimed or not _is_since(one.get("at"), order):
            continue
        return Found(done=True, external_id=external_id)
    return Found(done=False)


def _is_since(at: Any, order: Order) -> bool:
    if order.tried_at is None:
        return True
    try:
        return instant(at) >= order.tried_at - CLOCKS_DIFFER
    except Unreadable:
        return True


async def describe(
    surface: str, credentials: Credentials, client: httpx.AsyncClient, dialect: Dialect
) -> Described:
    """Return what the network says of a post: text, address, picture, time and figures."""
    post = await call(client, "GET", surface, credentials, {"fields": dialect.post_fields})
    return dialect.read_post(post)
