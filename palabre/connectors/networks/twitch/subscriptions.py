"""What Twitch is asked to tell of a channel: EventSub's subscriptions.

Source: Twitch's EventSub reference, subscription types and their conditions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from palabre.connectors.contract import Credentials
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.twitch.client import Helix, call

CHAT = "channel.chat.message"
PASSING = frozenset({"network_down", "no_answer", "unreachable"})
"""Reasons that may be over in a moment."""
A_MOMENT = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """One type of event, its version, and whose ids its condition names."""

    type: str
    version: str
    names: tuple[str, ...]


READER = ("broadcaster_user_id", "user_id")
MODERATOR = ("broadcaster_user_id", "moderator_user_id")
WANTED = (
    Wanted(CHAT, "1", READER),
    Wanted("channel.chat.notification", "1", READER),
    Wanted("channel.chat.message_delete", "1", READER),
    Wanted("channel.chat.clear_user_messages", "1", READER),
    Wanted("channel.chat.clear", "1", READER),
    Wanted("automod.message.hold", "2", MODERATOR),
    Wanted("automod.message.update", "2", MODERATOR),
    Wanted("user.whisper.message", "1", ("user_id",)),
)


def body_of(wanted: Wanted, account: str, transport: Mapping[str, str]) -> dict[str, Any]:
    """Return the request for one subscription: the channel reads and moderates itself."""
    return {
        "type": wanted.type,
        "version": wanted.version,
        "condition": dict.fromkeys(wanted.names, account),
        "transport": dict(transport),
    }


async def subscribe(
    transport: Mapping[str, str],
    credentials: Credentials,
    client: httpx.AsyncClient,
    *,
    without: frozenset[str] = frozenset(),
) -> None:
    """Ask for all types at once; without the chat itself there is nothing to listen to.

    A session must have a subscription within ten seconds. What exists already answers 409. One
    that fails for a moment is asked for once more: the others need not begin again for it.
    """

    async def ask(wanted: Wanted, *, again: bool = True) -> None:
        body = body_of(wanted, credentials.external_id, transport)
        try:
            await call(client, credentials, Helix("POST", "/eventsub/subscriptions", {}, body))
        except ConnectorError as problem:
            is_there = problem.reason == "busy"
            is_spared = wanted.type != CHAT and problem.failure == Failure.REFUSED
            if is_there or is_spared:
                return
            if not again or problem.reason not in PASSING:
                raise
            await asyncio.sleep(A_MOMENT)
            await ask(wanted, again=False)

    await asyncio.gather(*(ask(one) for one in WANTED if one.type not in without))
