"""Who looks at a conversation, who writes in it, and who answered while another was writing.

Presence is told and never stored: open pages say every few seconds what their member does, the
event stream passes it on, and whoever hears of a newcomer says where they are. A page that falls
silent is forgotten by the others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from palabre.channels.models import OutboxAct
from palabre.inbox.models import Message, Thread
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.models import Member, Workspace
from palabre.workspaces.names import name_actors

DOINGS = ("arrives", "looks", "writes", "leaves")
"""What a member's page may say; whoever hears "arrives" says where they are."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest answers that a page showed when its member began to write."""

    act: int = 0
    message: int = 0

    def __str__(self) -> str:
        return f"{self.act}-{self.message}"


def read_seen(text: str) -> Seen | None:
    """Return what a form says its page showed; None when it says nothing of the kind."""
    act, _, message = text.partition("-")
    if not (act.isdecimal() and message.isdecimal() and len(text) < 38):
        return None
    return Seen(int(act), int(message))


def tell_presence(*, workspace: Workspace, thread: int, member: Member, doing: str) -> None:
    """Tell the open pages of a client what a member does in a conversation."""
    if not Thread.objects.filter(workspace_id=workspace.pk, pk=thread).exists():
        raise Refused("This conversation is not here.", status=404)
    if doing not in DOINGS:
        raise Refused(f"Presence is one of {', '.join(DOINGS)}.", status=422)
    told = {
        "workspace": workspace.pk,
        "thread": thread,
        "member": member.pk,
        "name": member.name[:120],
        "doing": doing,
    }
    stream.notify(stream.PRESENCE, json.dumps(told, separators=(",", ":")))


def newest_answers(workspace: int, thread: int, verbs: frozenset[str]) -> Seen:
    """Return the newest answers of a conversation: ordered here, and seen on the network."""
    acts = OutboxAct.objects.filter(workspace_id=workspace, thread_id=thread, verb__in=verbs)
    ours = Message.objects.filter(workspace_id=workspace, thread_id=thread, direction="out")
    act = acts.order_by("-id").values_list("pk", flat=True).first()
    message = ours.order_by("-id").values_list("pk", flat=True).first()
    return Seen(act or 0, message or 0)


def refuse_if_answered(
    workspace: Workspace, thread: int, seen: Seen, verbs: frozenset[str], *, by: str
) -> None:
    """Refuse an answer when somebody else answered since the page was shown.

    Takes the workspace's turn, so that of two who send at the same moment the second is told.
    """
    take_turn(workspace.pk)
    acts = OutboxAct.objects.filter(
        workspace_id=workspace.pk, thread_id=thread, verb__in=verbs, pk__gt=seen.act
    )
    other = acts.exclude(actor=by).exclude(state="cancelled").order_by("-id").first()
    if other is not None:
        who = name_actors({other.actor}, workspace).get(other.actor) or "Somebody"
        raise Refused(f"{who} answered meanwhile. Read it before you send yours.")
    ours = Message.objects.filter(
        workspace_id=workspace.pk, thread_id=thread, direction="out", pk__gt=seen.message
    )
    known = OutboxAct.objects.filter(
        workspace_id=workspace.pk, thread_id=thread, external_id__gt=""
    ).values("external_id")
    if ours.exclude(external_id__in=known).exists():
        raise Refused("Somebody answered on the network meanwhile. Read it before you send yours.")
