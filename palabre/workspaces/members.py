"""Who works for a client: invite, change a role, close an access and open it again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from palabre.plumbing.errors import Refused
from palabre.workspaces.actions import give_role, invite_member
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.models import Member, Role, RoleKind, Workspace

LEADERS = (RoleKind.OWNER, RoleKind.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something about members, for which client, and when."""

    workspace: Workspace
    by: Member
    now: datetime

    def note(self, action: str, member: Member, kind: str = "") -> None:
        """Write what was done in the client's log."""
        entry = Entry(
            f"member:{self.by.pk}",
            action,
            f"member:{member.pk}",
            {"name": member.name, "role": kind},
        )
        write_audit(int(self.workspace.pk), [entry], now=self.now)

    def leads_everywhere(self) -> bool:
        """Say whether this member leads the whole organisation."""
        return Role.objects.filter(member=self.by, workspace=None, kind__in=LEADERS).exists()

    def is_owner(self) -> bool:
        """Say whether this member owns the whole organisation."""
        return Role.objects.filter(member=self.by, workspace=None, kind=RoleKind.OWNER).exists()


def list_roles(workspace: Workspace) -> list[Role]:
    """Return who has a role here, the active ones first, then by name."""
    roles = _roles_here(workspace).select_related("member")
    return list(roles.order_by("-member__is_active", "member__name", "member_id", "id"))


def invite(*, act: Act, email: str, name: str, kind: str) -> tuple[Member, str]:
    """Make a member with a role for this client; return them and their first password."""
    _check_kind(act, kind)
    if "@" not in email or not name.strip():
        raise Refused("Give a name and an e-mail address.", status=422)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    member = invite_member(
        organisation=act.workspace.organisation,
        email=email[:254],
        name=name.strip()[:200],
        password=password,
        now=act.now,
    )
    Member.objects.filter(pk=member.pk).update(first_password_at=act.now)
    give_role(member=member, kind=kind, workspace=act.workspace)
    act.note("invite", member, kind)
    return member, password


def give_access(*, act: Act, member: int, kind: str) -> None:
    """Give a member of the firm a role for this client."""
    _check_kind(act, kind)
    found = list_firm(act.workspace).filter(pk=member).first()
    if found is None:
        raise Refused("This member is not here.", status=404)
    if found.pk == act.by.pk:
        raise Refused("Nobody changes their own role or access.", status=403)
    give_role(member=found, kind=kind, workspace=act.workspace)
    act.note("role", found, kind)


def list_firm(workspace: Workspace) -> QuerySet[Member]:
    """Return the active members of the client's firm, by name."""
    members = Member.objects.filter(organisation_id=workspace.organisation_id, is_active=True)
    return members.order_by("name", "id")


def change_role(*, act: Act, role: int, kind: str) -> None:
    """Give another role in place of one that a member has here."""
    found = _role(act, role)
    _check_kind(act, kind)
    give_role(member=found.member, kind=kind, workspace=found.workspace)
    act.note("role", found.member, kind)


def close_access(*, act: Act, role: int) -> None:
    """Close a member's access: their sessions and tokens end at once."""
    _set_access(act, role, is_open=False)


def open_access(*, act: Act, role: int) -> None:
    """Let a member in again, with the roles they had."""
    _set_access(act, role, is_open=True)


def _set_access(act: Act, role: int, *, is_open: bool) -> None:
    if not act.leads_everywhere():
        raise Refused("Only those who lead the whole organisation close an access.", status=403)
    member = _role(act, role).member
    Member.objects.filter(pk=member.pk).update(is_active=is_open)
    act.note("let_in" if is_open else "cut_off", member)


def _roles_here(workspace: Workspace) -> QuerySet[Role]:
    return Role.objects.filter(
        Q(workspace=workspace) | Q(workspace=None), member__organisation=workspace.organisation_id
    )


def _role(act: Act, role: int) -> Role:
    """Return a role that this member may change; `Refused` when it is not for them to do."""
    found = _roles_here(act.workspace).select_related("member").filter(pk=role).first()
    if found is None:
        raise Refused("This member is not here.", status=404)
    if found.member_id == act.by.pk:
        raise Refused("Nobody changes their own role or access.", status=403)
    owns = _roles_of(found.member).filter(kind=RoleKind.OWNER).exists()
    if (owns and not act.is_owner()) or (found.workspace_id is None and not act.leads_everywhere()):
        raise Refused("This member stands above what you may change.", status=403)
    return found


def _roles_of(member: Member) -> QuerySet[Role]:
    return Role.objects.filter(member=member)


def _check_kind(act: Act, kind: str) -> None:
    if kind not in RoleKind.values:
        raise Refused("There is no such role.", status=422)
    if kind == RoleKind.OWNER and not act.is_owner():
        raise Refused("Only an owner makes an owner.", status=403)
