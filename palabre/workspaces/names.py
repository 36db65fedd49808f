"""Who an actor of the audit log is, in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from palabre.workspaces.models import Member, Workspace


def name_actors(actors: Iterable[str], workspace: Workspace) -> dict[str, str]:
    """Return a name for each actor: a member's, the charter, or the program's part."""
    wanted = set(actors)
    numbers = [int(one[7:]) for one in wanted if one.startswith("member:") and one[7:].isdecimal()]
    members = dict(
        Member.objects.filter(
            pk__in=numbers, organisation_id=workspace.organisation_id
        ).values_list("pk", "name")
    )
    names: dict[str, str] = {}
    for actor in wanted:
        kind, _sep, rest = actor.partition(":")
        if kind == "member":
            number = int(rest) if rest.isdecimal() else 0
            names[actor] = members.get(number) or _("a former member")
        elif kind == "charter":
            names[actor] = _("the charter")
        elif kind == "distribution":
            names[actor] = _("automatic assignment")
        elif kind == "demonstration":
            names[actor] = _("the demonstration")
        else:
            names[actor] = actor
    return names
