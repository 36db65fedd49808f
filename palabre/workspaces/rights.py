"""Which role may do what: least privilege, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from palabre.workspaces.models import RoleKind


class Right(StrEnum):
    """Something a member may do in a workspace."""

    READ = "read"
    ANSWER = "answer"
    MODERATE = "moderate"
    MANAGE = "manage"
    AUDIT = "audit"


ALL = frozenset(Right)
RIGHTS: Mapping[str, frozenset[Right]] = {
    RoleKind.OWNER: ALL,
    RoleKind.ADMINISTRATOR: ALL,
    RoleKind.EDITOR: frozenset({Right.READ, Right.ANSWER}),
    RoleKind.MODERATOR: frozenset({Right.READ, Right.ANSWER, Right.MODERATE}),
    RoleKind.REVIEWER: frozenset({Right.READ, Right.MODERATE}),
    RoleKind.ANALYST: frozenset({Right.READ}),
    RoleKind.CLIENT: frozenset({Right.READ}),
}
SCOPES: Mapping[str, frozenset[Right]] = {
    "read": frozenset({Right.READ, Right.AUDIT}),
    "write": frozenset({Right.READ, Right.ANSWER, Right.MODERATE}),
    "manage": ALL,
}
"""What a token's scope lets through of its member's rights."""


def rights_of_scopes(scopes: Iterable[str]) -> frozenset[Right]:
    """Return the rights that a token's scopes let through."""
    return frozenset().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))
