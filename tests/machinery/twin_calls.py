"""A network's twin in this very process: calls reach it without a port, and can be watched."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from palabre.connectors.contract import Credentials, Order
from palabre.connectors.registry import CONNECTORS
from palabre.engine.vocabulary import Verb
from palabre.sandbox import visitors
from palabre.sandbox.app import create_app
from palabre.sandbox.networks import NETWORKS
from palabre.sandbox.settings import Account, Settings
from palabre.sandbox.square import Square
from palabre.sandbox.visitors import Visitor, Words

TOKEN = "token-of-the-twin"
T = TypeVar("T")
Wrap = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]


class TwinCalls:
    """One account on its network's twin, and the connector that calls it."""

    def __init__(self, network: str, folder: Path, *, page: str, wrap: Wrap | None = None) -> None:
        word = re.sub(r"\W", "-", page)
        post = {"id": f"{word}_1", "text": "Le pain", "picture": "bread"}
        told = {
            "network": network,
            "key": "brand",
            "name": "Le Fournil",
            "page_id": page,
            "app_secret": "sesame",
            "verify_token": "open",
            "access_token": TOKEN,
            "hook_path": "/hooks",
            "posts": [post],
        }
        (folder / "square.json").write_text(json.dumps({"desk": "", "accounts": [told]}))
        app = create_app(Settings(folder=folder, seed=7))
        self.square: Square = app.state.square
        self.square.refresh()
        self.connector = CONNECTORS[network]
        secrets = {"access_token": TOKEN, "app_password": TOKEN, "business_user": "user-1"}
        base = f"http://twin/{NETWORKS[network].base}"
        self.credentials = Credentials(page, secrets, base)
        asgi: httpx.AsyncBaseTransport = httpx.ASGITransport(app)
        self.transport = wrap(asgi) if wrap is not None else asgi

    @property
    def account(self) -> Account:
        """Return the account of the square."""
        return self.square.configuration.accounts["brand"]

    def comment(self, text: str, *, name: str = "Nour", parent: str | None = None) -> str:
        """Let somebody write under the post; return the square's id."""
        post = self.account.posts[0].id
        words = Words(post=post, author=Visitor(name, "7001"), text=text, parent=parent)
        return visitors.comment(self.square, self.account, words).id

    def message(self, text: str) -> None:
        """Let somebody write in private."""
        visitors.message(self.square, self.account, Visitor("Nour", "7001"), text)

    async def ask(self, question: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
        """Ask something with a client of the twin."""
        async with httpx.AsyncClient(transport=self.transport) as client:
            return await question(client)

    async def perform(self, verb: Verb, key: str = "act-1", **more: Any) -> str:
        """Let the connector do an act."""
        order = Order(verb, key, **more)
        return await self.ask(lambda c: self.connector.perform(order, self.credentials, c))

    async def look(self, verb: Verb, key: str = "act-1", **more: Any) -> bool:
        """Let the connector look whether an act was done."""
        order = Order(verb, key, **more)
        found = await self.ask(lambda c: self.connector.look(order, self.credentials, c))
        return found.done

    def acts(self) -> list[str]:
        """Return what the desk did, in order."""
        return [one.deed.verb for one in self.square.world.acts]
