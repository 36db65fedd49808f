"""Who is asking, and for which workspaces: of a request, by session or by token."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from palabre.plumbing.errors import Refused
from palabre.workspaces.models import Member, Role, Token, Workspace
from palabre.workspaces.rights import RIGHTS, Right, rights_of_scopes

NOTE_USE_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Present:
    """A member with what they may do in each of their workspaces."""

    member: Member
    workspaces: Mapping[str, Workspace]
    rights: Mapping[int, frozenset[Right]]

    @property
    def actor(self) -> str:
        """Return the name under which the audit log writes this member's acts."""
        return f"member:{self.member.pk}"

    @property
    def ids(self) -> list[int]:
        """Return the ids of the member's workspaces."""
        return [workspace.pk for workspace in self.workspaces.values()]

    def workspace(self, slug: str | None, right: Right) -> Workspace:
        """Return a workspace of the member by its slug, else the first; `Refused` if not theirs.

        A workspace of somebody else and one that does not exist are the same answer.
        """
        if not slug:
            if not self.workspaces:
                raise Refused("You have no workspace yet.", status=404)
            slug = next(iter(self.workspaces))
        workspace = self.workspaces.get(slug)
        if workspace is None:
            raise Refused("You have no workspace of this name.", status=404)
        if right not in self.rights[workspace.pk]:
            raise Refused(f"Your role does not include the right to {right}.", status=403)
        return workspace


def present_of(member: Member, *, through: Iterable[Right] | None = None) -> Present:
    """Return a member's workspaces and rights, narrowed to those a token lets through."""
    let = frozenset(Right if through is None else through)
    roles = list(Role.objects.filter(member=member))
    everywhere = [role.kind for role in roles if role.workspace_id is None]
    workspaces = Workspace.objects.filter(organisation_id=member.organisation_id)
    rights: dict[int, frozenset[Right]] = {}
    theirs: dict[str, Workspace] = {}
    for workspace in workspaces.order_by("id"):
        kinds = everywhere + [role.kind for role in roles if role.workspace_id == workspace.pk]
        if kinds:
            theirs[workspace.slug] = workspace
            allowed: frozenset[Right] = frozenset().union(*(RIGHTS[kind] for kind in kinds))
            rights[workspace.pk] = allowed & let
    return Present(member, theirs, rights)


def member_of_token(secret: str, *, now: datetime) -> Present | None:
    """Return who a token speaks for, or None when it is unknown, revoked or its member gone."""
    digest = hashlib.sha256(secret.encode()).digest()
    token = Token.objects.select_related("member").filter(digest=digest).first()
    if token is None or token.revoked_at is not None or not token.member.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return present_of(token.member, through=rights_of_scopes(token.scopes))


class PresentMember:
    """Middleware: `request.present`, the member's language and the member's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as its member reads and lives."""
        request.present = SimpleLazyObject(lambda: _of_session(request))  # type: ignore[attr-defined]
        member = request.user
        if isinstance(member, Member) and member.is_authenticated:
            translation.activate(member.language)
            timezone.activate(member.time_zone)
            request.LANGUAGE_CODE = translation.get_language()
        try:
            return self._get_response(request)
        finally:
            timezone.deactivate()


def _of_session(request: HttpRequest) -> Present:
    member = request.user
    if not isinstance(member, Member):
        raise Refused("Sign in first.", status=401)
    return present_of(member)
