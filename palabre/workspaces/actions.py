"""What happens to organisations, workspaces, members and tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils.text import slugify

from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Member, Organisation, Role, Token, Workspace
from palabre.workspaces.rights import SCOPES

TOKEN_PREFIX = "plb_"  # noqa: S105 - a mark by which leaked tokens can be found, no secret.


def found_organisation(*, name: str, now: datetime) -> Organisation:
    """Make an organisation."""
    return Organisation.objects.create(name=name, slug=slugify(name), created_at=now)


def open_workspace(
    *, organisation: Organisation, name: str, language: str, now: datetime
) -> Workspace:
    """Make a client's room."""
    return Workspace.objects.create(
        organisation=organisation, name=name, slug=slugify(name), language=language, created_at=now
    )


def invite_member(
    *, organisation: Organisation, email: str, name: str, password: str, now: datetime
) -> Member:
    """Make a member who can sign in; `Refused` when the address is taken."""
    if Member.objects.filter(email=email.strip().lower()).exists():
        raise Refused("Somebody signs in with this address already.")
    return Member.objects.create_member(
        email=email, name=name, organisation=organisation, password=password, now=now
    )


def give_role(*, member: Member, kind: str, workspace: Workspace | None = None) -> Role:
    """Give a member a role in one workspace, or in all of the organisation's."""
    role, _ = Role.objects.update_or_create(
        member=member, workspace=workspace, defaults={"kind": kind}
    )
    return role


def make_token(*, member: Member, name: str, scopes: Sequence[str], now: datetime) -> str:
    """Return a new personal token; it is shown once, only its digest is kept."""
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise Refused(f"The scopes are {', '.join(SCOPES)}.", status=422)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).digest()
    Token.objects.create(
        member=member, name=name, digest=digest, scopes=list(scopes), created_at=now
    )
    return secret
