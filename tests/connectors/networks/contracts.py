"""Requests of ours, held against the description that a vendor publishes for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest

from tests.connectors.networks.recorded import OUTSIDE

SPECS = OUTSIDE.parent / "specs"


@dataclass
class Wire:
    """Takes our requests, keeps them, and answers each with what a test says."""

    answers: Sequence[httpx.Response | Callable[[httpx.Request], httpx.Response]]
    requests: list[httpx.Request] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        """Return a client whose calls come here."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._take))

    def _take(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Return method and path of each call."""
        return [(one.method, one.url.path) for one in self.requests]

    def json(self, place: int = -1) -> Any:
        """Return the JSON of a request."""
        return json.loads(self.requests[place].content or b"null")


@lru_cache
def _contract(name: str) -> OpenAPI:
    """Return a description as it is, faults in parts that we do not use included.

    It is without who may call: tokens are not what is tested.
    """
    file = SPECS / f"{name}.openapi.json"
    if not file.exists():
        pytest.skip(f"needs the description {file}")
    told = json.loads(file.read_text("utf-8"))
    told.pop("security", None)
    for path in told["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return OpenAPI.from_dict(told, config=Config(spec_validator_cls=None))


def problems_of(request: httpx.Request, contract: str, host: str) -> list[str]:
    """Return what the vendor's description has against a request."""
    told: Mapping[str, Any] = dict(parse_qsl(request.url.query.decode()))
    asked = MockRequest(
        host,
        request.method.lower(),
        request.url.path,
        args=dict(told),
        headers=dict(request.headers),
        data=request.content or None,
        content_type=request.headers.get("content-type", ""),
    )
    return [f"{one!r} {one.__cause__!r}" for one in _contract(contract).iter_request_errors(asked)]
