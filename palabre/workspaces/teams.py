"""Teams of a client: members who answer together, and the languages they answer in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from palabre.plumbing.errors import Refused
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.colleagues import list_colleagues
from palabre.workspaces.models import Distribution, Member, Team, TeamMember, Workspace
from palabre.workspaces.rights import Right

LANGUAGES = (
    "ar",
    "de",
    "en",
    "es",
    "fr",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "tr",
    "uk",
    "zh",
)
"""The languages that messages come in; a team says which of them it answers in."""
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class TeamWish:
    """What a team is to be."""

    name: str
    languages: Sequence[str]
    members: Sequence[int]


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its members."""

    team: Team
    members: Sequence[Member]


def list_teams(workspace: Workspace) -> Sequence[Crew]:
    """Return the client's teams by name, with those of their members who still work here."""
    here = {one.pk: one for one in list_colleagues(workspace, right=Right.READ)}
    belong = list(TeamMember.objects.filter(workspace_id=workspace.pk).order_by("id"))
    return [
        Crew(
            team,
            [here[one.member] for one in belong if one.team_id == team.pk and one.member in here],
        )
        for team in Team.objects.filter(workspace_id=workspace.pk).order_by("name", "id")
    ]


def keep_team(
    *, workspace: Workspace, team: int | None, wish: TeamWish, by: str, now: datetime
) -> Team:
    """Make a team, or change one; `Refused` says what is wrong."""
    name = wish.name.strip()
    if not name or len(name) > MOST_NAME:
        raise Refused(f"A team's name has 1 to {MOST_NAME} characters.", status=422)
    if set(wish.languages) - set(LANGUAGES):
        raise Refused("A team answers in languages that the desk knows.", status=422)
    others = Team.objects.filter(workspace_id=workspace.pk, name=name)
    if others.exclude(pk=team or 0).exists():
        raise Refused("Another team has this name.")
    here = {one.pk for one in list_colleagues(workspace, right=Right.READ)}
    if set(wish.members) - here:
        raise Refused("This member is not here.", status=404)
    kept = _team(workspace, team) if team is not None else Team(workspace_id=workspace.pk)
    kept.name, kept.languages = name, sorted(set(wish.languages))
    kept.created_at = kept.created_at or now
    kept.save()
    _join(workspace, kept, sorted(set(wish.members)))
    detail = {"name": name, "languages": kept.languages, "members": sorted(set(wish.members))}
    write_audit(workspace.pk, [Entry(by, "team", f"team:{kept.pk}", detail)], now=now)
    return kept


def _join(workspace: Workspace, team: Team, members: Sequence[int]) -> None:
    TeamMember.objects.filter(workspace_id=workspace.pk, team=team).delete()
    TeamMember.objects.bulk_create(
        TeamMember(workspace_id=workspace.pk, team=team, member=member) for member in members
    )


def remove_team(*, workspace: Workspace, team: int, by: str, now: datetime) -> None:
    """Take a team away; its members stay."""
    found = _team(workspace, team)
    if Distribution.objects.filter(workspace_id=workspace.pk, team=team).exists():
        raise Refused("This team gets the new conversations: give them to others first.")
    TeamMember.objects.filter(workspace_id=workspace.pk, team=found).delete()
    Team.objects.filter(workspace_id=workspace.pk, pk=team).delete()
    detail = {"name": found.name}
    write_audit(workspace.pk, [Entry(by, "team.removed", f"team:{team}", detail)], now=now)


def _team(workspace: Workspace, team: int) -> Team:
    found = Team.objects.filter(workspace_id=workspace.pk, pk=team).first()
    if found is None:
        raise Refused("This team is not here.", status=404)
    return found
