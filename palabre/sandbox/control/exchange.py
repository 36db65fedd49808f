"""How the control API reads requests and writes answers and problems."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from palabre.sandbox.square import Square
from palabre.sandbox.visitors import Refused

Body = TypeVar("Body")
Answer = Callable[[Request], Awaitable[Response]]


def square_of(request: Request) -> Square:
    """Return the square this application runs."""
    square: Square = request.app.state.square
    return square


def answer(told: object, *, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(msgspec.json.encode(told), status, media_type="application/json")


def problem(detail: str, *, status: int) -> Response:
    """Return an error as application/problem+json (RFC 9457)."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(msgspec.json.encode(told), status, media_type="application/problem+json")


async def read(request: Request, kind: type[Body]) -> Body:
    """Return the request's JSON body as a struct.

    A page of another site cannot send JSON here unasked: that is why nothing else is accepted.
    """
    content = request.headers.get("content-type", "").partition(";")[0].strip()
    if content != "application/json":
        raise Refused("Send the body as application/json.", 415)
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if origin and origin != request.headers.get("host"):
        raise Refused("This page may not write on the square.", 403)
    return msgspec.json.decode(await request.body(), type=kind)


def guarded(function: Answer) -> Answer:
    """Let a refusal become a problem that says what to do."""

    async def guard(request: Request) -> Response:
        try:
            return await function(request)
        except Refused as refusal:
            return problem(str(refusal), status=refusal.status)
        except msgspec.ValidationError as reason:
            return problem(str(reason), status=422)
        except msgspec.DecodeError as reason:
            return problem(f"The body is not JSON: {reason}", status=400)

    return guard
