"""Acts on posts: answering, liking, deleting our own, reporting.

What we write stands in our own repository under a key drawn from the act, so that the same act
done twice makes one record, and a look finds it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from palabre.connectors.contract import Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky.records import (
    LIKE,
    POST,
    Address,
    facets,
    find_marks,
    key_for,
    moment,
)
from palabre.connectors.networks.bluesky.server import SWAPPED, Server
from palabre.connectors.reading import inner, objects, text_of
from palabre.engine.vocabulary import Verb

REASON = "com.atproto.moderation.defs#reasonOther"
MOST_OF_A_REASON = 2000


async def find_post(uri: str, server: Server) -> dict[str, Any]:
    """Return a post as the network shows it; `gone` when it is not there."""
    told = await server.get("app.bsky.feed.getPosts", {"uris": [uri]})
    found = objects(told.get("posts"))
    if not found:
        raise ConnectorError(Failure.REFUSED, "gone", detail="The post is no longer there.")
    return found[0]


def reference(post: Mapping[str, Any]) -> dict[str, str]:
    """Return a post's address and content hash, as records name others."""
    return {"uri": text_of(post.get("uri")), "cid": text_of(post.get("cid"))}


async def reply(order: Order, server: Server) -> str:
    """Answer a post, in the thread it stands in."""
    answered = await find_post(order.comment, server)
    parent = reference(answered)
    root = reference(inner(inner(inner(answered, "record"), "reply"), "root"))
    record = {
        "$type": POST,
        "text": order.text,
        "createdAt": moment(datetime.now(UTC)),
        "reply": {"root": root if root["uri"] else parent, "parent": parent},
    }
    return await _put(POST, record | await marks_of(order.text, server), order, server)


async def marks_of(text: str, server: Server) -> dict[str, Any]:
    """Return the part of a record that marks links, and people where their names are known."""
    identities: dict[str, str] = {}
    for handle in {mark.handle for mark in find_marks(text) if mark.handle}:
        try:
            query = {"handle": handle}
            told = await server.get("com.atproto.identity.resolveHandle", query)
        except ConnectorError as problem:
            if problem.failure != Failure.REFUSED:
                raise
            continue
        identities[handle] = text_of(told.get("did"))
    found = facets(text, identities)
    return {"facets": found} if found else {}


async def _put(collection: str, record: Mapping[str, Any], order: Order, server: Server) -> str:
    """Write a record of the act unless it is there; return its address."""
    address = Address(server.account, collection, key_for(order.key, order.comment))
    content = {
        "repo": address.repo,
        "collection": collection,
        "rkey": address.key,
        "record": dict(record),
        "swapRecord": None,
    }
    try:
        told = await server.post("com.atproto.repo.putRecord", content)
    except ConnectorError as problem:
        if problem.reason == SWAPPED:  # it is there already: a first try was done after all
            return address.uri
        raise
    return text_of(told.get("uri")) or address.uri


async def like(order: Order, server: Server) -> str:
    """Like a post, once."""
    post = await find_post(order.comment, server)
    if not text_of(inner(post, "viewer").get("like")):
        record = {"$type": LIKE, "subject": reference(post), "createdAt": moment(datetime.now(UTC))}
        await _put(LIKE, record, order, server)
    return ""


async def delete(order: Order, server: Server) -> str:
    """Delete a post of ours; one that is gone stays gone."""
    address = Address.read(order.comment)
    if address.repo != server.account:
        raise ConnectorError(Failure.REFUSED, "permission", detail="Only our own posts.")
    await server.post("com.atproto.repo.deleteRecord", location(address))
    return ""


def location(address: Address) -> dict[str, Any]:
    """Return an address as calls of repositories name it."""
    return {"repo": address.repo, "collection": address.collection, "rkey": address.key}


async def report(order: Order, server: Server) -> str:
    """Report a post, a private message or a person to the moderators of the network."""
    if order.is_private:
        talk, _, id = order.comment.rpartition("/")
        subject = {
            "$type": "chat.bsky.convo.defs#messageRef",
            "did": order.person,
            "convoId": talk,
            "messageId": id,
        }
    else:
        post = await find_post(order.comment, server)
        subject = {"$type": "com.atproto.repo.strongRef", **reference(post)}
    content: dict[str, Any] = {"reasonType": REASON, "subject": subject}
    if order.text:
        content["reason"] = order.text[:MOST_OF_A_REASON]
    told = await server.post("com.atproto.moderation.createReport", content)
    return text_of(told.get("id"))


async def look_for_reply(order: Order, server: Server) -> Found:
    """Ask for the very record that the act writes."""
    address = Address(server.account, POST, key_for(order.key, order.comment))
    try:
        await server.get("com.atproto.repo.getRecord", location(address))
    except ConnectorError as problem:
        if problem.reason == "gone":
            return Found(done=False)
        raise
    return Found(done=True, external_id=address.uri)


async def look_at_post(order: Order, server: Server) -> Found:
    """Look whether a post is liked by us, or gone."""
    try:
        post = await find_post(order.comment, server)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=order.verb == Verb.DELETE)
    is_liked = bool(text_of(inner(post, "viewer").get("like")))
    return Found(done=is_liked and order.verb == Verb.LIKE)


async def look_for_report(order: Order, server: Server) -> Found:
    """Count a report as done: it leaves no trace that we may see, and a second one is noise."""
    return Found(done=True)
