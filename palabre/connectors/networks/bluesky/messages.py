"""Writing private messages, to those who take them.

Source: the lexicons `chat.bsky.convo.getConvoAvailability` and `chat.bsky.convo.sendMessage`. The
network is asked whether the person may be written to: it depends on whom they let in, and on
blocks. A conversation that they began stands as a request until we accept it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from palabre.connectors.contract import Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.bluesky.incoming import message_id
from palabre.connectors.networks.bluesky.posts import marks_of
from palabre.connectors.networks.bluesky.server import Server
from palabre.connectors.reading import inner, instant_or_none, objects, text_of

CLOCKS_DIFFER = timedelta(minutes=2)
LOOKED_AT = 50


async def write(order: Order, server: Server) -> str:
    """Write to a person, when the network says that we may."""
    talk = await _open(order, server.chat)
    id = text_of(talk.get("id"))
    content = {
        "convoId": id,
        "message": {"text": order.text, **await marks_of(order.text, server)},
    }
    told = await server.chat.post("chat.bsky.convo.sendMessage", content)
    return message_id(id, text_of(told.get("id")))


async def _open(order: Order, chat: Server) -> dict[str, Any]:
    """Return the conversation with a person, accepted if it was a request of theirs."""
    asked = {"members": [order.person]}
    told = await chat.get("chat.bsky.convo.getConvoAvailability", asked)
    if told.get("canChat") is not True:
        raise ConnectorError(
            Failure.REFUSED, "person_unavailable", detail="They take no messages from us."
        )
    talk = inner(told, "convo")
    if not talk:
        made = await chat.get("chat.bsky.convo.getConvoForMembers", asked)
        talk = inner(made, "convo")
    if talk.get("status") == "request" and talk.get("lastMessage"):
        await chat.post("chat.bsky.convo.acceptConvo", {"convoId": text_of(talk.get("id"))})
    return talk


async def look(order: Order, server: Server) -> Found:
    """Find a message of ours with these words, written since the act was tried."""
    asked = {"members": [order.person]}
    told = await server.chat.get("chat.bsky.convo.getConvoAvailability", asked)
    talk = text_of(inner(told, "convo").get("id"))
    if not talk:
        return Found(done=False)
    query = {"convoId": talk, "limit": str(LOOKED_AT)}
    found = await server.chat.get("chat.bsky.convo.getMessages", query)
    for one in objects(found.get("messages")):
        id = message_id(talk, text_of(one.get("id")))
        if text_of(inner(one, "sender").get("did")) != server.account or id in order.claimed:
            continue
        at = instant_or_none(one.get("sentAt"))
        is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
        if not is_old and text_of(one.get("text")).strip() == order.text.strip():
            return Found(done=True, external_id=id)
    return Found(done=False)
