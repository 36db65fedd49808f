"""How every route begins: who asks, for which workspace, under row-level security."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from ninja import Header
from ninja.security import HttpBearer
from ninja.security.base import AuthBase
from pydantic import Field

from palabre.channels.models import Account
from palabre.plumbing import clock
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.models import Member, Workspace
from palabre.workspaces.present import Present, member_of_token, present_of
from palabre.workspaces.rights import Right

Slug = Annotated[
    str | None, Field(description="A workspace, by its name in addresses; else your first.")
]
Cursor = Annotated[
    str, Field(max_length=400, description="Where to go on: `next` of the page before.")
]
Limit = Annotated[int, Field(ge=1, le=500, description="How many, to 500.")]
Key = Annotated[
    str, Field(max_length=40, pattern=r"^[-A-Za-z0-9_]*$", description="An account, by its key.")
]
IdempotencyKey = Annotated[str, Field(max_length=80, pattern=r"^[\x21-\x7e]*$")]
KEY: Any = Header("", alias="Idempotency-Key", description="The same key twice is the same act.")  # type: ignore[type-arg]
"""What every idempotency key begins as: none."""
Number = Annotated[int, Field(ge=1, lt=2**63)]


class ByToken(HttpBearer):
    """A personal token: `Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> Present | None:
        """Return who the token speaks for."""
        return member_of_token(token, now=clock.now())


class BySession(AuthBase):
    """The browser's own session, with its CSRF check on every change."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Present | None:
        """Return the member who is signed in."""
        member = request.user
        if not isinstance(member, Member) or not member.is_authenticated:
            return None
        if member.first_password_at is not None:
            raise Refused("Choose a password of your own first.", status=403)
        if CsrfViewMiddleware(lambda _: None).process_view(request, None, (), {}):  # type: ignore[arg-type]
            raise Refused("The CSRF token is missing: send X-CSRFToken.", status=403)
        return present_of(member)


def who(request: HttpRequest) -> Present:
    """Return who asks."""
    present: Present = request.auth  # type: ignore[attr-defined]
    return present


@contextmanager
def inside(request: HttpRequest, slug: str | None, right: Right) -> Iterator[tuple[Workspace, str]]:
    """Open a workspace of the member's for one request; gives it and the actor's name."""
    present = who(request)
    workspace = present.workspace(slug, right)
    with workspace_scope([workspace.pk]):
        yield workspace, present.actor


def account_id(workspace: Workspace, key: str | None) -> int | None:
    """Return an account's id by its key; `Refused` when the workspace has none such."""
    if not key:
        return None
    account = Account.objects.filter(workspace_id=workspace.pk, key=key).first()
    if account is None:
        raise Refused("This workspace has no account with this key.", status=404)
    return int(account.pk)


def page(items: list[dict[str, Any]], cursor: str) -> dict[str, Any]:
    """Return a page as the API answers it."""
    return {"items": items, "next": cursor or None}
