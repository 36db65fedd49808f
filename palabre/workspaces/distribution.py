"""Who gets a client's new conversations, and who is there to get any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from palabre.engine.distribution import Mode
from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.models import Distribution, Member, Team, TeamMember, Workspace
from palabre.workspaces.rights import Right


@dataclass(frozen=True, slots=True)
class DistributionWish:
    """How a client's new conversations are to be given out. Without a team it is everybody."""

    mode: str = Mode.OFF
    team: int | None = None
    by_language: bool = False


def get_distribution(workspace: Workspace) -> DistributionWish:
    """Return how a client gives its new conversations out: by itself, none."""
    found = Distribution.objects.filter(workspace_id=workspace.pk).first()
    if found is None:
        return DistributionWish()
    return DistributionWish(found.mode, found.team_id, found.by_language)


def keep_distribution(
    *, workspace: Workspace, wish: DistributionWish, by: str, now: datetime
) -> None:
    """Say how a client gives its new conversations out; those that somebody has stay theirs."""
    if wish.mode not in set(Mode):
        raise Refused("Conversations are given out in turn, by load, or not at all.", status=422)
    teams = Team.objects.filter(workspace_id=workspace.pk).values_list("pk", flat=True)
    if wish.team is not None and wish.team not in teams:
        raise Refused("This team is not here.", status=404)
    values = {
        "mode": wish.mode,
        "team_id": wish.team,
        "by_language": wish.by_language,
        "changed_at": now,
    }
    Distribution.objects.update_or_create(workspace_id=workspace.pk, defaults=values)
    detail = {"mode": str(wish.mode), "team": wish.team, "by_language": wish.by_language}
    entry = Entry(by, "distribution", f"workspace:{workspace.pk}", detail)
    write_audit(workspace.pk, [entry], now=now)


def list_recipients(workspace: Workspace) -> Sequence[Member]:
    """Return who may be given new conversations, those who are away among them, by name."""
    everybody = list_colleagues(workspace, right=Right.ANSWER)
    team = get_distribution(workspace).team
    if team is None:
        return everybody
    of = TeamMember.objects.filter(workspace_id=workspace.pk, team=team)
    members = set(of.values_list("member", flat=True))
    return [one for one in everybody if one.pk in members]


def is_available(member: Member) -> bool:
    """Say whether a member gets new conversations: they have come once, and are not away."""
    return member.away_since is None and member.first_password_at is None


def set_availability(
    *, workspace: Workspace, member: Member, is_available: bool, now: datetime
) -> None:
    """Say that a member is there, or away: then no client gives them new conversations."""
    if is_available == (member.away_since is None):
        return
    member.away_since = None if is_available else now
    Member.objects.filter(pk=member.pk).update(away_since=member.away_since)
    name, detail = f"member:{member.pk}", {"available": is_available}
    write_audit(workspace.pk, [Entry(name, "availability", name, detail)], now=now)
