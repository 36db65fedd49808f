"""Errors for programs: RFC 9457 problem details."""

from __future__ import annotations

import json

CONTENT_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str = "") -> bytes:
    """Return the body of a problem document."""
    content = {"type": "about:blank", "title": title, "status": status}
    return json.dumps(content | ({"detail": detail} if detail else {})).encode()
