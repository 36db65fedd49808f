"""One call of the Graph API: who asks, with which parameters, and what they may see."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request

from palabre.sandbox.graph.errors import invalid
from palabre.sandbox.settings import Account
from palabre.sandbox.square import Square

LARGEST_PAGE = 100
USUAL_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose token was accepted; `account` is the page the token is for."""

    square: Square
    account: Account
    object: str
    parameters: dict[str, Any]
    now: float
    home: str
    """The square's own address, with a slash at its end."""

    def text(self, name: str) -> str:
        """Return a parameter as text, empty when it is missing."""
        value = self.parameters.get(name, "")
        return value if isinstance(value, str) else msgspec.json.encode(value).decode()

    def truth(self, name: str) -> bool | None:
        """Return a parameter that is true or false, None when it is missing."""
        word = self.text(name).lower()
        if word in ("", "true", "false", "1", "0"):
            return None if word == "" else word in ("true", "1")
        raise invalid(f"(#100) Param {name} must be a boolean")

    def record(self, name: str) -> dict[str, Any]:
        """Return a parameter that is a JSON object, sent as such or as text."""
        value = self.parameters.get(name)
        if isinstance(value, str):
            try:
                value = msgspec.json.decode(value)
            except msgspec.MsgspecError:
                value = None
        if not isinstance(value, dict):
            raise invalid(f"(#100) Param {name} must be a JSON object")
        return value

    def limit(self) -> int:
        """Return how many things one page may have."""
        word = self.text("limit")
        if word and not word.isdigit():
            raise invalid("(#100) Param limit must be a positive number")
        return max(1, min(int(word or USUAL_PAGE), LARGEST_PAGE))

    def cursor(self) -> int | None:
        """Return the number after which the page begins, None for the first page."""
        word = self.text("after")
        if not word:
            return None
        try:
            return int(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        except (ValueError, binascii.Error) as reason:
            raise invalid("(#100) Invalid cursor") from reason


def write_cursor(number: int) -> str:
    """Return the opaque word that leads `Call.cursor` back to a number."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


async def read_parameters(request: Request) -> dict[str, Any]:
    """Return the query's, form's or JSON body's parameters, and the bearer token if any."""
    parameters: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        try:
            body = msgspec.json.decode(await request.body() or b"{}")
        except msgspec.MsgspecError as reason:
            raise invalid("(#100) The body is not JSON") from reason
        if not isinstance(body, dict):
            raise invalid("(#100) The body must be a JSON object")
        parameters.update(body)
    elif kind == "application/x-www-form-urlencoded":
        parameters.update(dict(await request.form()))
    if token := bearer_of(request):
        parameters["access_token"] = token
    return parameters


def bearer_of(request: Request) -> str:
    """Return the token that came in the request's head, empty when none did."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def read_fields(text: str) -> dict[str, str]:
    """Split Graph's `fields`: {"id": "", "messages": "id,message"} for "id,messages{id,message}".

    What stands between parentheses after a dot, such as `.limit(5)`, is read over.
    """
    fields: dict[str, str] = {}
    depth, name, inner = 0, "", ""
    for letter in text + ",":
        if letter == "," and depth == 0:
            if name.strip():
                fields[name.strip().partition(".")[0]] = inner
            name, inner = "", ""
            continue
        depth += (letter in "{(") - (letter in "})")
        if depth > 0 and not (depth == 1 and letter in "{("):
            inner += letter
        elif depth == 0 and letter not in "})":
            name += letter
    return fields
