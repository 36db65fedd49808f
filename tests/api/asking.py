"""Asking the API in this process, as a program with a token does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client as Browser


@dataclass(frozen=True)
class Caller:
    """Someone with a token, or nobody when it is empty."""

    token: str = ""

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        """Send one request to `/api/v1` and return the answer. A body of bytes goes as it is."""
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        answer = Browser(raise_request_exception=False).generic(
            method.upper(),
            f"/api/v1{path}",
            raw,
            content_type="application/json",
            query_params=query,
            headers=sent,
        )
        return cast(HttpResponse, answer)

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of a question that must be answered."""
        answer = self.ask("GET", path, query=query)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)


def assert_problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    """Fail unless the answer is problem details with this status; return them."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    content: dict[str, Any] = json.loads(answer.content)
    assert content["status"] == status
    assert content["type"] == "about:blank"
    assert content["title"].strip()
    return content
