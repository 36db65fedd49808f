"""The routes of the API, one file for each part of the product."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from palabre.api.document import DescribedAPI
from palabre.api.doors import BySession, ByToken
from palabre.api.routes import (
    acts,
    channels,
    inbox,
    knowledge,
    lists,
    moderation,
    people,
    tasks,
    teamwork,
    workspaces,
)
from palabre.plumbing import problems
from palabre.plumbing.errors import Refused

log = logging.getLogger(__name__)
api = DescribedAPI(
    title="Palabre",
    version="1",
    description=(
        "Conversations, decisions and acts of a workspace. Send a personal token as "
        "`Authorization: Bearer`. Lists are pages by cursor; errors are RFC 9457 problem "
        "details; an act with an `Idempotency-Key` header is ordered once. Live changes come "
        "from `/api/v1/events?workspace=` as Server-Sent Events."
    ),
    auth=[ByToken(), BySession()],
    urls_namespace="api",
)
for part in (
    workspaces,
    teamwork,
    lists,
    inbox,
    people,
    knowledge,
    acts,
    tasks,
    moderation,
    channels,
):
    api.add_router("", part.router)


def _problem(status: int, title: str, detail: str = "") -> HttpResponse:
    body = problems.problem(status, title, detail)
    response = HttpResponse(body, status=status, content_type=problems.CONTENT_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say what the person can mend."""
    return _problem(refusal.status, refusal.sentence)


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    """Ask who it is."""
    return _problem(401, "Send a personal token as Authorization: Bearer.")


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """Say which value is wrong."""
    wrong: list[dict[str, Any]] = problem.errors
    said = [
        f"{'.'.join(str(part) for part in one.get('loc', ()))}: {one.get('msg', '')}"
        for one in wrong
    ]
    return _problem(422, "A value is not as it must be.", json.dumps(said, ensure_ascii=False))


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, problem: RequestDataTooBig) -> HttpResponse:
    """Say that the body is beyond the limit."""
    return _problem(413, "This is more than a request may hold.")


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Say what the framework found."""
    return _problem(problem.status_code, str(problem))


@api.exception_handler(Exception)
def on_fault(request: HttpRequest, problem: Exception) -> HttpResponse:
    """Report a bug, and say so in the form that programs read."""
    log.exception("%s %s met a fault", request.method, request.path)
    return _problem(500, "A fault of the program; it is in the log.")
