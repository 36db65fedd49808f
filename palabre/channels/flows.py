"""Signing in by a network's own flow: what our desk tells of itself, and what is asked of whom."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.urls import reverse

from palabre.channels.square import address_of_square
from palabre.connectors import dpop
from palabre.connectors.downloads import DownloadRefused, check_outside
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.flows import Client, Flow, Talk
from palabre.connectors.login import SignIn
from palabre.connectors.registry import CONNECTORS
from palabre.plumbing.errors import Refused

SECONDS = 10.0
T = TypeVar("T")


def client_of(network: str, flow: Flow, redirect: str) -> Client:
    """Return our desk as a network sees it, by the address at which it is called back."""
    there = urlsplit(redirect)
    desk = f"{there.scheme}://{there.netloc}"
    id = flow.identify(f"{desk}{reverse('sign_in_client', args=[network])}", redirect)
    if not id:
        raise Refused(
            "This network signs people in on desks with an https address, or on this machine at "
            "http://127.0.0.1.",
            status=422,
        )
    return Client(id, redirect, _key_for(network) if desk in id else "")


def _key_for(network: str) -> str:
    """Return the key by which a network knows this desk: always the same, of the data folder."""
    return dpop.derive_key(settings.DATA.secret("sign_in_key").encode(), f"client:{network}")


def describe_client(network: str, redirect: str) -> Mapping[str, Any] | None:
    """Return the document that a network reads about our desk, None where none does."""
    connector = CONNECTORS.get(network)
    flow = flow_of(connector.sign_in) if connector is not None else None
    if flow is None or not redirect.startswith("https://"):
        return None
    return flow.describe(client_of(network, flow, redirect))


def flow_of(style: SignIn | None) -> Flow | None:
    """Return the flow of a way to sign in, None where addresses are enough."""
    return style.flow if style is not None else None


def talk_about(question: Callable[[Talk], Awaitable[T]]) -> T:
    """Ask networks what a flow wants to know; their refusals become one for the person."""

    async def ask() -> T:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            return await question(Talk(client, _allow))

    try:
        return asyncio.run(ask())
    except ConnectorError as problem:
        raise Refused(
            "Nobody could be signed in there: check the name, then begin again.", status=422
        ) from problem


async def _allow(address: str) -> None:
    """Let the square be asked, and what is on the public net."""
    square = address_of_square()
    if square and address.startswith(f"{square}/"):
        return
    try:
        await check_outside(address)
    except DownloadRefused as problem:
        raise ConnectorError(Failure.REFUSED, "invalid", detail=str(problem)) from problem
