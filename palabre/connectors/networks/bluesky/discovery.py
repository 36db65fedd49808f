"""From somebody's name to the server that holds their account, and to the one that signs them in.

Source: the AT Protocol's specifications of handles and DIDs, and RFC 8414 and 9728 for the two
documents: `oauth-protected-resource` of the account's server names `oauth-authorization-server`.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from palabre.connectors.calls import Call, ask, send
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.flows import Talk
from palabre.connectors.reading import objects, text_of

DIRECTORY = "https://plc.directory"
VIEW = "https://public.api.bsky.app"
HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
DID = re.compile(r"did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]{1,200})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account is: its server, and the addresses of who signs people in there.

    `did` is empty when a server was named and nobody on it.
    """

    server: str
    issuer: str
    authorize: str
    token: str
    push: str
    did: str = ""


async def find_place(name: str, talk: Talk) -> Place:
    """Return the place of a name (`shop.bsky.social`), an identity, or a server's address."""
    named = name.strip().removeprefix("@").rstrip("/")
    if "://" in named:
        return await _place(named, "", talk)
    lower = named.lower()
    did = lower if lower.startswith("did:") else await _did_of(lower, talk)
    return await _place(await server_of(did, talk), did, talk)


async def _did_of(handle: str, talk: Talk) -> str:
    """Ask the name itself, as its owner may answer there; else the network's own view."""
    if not HANDLE.fullmatch(handle):
        raise _unknown("This is no name of an account.")
    address = f"https://{handle}/.well-known/atproto-did"
    with contextlib.suppress(httpx.HTTPError, ConnectorError):
        await talk.allow(address)
        answer = await talk.http.get(address, follow_redirects=False)
        if answer.is_success and DID.fullmatch(answer.text.strip()):
            return answer.text.strip()
    query = {"handle": handle}
    told = await ask(
        talk.http, Call("GET", f"{VIEW}/xrpc/com.atproto.identity.resolveHandle", query=query)
    )
    return text_of(told.get("did")) if isinstance(told, dict) else ""


async def server_of(did: str, talk: Talk) -> str:
    """Return the server that an identity's document names."""
    if not DID.fullmatch(did):
        raise _unknown("Nobody has this name.")
    address = f"{DIRECTORY}/{quote(did)}"
    if did.startswith("did:web:"):
        address = f"https://{did.removeprefix('did:web:')}/.well-known/did.json"
    document = await _document(address, talk)
    return server_in(document)


def server_in(document: dict[str, Any]) -> str:
    """Return the account's server that an identity's document names."""
    for service in objects(document.get("service")):
        if text_of(service.get("id")).endswith("#atproto_pds"):
            return text_of(service.get("serviceEndpoint")).rstrip("/")
    raise _unknown("This identity names no server.")


async def _place(server: str, did: str, talk: Talk) -> Place:
    told = await _document(f"{server}/.well-known/oauth-protected-resource", talk)
    servers = told.get("authorization_servers")
    issuer = text_of(servers[0]).rstrip("/") if isinstance(servers, list) and servers else server
    found = await _document(f"{issuer}/.well-known/oauth-authorization-server", talk)
    authorize = text_of(found.get("authorization_endpoint"))
    token = text_of(found.get("token_endpoint"))
    push = text_of(found.get("pushed_authorization_request_endpoint"))
    addresses = (authorize, token, push)
    if text_of(found.get("issuer")).rstrip("/") != issuer or not all(addresses):
        raise _unknown("This server does not sign people in.")
    for address in addresses:
        await talk.allow(address)
    return Place(server, issuer, authorize, token, push, did)


async def _document(address: str, talk: Talk) -> dict[str, Any]:
    await talk.allow(address)
    answer = await send(talk.http, Call("GET", address))
    if answer.status != 200 or not isinstance(answer.body, dict):
        raise _unknown(f"{address[:200]} answers {answer.status}.")
    return answer.body


def _unknown(why: str) -> ConnectorError:
    return ConnectorError(Failure.REFUSED, "invalid", detail=why)
