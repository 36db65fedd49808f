"""Acts on Twitch, by the Helix API.

Source: Twitch's Helix reference: Send Chat Message, Delete Chat Messages, Manage Held AutoMod
Messages, Ban User, Warn Chat User, Update Chat Settings, Update Shield Mode Status, Send Whisper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch.abilities import LONGEST
from palabre.connectors.networks.twitch.client import Helix, call, first
from palabre.connectors.reading import inner, text_of
from palabre.engine.vocabulary import Verb

USUAL_TIME_OUT = 600
LONGEST_REASON = 500
FASTEST, USUAL_PAUSE = 3, 30
SETTINGS: Mapping[Verb, Mapping[str, Any]] = {
    Verb.UNSLOW: {"slow_mode": False},
    Verb.NARROW: {"follower_mode": True},
    Verb.WIDEN: {"follower_mode": False},
}
DROPPED: Mapping[str, tuple[Failure, str]] = {
    "msg_duplicate": (Failure.REFUSED, "duplicate"),
    "msg_ratelimit": (Failure.TRY_AGAIN, "rate_limit"),
    "rate_limited": (Failure.TRY_AGAIN, "rate_limit"),
    "msg_slowmode": (Failure.TRY_AGAIN, "rate_limit"),
}
"""Why a chat message was dropped, though the answer is 200."""
PAUSE = timedelta(seconds=30)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of what it wrote, else an empty text."""
    if order.verb == Verb.REPLY:
        return await _say(order, credentials, client)
    if order.verb == Verb.DELETE:
        return await _delete(order, credentials, client)
    asked = request_of(order, credentials.external_id)
    try:
        await call(client, credentials, asked)
    except ConnectorError as problem:
        if not _is_done_already(order, problem):
            raise
    is_whisper = order.verb in {Verb.MESSAGE, Verb.PRIVATE_REPLY}
    return f"whisper:{order.key}" if is_whisper else ""


def _is_done_already(order: Order, problem: ConnectorError) -> bool:
    """Say whether a refusal only means that it is so already."""
    if order.verb == Verb.RELEASE:
        return problem.reason == "gone"
    told = problem.detail.lower()
    return (order.verb == Verb.UNBAN and "not banned" in told) or (
        order.verb == Verb.BAN and "already banned" in told
    )


def request_of(order: Order, us: str) -> Helix:
    """Return the request of an act that is one call; `ConnectorError` when there is none."""
    both = {"broadcaster_id": us, "moderator_id": us}
    if order.verb in {Verb.MESSAGE, Verb.PRIVATE_REPLY}:
        ids = {"from_user_id": us, "to_user_id": order.person}
        return Helix("POST", "/whispers", ids, {"message": order.text})
    if order.verb in {Verb.BAN, Verb.TIME_OUT, Verb.WARN}:
        path = "/moderation/warnings" if order.verb == Verb.WARN else "/moderation/bans"
        return Helix("POST", path, both, {"data": _sanction(order)})
    if order.verb == Verb.UNBAN:
        return Helix("DELETE", "/moderation/bans", both | {"user_id": order.person})
    if order.verb == Verb.RELEASE:
        return held(order, us, "ALLOW")
    if order.verb in {Verb.SHIELD, Verb.UNSHIELD}:
        shield = {"is_active": order.verb == Verb.SHIELD}
        return Helix("PUT", "/moderation/shield_mode", both, shield)
    if order.verb == Verb.SLOW:
        pause = min(max(order.seconds or USUAL_PAUSE, FASTEST), LONGEST[Verb.SLOW])
        state = {"slow_mode": True, "slow_mode_wait_time": pause}
        return Helix("PATCH", "/chat/settings", both, state)
    if order.verb in SETTINGS:
        return Helix("PATCH", "/chat/settings", both, SETTINGS[order.verb])
    raise ConnectorError(Failure.REFUSED, "not_possible")


def _sanction(order: Order) -> dict[str, Any]:
    """Return what Twitch is told of a ban, a time-out or a warning, which needs its reason."""
    data: dict[str, Any] = {"user_id": order.person}
    if order.text:
        data["reason"] = order.text[:LONGEST_REASON]
    elif order.verb == Verb.WARN:
        raise ConnectorError(Failure.REFUSED, "invalid", detail="A warning needs its reason.")
    if order.verb == Verb.TIME_OUT:
        data["duration"] = min(max(order.seconds or USUAL_TIME_OUT, 1), LONGEST[Verb.TIME_OUT])
    return data


def held(order: Order, us: str, action: str) -> Helix:
    """Return the request that lets a held message through, or refuses it for good."""
    body = {"user_id": us, "msg_id": order.comment, "action": action}
    return Helix("POST", "/moderation/automod/message", {}, body)


def message_of(order: Order, us: str) -> Helix:
    """Return the request that says something in the chat, under what it answers."""
    body = {"broadcaster_id": us, "sender_id": us, "message": order.text}
    if order.comment:
        body["reply_parent_message_id"] = order.comment
    return Helix("POST", "/chat/messages", {}, body)


async def _say(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    told = first(await call(client, credentials, message_of(order, credentials.external_id)))
    if told.get("is_sent") is True:
        return text_of(told.get("message_id"))
    if told.get("is_sent") is not False:
        raise ConnectorError(Failure.UNKNOWN, "no_answer", detail="The answer does not say.")
    why = inner(told, "drop_reason")
    failure, reason = DROPPED.get(text_of(why.get("code")), (Failure.REFUSED, "refused"))
    wait = PAUSE if failure == Failure.TRY_AGAIN else None
    detail = text_of(why.get("message"))[:500]
    raise ConnectorError(failure, reason, detail=detail, wait=wait)


async def _delete(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Delete a message; one that is not in the chat may be held, and is then refused."""
    us = credentials.external_id
    ids = {"broadcaster_id": us, "moderator_id": us, "message_id": order.comment}
    try:
        await call(client, credentials, Helix("DELETE", "/moderation/chat", ids))
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        await _deny(order, credentials, client)
    return ""


async def _deny(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> None:
    try:
        await call(client, credentials, held(order, credentials.external_id, "DENY"))
    except ConnectorError as problem:
        if problem.failure != Failure.REFUSED:
            raise


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done.

    What is said in the chat comes back as an event, and there is no other place to look: until
    then its outcome stays unknown. A whisper leaves no trace: it is never repeated by itself.
    The other acts may be repeated: they say how things are to be.
    """
    if order.verb == Verb.REPLY:
        raise ConnectorError(Failure.UNKNOWN, "no_answer")
    if order.verb in {Verb.MESSAGE, Verb.PRIVATE_REPLY}:
        detail = "Twitch does not tell whether a whisper went out."
        raise ConnectorError(Failure.REFUSED, "no_answer", detail=detail)
    return Found(done=order.verb == Verb.WARN)
