"""Checks of calls against Bluesky's own lexicons, as the package lexrpc bundles them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import httpx
import msgspec
from lexrpc.base import Base


@cache
def lexicons() -> Base:
    """Return all lexicons."""
    return Base()


class CheckedTransport(httpx.AsyncBaseTransport):
    """Lets calls through to another transport; fails on any that breaks its lexicon.

    Requests are checked as they leave, answers as they come. `seen` counts calls by name.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.seen: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Check a request, send it, check its answer."""
        name = request.url.path.rpartition("/")[2]
        self.seen[name] += 1
        body = await request.aread()
        check_request(name, request, msgspec.json.decode(body) if body else None)
        answer = await self._inner.handle_async_request(request)
        content = await answer.aread()
        if answer.is_success and content:
            lexicons().validate(name, "output", msgspec.json.decode(content))
        return answer


def check_request(name: str, request: httpx.Request, content: Any) -> None:
    """Fail when a request is not what the lexicon of its call says."""
    base = lexicons()
    kind = base.defs[name]["type"]
    assert kind == {"GET": "query", "POST": "procedure"}[request.method], name
    if kind == "procedure":
        base.validate(name, "input", content)
        if isinstance(content, dict) and isinstance(content.get("record"), dict):
            base.validate(content["collection"], "record", content["record"])
        return
    pairs = request.url.params.multi_items()
    known = base.defs[name].get("parameters", {}).get("properties", {})
    assert {key for key, _ in pairs} <= set(known), (name, pairs)
    base.validate(name, "parameters", base.decode_params(name, pairs))
