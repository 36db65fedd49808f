"""How far somebody is, from what is really there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from palabre.channels.models import Account
from palabre.inbox.models import Thread
from palabre.plumbing.scope import workspace_scope
from palabre.welcome.models import Setup
from palabre.workspaces.members import list_roles
from palabre.workspaces.models import Member, Workspace

PROGRESS = """
    select exists (
            select 1 from channels_account where workspace_id = %(workspace)s
            and state = 'connected' and last_event_at is not null),
        exists (
            select 1 from channels_outboxact where workspace_id = %(workspace)s
            and actor = %(actor)s and state = 'done'
            and verb in ('reply', 'private_reply', 'message')),
        s.opened_at is not null, s.dismissed_at is not null
    from (select 1) one left join welcome_firststeps s
        on s.workspace_id = %(workspace)s and s.member = %(member)s
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Which of the four first steps a member has done, and whether they want to hear of them."""

    is_settled: bool
    has_events: bool
    has_opened: bool
    has_answered: bool
    is_dismissed: bool

    @property
    def steps(self) -> Sequence[bool]:
        """Return the four, in order."""
        return (self.is_settled, self.has_events, self.has_opened, self.has_answered)

    @property
    def done(self) -> int:
        """Return how many are done."""
        return sum(self.steps)

    @property
    def is_shown(self) -> bool:
        """Say whether pages remind of them."""
        return not self.is_dismissed and not all(self.steps)


def get_progress(workspace: int, member: Member) -> Progress:
    """Return how far a member is at a client's desk."""
    actor = f"member:{member.pk}"
    values: dict[str, int | str] = {"workspace": workspace, "member": member.pk, "actor": actor}
    with connection.cursor() as cursor:
        cursor.execute(PROGRESS, values)
        events, answered, opened, dismissed = cursor.fetchone()
    return Progress(
        is_settled=member.settled_at is not None,
        has_events=events,
        has_opened=opened or answered,
        has_answered=answered,
        is_dismissed=dismissed,
    )


def find_first_waiting(workspace: int) -> int | None:
    """Return the conversation that has waited longest for an answer."""
    waiting = Thread.objects.filter(workspace_id=workspace, is_open=True, needs_answer=True)
    return waiting.order_by("last_inbound_at", "id").values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class SetupSteps:
    """Which steps of a new client's path are done."""

    roles: bool
    account: bool
    check: bool
    is_finished: bool


def get_setup_steps(workspace: Workspace) -> SetupSteps:
    """Return how far a client is: a step is done when what it is for is there."""
    accounts = list(Account.objects.filter(workspace_id=workspace.pk).exclude(state="disconnected"))
    setup = Setup.objects.filter(workspace_id=workspace.pk).first()
    return SetupSteps(
        roles=any(role.workspace_id == workspace.pk for role in list_roles(workspace)),
        account=bool(accounts),
        check=any(
            one.checked_at is not None and all(found["is_fine"] for found in one.findings)
            for one in accounts
        ),
        is_finished=setup is None or setup.finished_at is not None,
    )


def list_unfinished(workspaces: Sequence[Workspace]) -> Sequence[Workspace]:
    """Return those of these clients whose path was begun and not finished."""
    ids = [one.pk for one in workspaces]
    with workspace_scope(ids):
        begun = Setup.objects.filter(workspace_id__in=ids, finished_at=None)
        open_ones = set(begun.values_list("workspace_id", flat=True))
    return [one for one in workspaces if one.pk in open_ones]
