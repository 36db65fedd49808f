"""The acts of a message as the page shows them, and which can be asked for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from palabre.channels.ends import END
from palabre.channels.models import UNFINISHED, ActState, OutboxAct
from palabre.channels.tasks import explain_tasks
from palabre.engine.vocabulary import Verb
from palabre.inbox.acts import TEXT_VERBS, right_of
from palabre.inbox.around import Around
from palabre.inbox.shown import ShownAct
from palabre.inbox.tasks import ShownTask, show_task
from palabre.inbox.wording import describe_act


def list_offered(
    row: Mapping[str, Any], acts: Sequence[OutboxAct], around: Around
) -> frozenset[str]:
    """Return what can be asked for now: neither done already nor under way."""
    if row["deleted_at"] is not None:
        return frozenset()
    under_way = {act.verb for act in acts if act.state in UNFINISHED}
    if Verb.DELETE in under_way:
        return frozenset()
    if under_way & {Verb.HIDE, Verb.UNHIDE}:
        under_way |= {Verb.HIDE, Verb.UNHIDE}
    is_hidden = row["state"] in {"hidden", "held"}
    taken = {Verb.HIDE if is_hidden else Verb.UNHIDE} | under_way
    if row["is_liked"]:
        taken.add(Verb.LIKE)
    own = row["direction"] == "out"
    offered = {Verb.DELETE} if own else set(Verb) - TEXT_VERBS
    return frozenset(verb for verb in offered - taken if around.can(verb, row["kind"], own=own))


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
        task=_task(act, around) if act.state == ActState.BY_HAND else None,
    )


def _task(act: OutboxAct, around: Around) -> ShownTask | None:
    found = explain_tasks([act])
    return show_task(found[0], around.names) if found else None
