"""Signing in where a network's own rules go beyond addresses and names: who begins, who ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from palabre.connectors.login import Tokens

Allow = Callable[[str], Awaitable[None]]
"""Refuses an address that may not be asked: people and networks name servers."""


@dataclass(frozen=True, slots=True)
class Client:
    """Our desk as a network sees it: its id, where it is called back, and its own key if any."""

    id: str
    redirect: str
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the person says yes, and what must be known again when they come back."""

    address: str
    base: str
    kept: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finished:
    """The account that a sign-in opens: where it is asked, its tokens and its other secrets."""

    external_id: str
    name: str
    base: str
    tokens: Tokens
    secrets: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """What a flow speaks with: a client, and which addresses may be asked."""

    http: httpx.AsyncClient
    allow: Allow


class Flow(Protocol):
    """One network's own way to sign in."""

    def describe(self, client: Client) -> Mapping[str, Any]:
        """Return the document at the client's id, which the network reads."""
        ...

    def identify(self, address: str, redirect: str) -> str:
        """Return the id of a desk whose document is at an address; empty when it can have none."""
        ...

    async def begin(self, name: str, client: Client, state: str, talk: Talk) -> Begun:
        """Find the server of somebody, tell it that they come, and return where they say yes."""
        ...

    async def finish(
        self, client: Client, kept: Mapping[str, str], answer: Mapping[str, str], talk: Talk
    ) -> Finished:
        """Take what came back to our address; `ConnectorError` when it does not hold."""
        ...
