"""What a brand can do on Mastodon.

Source: Mastodon's documentation of statuses, accounts and reports. A reply names whom it answers;
a direct message is a status that only those it names can see.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from palabre.connectors.abilities import (
    A_YEAR,
    BOTH,
    MESSAGES,
    Abilities,
    Ability,
    Feature,
    Inability,
)
from palabre.connectors.contract import Credentials, Found, Order
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.networks.mastodon.client import call, call_object
from palabre.connectors.networks.mastodon.incoming import DIRECT, text_of_status
from palabre.connectors.reading import inner, instant_or_none, objects, text_of
from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb

CLOCKS_DIFFER = timedelta(minutes=2)
SIMPLE = {
    Verb.LIKE: ("/api/v1/statuses/{comment}/favourite", "favourited", True),
    Verb.BAN: ("/api/v1/accounts/{person}/block", "blocking", True),
    Verb.UNBAN: ("/api/v1/accounts/{person}/unblock", "blocking", False),
    Verb.MUTE: ("/api/v1/accounts/{person}/mute", "muting", True),
    Verb.UNMUTE: ("/api/v1/accounts/{person}/unmute", "muting", False),
}
"""Acts of one call: its path, and what a look finds once it is done."""
PER_CALL = {"requests": 1}
PER_TEXT = {"requests": 2}
ONLY_OURS = Said(
    "Only the author's own server can hide or remove a status.",
    "Seul le serveur de l’auteur peut masquer ou supprimer un message.",
)
BY_REPORT = (
    Said(
        "Open the status on your server and report it.",
        "Ouvrez le message sur votre serveur et signalez-le.",
    ),
    Said(
        "Send the report to the author's server too.",
        "Transmettez aussi le signalement au serveur de l’auteur.",
    ),
)
ABILITIES = Abilities(
    able=(
        Ability(Verb.REPLY, costs=PER_TEXT, scope="write:statuses", most=450),
        Ability(Verb.PRIVATE_REPLY, costs=PER_TEXT, scope="write:statuses", most=450),
        Ability(Verb.MESSAGE, MESSAGES, costs=PER_TEXT, scope="write:statuses", most=450),
        Ability(
            Verb.DELETE,
            BOTH,
            own_only=True,
            costs={"requests": 1, "removals": 1},
            scope="write:statuses",
            except_when=Said("Cannot be undone.", "Ne peut pas être annulé."),
        ),
        Ability(Verb.LIKE, costs=PER_CALL, scope="write:favourites"),
        Ability(Verb.BAN, BOTH, Verb.UNBAN, PER_CALL, "write:blocks"),
        Ability(Verb.UNBAN, BOTH, Verb.BAN, PER_CALL, "write:blocks"),
        Ability(Verb.MUTE, BOTH, Verb.UNMUTE, PER_CALL, "write:mutes", longest=A_YEAR),
        Ability(Verb.UNMUTE, BOTH, Verb.MUTE, PER_CALL, "write:mutes"),
        Ability(
            Verb.REPORT,
            BOTH,
            costs=PER_CALL,
            scope="write:reports",
            except_when=Said("Cannot be undone.", "Ne peut pas être annulé."),
        ),
        Ability(Feature.MESSAGE_FIRST),
        Ability(Feature.TELLS_EDITS),
        Ability(Feature.TELLS_REMOVALS),
        Ability(Feature.BACK_FILL),
    ),
    unable=(
        Inability(Verb.HIDE, ONLY_OURS, steps=BY_REPORT),
        Inability(Verb.DELETE, ONLY_OURS, steps=BY_REPORT),
    ),
)


async def perform(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    """Do the act; return the id of the status it made, else an empty text."""
    if order.verb in {Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE}:
        return await _write(order, credentials, client)
    if order.verb == Verb.DELETE:
        return await _delete(order, credentials, client)
    if order.verb == Verb.REPORT:
        content = {"account_id": order.person, "status_ids": [order.comment], "forward": True}
        told = await call_object(client, "POST", "/api/v1/reports", credentials, content)
        return text_of(told.get("id"))
    if order.verb not in SIMPLE:
        raise ConnectorError(Failure.REFUSED, "not_possible")
    pattern, _, _ = SIMPLE[order.verb]
    content = {"duration": order.seconds} if order.verb == Verb.MUTE else {}
    await call(client, "POST", _path(pattern, order), credentials, content)
    return ""


def _path(pattern: str, order: Order) -> str:
    return pattern.format(comment=quote(order.comment, ""), person=quote(order.person, ""))


async def _write(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    answered = await _status(order.comment, credentials, client)
    name = text_of(inner(answered, "account").get("acct"))
    is_private = order.verb != Verb.REPLY
    content = {
        "status": f"@{name} {order.text}" if name else order.text,
        "in_reply_to_id": order.comment,
        "visibility": DIRECT if is_private else _as_open_as(answered),
    }
    told = await call_object(
        client, "POST", "/api/v1/statuses", credentials, content, key=order.key
    )
    return text_of(told.get("id"))


def _as_open_as(answered: dict[str, Any]) -> str:
    """Return the visibility of an answer: as that of what it answers, and never in private."""
    told = text_of(answered.get("visibility"))
    return told if told in {"public", "unlisted", "private"} else "unlisted"


async def _status(id: str, credentials: Credentials, client: httpx.AsyncClient) -> dict[str, Any]:
    return await call_object(client, "GET", f"/api/v1/statuses/{quote(id, '')}", credentials)


async def _delete(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> str:
    try:
        await call(client, "DELETE", _path("/api/v1/statuses/{comment}", order), credentials)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
    return ""


async def look(order: Order, credentials: Credentials, client: httpx.AsyncClient) -> Found:
    """Look whether the act was done, without changing anything.

    A report leaves no trace that we may see: it counts as done, since a second one is noise.
    """
    if order.verb == Verb.REPORT:
        return Found(done=True)
    if order.verb in {Verb.REPLY, Verb.PRIVATE_REPLY, Verb.MESSAGE}:
        return await _look_for_text(order, credentials, client)
    if order.verb in {Verb.LIKE, Verb.DELETE}:
        return await _look_at_status(order, credentials, client)
    if order.verb not in SIMPLE:
        return Found(done=False)
    _, name, wanted = SIMPLE[order.verb]
    told = await call(
        client, "GET", "/api/v1/accounts/relationships", credentials, {"id[]": [order.person]}
    )
    return Found(done=any(one.get(name) is wanted for one in objects(told)))


async def _look_at_status(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    try:
        status = await _status(order.comment, credentials, client)
    except ConnectorError as problem:
        if problem.reason != "gone":
            raise
        return Found(done=order.verb == Verb.DELETE)
    return Found(done=order.verb == Verb.LIKE and status.get("favourited") is True)


async def _look_for_text(
    order: Order, credentials: Credentials, client: httpx.AsyncClient
) -> Found:
    """Find an answer of ours with these words, written since the act was tried."""
    path = _path("/api/v1/statuses/{comment}/context", order)
    told = await call_object(client, "GET", path, credentials)
    for one in objects(told.get("descendants")):
        id, ours = text_of(one.get("id")), text_of(inner(one, "account").get("id"))
        if ours != credentials.external_id or id in order.claimed:
            continue
        at = instant_or_none(one.get("created_at"))
        is_old = at and order.tried_at and at < order.tried_at - CLOCKS_DIFFER
        if not is_old and text_of_status(one, credentials.external_id) == order.text.strip():
            return Found(done=True, external_id=id)
    return Found(done=False)
