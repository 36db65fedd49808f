"""Hiding answers under our own posts, by the gate of the thread.

Source: the lexicon `app.bsky.feed.threadgate`: a record beside the post, with the same key, whose
`hiddenReplies` names at most 300 answers. It is read, changed and written back only if nobody
changed it meanwhile; who may answer stays as it was.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from palabre.connectors.contract import Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky.fetching import hidden_in
from palabre.connectors.networks.bluesky.posts import find_post, location
from palabre.connectors.networks.bluesky.records import GATE, POST, Address, moment
from palabre.connectors.networks.bluesky.server import SWAPPED, Server
from palabre.connectors.reading import inner, text_of
from palabre.engine.vocabulary import Verb

MOST_HIDDEN = 300
TRIES = 4


async def change(order: Order, server: Server) -> str:
    """Hide an answer, or show it again."""
    gate = (await _root(order, server)).among(GATE)
    for _ in range(TRIES):
        try:
            await _change_once(order, gate, server)
        except ConnectorError as problem:
            if problem.reason != SWAPPED:
                raise
        else:
            return ""
    raise ConnectorError(Failure.TRY_AGAIN, "network_down", detail="The gate changes all the time.")


async def _change_once(order: Order, gate: Address, server: Server) -> None:
    record, cid = await _read(gate, server)
    hidden = hidden_in(record)
    is_hiding = order.verb == Verb.HIDE
    if (order.comment in hidden) is is_hiding:
        return
    if is_hiding and len(hidden) >= MOST_HIDDEN:
        raise ConnectorError(
            Failure.REFUSED, "too_many_hidden", detail="300 answers of this thread are hidden."
        )
    wanted = [*hidden, order.comment] if is_hiding else [x for x in hidden if x != order.comment]
    content = location(gate) | {
        "record": {
            "$type": GATE,
            "post": gate.among(POST).uri,
            "createdAt": moment(datetime.now(UTC)),
            **record,
            "hiddenReplies": wanted,
        },
        "swapRecord": cid or None,
    }
    await server.post("com.atproto.repo.putRecord", content)


async def _root(order: Order, server: Server) -> Address:
    """Return our post above the answer; refuse when the thread is somebody else's."""
    record = inner(await find_post(order.comment, server), "record")
    root = Address.read(text_of(inner(inner(record, "reply"), "root").get("uri")))
    if root.repo != server.account:
        raise ConnectorError(
            Failure.REFUSED, "not_our_thread", detail="The thread is under somebody else's post."
        )
    return root


async def _read(gate: Address, server: Server) -> tuple[dict[str, Any], str]:
    """Return the gate's record and its content hash; both empty when there is none yet."""
    try:
        told = await server.get("com.atproto.repo.getRecord", location(gate))
    except ConnectorError as problem:
        if problem.reason == "gone":
            return {}, ""
        raise
    return inner(told, "value"), text_of(told.get("cid"))


async def look(order: Order, server: Server) -> Found:
    """Look whether the gate says what we wanted."""
    gate = (await _root(order, server)).among(GATE)
    record, _ = await _read(gate, server)
    return Found(done=(order.comment in hidden_in(record)) is (order.verb == Verb.HIDE))
