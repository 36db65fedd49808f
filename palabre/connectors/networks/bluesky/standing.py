"""Keeping people away: muting is between us and the network, blocking is a public record.

Source: the lexicons `app.bsky.graph.muteActor`, `app.bsky.graph.block` and the viewer's state in
`app.bsky.actor.getProfile`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from palabre.connectors.contract import Found, Order
from palabre.connectors.networks.bluesky.posts import location
from palabre.connectors.networks.bluesky.records import BLOCK, Address, moment
from palabre.connectors.networks.bluesky.server import Server
from palabre.connectors.reading import inner, text_of
from palabre.engine.vocabulary import Verb


async def mute(order: Order, server: Server) -> str:
    """Mute a person, or hear them again."""
    name = "muteActor" if order.verb == Verb.MUTE else "unmuteActor"
    await server.post(f"app.bsky.graph.{name}", {"actor": order.person})
    return ""


async def block(order: Order, server: Server) -> str:
    """Block a person, unless they are blocked."""
    if not await _blocking(order, server):
        record = {
            "$type": BLOCK,
            "subject": order.person,
            "createdAt": moment(datetime.now(UTC)),
        }
        content = {"repo": server.account, "collection": BLOCK, "record": record}
        await server.post("com.atproto.repo.createRecord", content)
    return ""


async def unblock(order: Order, server: Server) -> str:
    """Take the record of a block away, if there is one."""
    uri = await _blocking(order, server)
    if uri:
        await server.post("com.atproto.repo.deleteRecord", location(Address.read(uri)))
    return ""


async def _viewer(order: Order, server: Server) -> dict[str, Any]:
    told = await server.get("app.bsky.actor.getProfile", {"actor": order.person})
    return inner(told, "viewer")


async def _blocking(order: Order, server: Server) -> str:
    return text_of((await _viewer(order, server)).get("blocking"))


async def look(order: Order, server: Server) -> Found:
    """Look how we stand to the person."""
    viewer = await _viewer(order, server)
    is_muted, is_blocked = viewer.get("muted") is True, bool(text_of(viewer.get("blocking")))
    wanted = {
        Verb.MUTE: is_muted,
        Verb.UNMUTE: not is_muted,
        Verb.BAN: is_blocked,
        Verb.UNBAN: not is_blocked,
    }
    return Found(done=wanted.get(order.verb, False))
