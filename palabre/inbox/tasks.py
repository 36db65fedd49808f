"""Tasks by hand as pages show them: what to do, why, the steps, who asked, and where it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import get_language

from palabre.channels.tasks import Task, list_tasks
from palabre.connectors.registry import CONNECTORS
from palabre.inbox.measures import say_by_hand
from palabre.inbox.queries import fetch
from palabre.workspaces.models import Workspace
from palabre.workspaces.names import name_actors

MOST: Final = 100
"""How many tasks a page shows: the oldest, which are done first."""
MESSAGES: Final = """
    select m.id, m.text, m.thread_id, m.state, i.person_id, coalesce(i.name, '') as author
    from inbox_message m
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::bigint[])
"""


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task in words."""

    id: int
    title: str
    network: str
    network_title: str
    account: str
    why: str
    steps: Sequence[str]
    who: str
    at: datetime
    message: Mapping[str, Any] | None = None
    """The message that it is about, when it is one that is still here."""


def show_tasks(workspace: Workspace) -> Sequence[ShownTask]:
    """Return the tasks that wait, the oldest first."""
    tasks = list_tasks(workspace.pk, most=MOST)
    names = name_actors({task.act.actor for task in tasks}, workspace)
    ids = [task.act.message_id for task in tasks if task.act.message_id]
    rows = fetch(MESSAGES, {"workspace": workspace.pk, "messages": ids})
    messages = {row["id"]: row for row in rows}
    return [show_task(one, names, messages.get(one.act.message_id or 0)) for one in tasks]


def show_task(
    task: Task, names: Mapping[str, str], message: Mapping[str, Any] | None = None
) -> ShownTask:
    """Return one task in the language of who reads."""
    language, mapped = get_language() or "en", task.mapped
    return ShownTask(
        id=task.act.pk,
        title=capfirst(say_by_hand(task.act)),
        network=task.account.network,
        network_title=CONNECTORS[task.account.network].title,
        account=task.account.name,
        why=mapped.why.into(language) if mapped.why else "",
        steps=[step.into(language) for step in mapped.steps],
        who=names.get(task.act.actor, ""),
        at=task.act.created_at,
        message=message,
    )
