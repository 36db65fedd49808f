"""The acts of a message as the page shows them, and which can be asked for now."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from palabre.channels.ends import END
from palabre.channels.models import ActState, OutboxAct
from palabre.channels.tasks import explain_tasks
from palabre.engine.vocabulary import Verb
from palabre.inbox.acts import right_of
from palabre.inbox.around import Around
from palabre.inbox.offered import undo_of
from palabre.inbox.shown import ShownAct
from palabre.inbox.tasks import ShownTask, show_task
from palabre.inbox.wording import describe_act


def show_act(act: OutboxAct, around: Around) -> ShownAct:
    """Return an act with where it stands, and what a person may do about it."""
    zone = timezone.get_current_timezone()
    now = around.room.now
    title, limit = around.connector.title, around.account.limited_until
    said = describe_act(act, title, now, zone, limited_until=limit)
    can_take_back = (
        act.state in {"waiting", "sign_in"}
        and not act.key.endswith(END)
        and act.tries == 0
        and right_of(Verb(act.verb)) in around.room.rights
    )
    return ShownAct(
        id=act.pk,
        verb=act.verb,
        text=act.text,
        who=around.names.get(act.actor, ""),
        said=said if can_take_back else replace(said, due=None),
        can_be_taken_back=can_take_back,
        detail=act.detail if act.state in {"refused", "sign_in"} else "",
        undo=undo_of(act, around),
        task=_task(act, around) if act.state == ActState.BY_HAND and act.due_at <= now else None,
    )


def _task(act: OutboxAct, around: Around) -> ShownTask | None:
    found = explain_tasks([act])
    return show_task(found[0], around.names) if found else None
