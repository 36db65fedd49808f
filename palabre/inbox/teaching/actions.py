"""What members teach the models of their workspace, put live and take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from palabre.engine.learning.corrections import ANSWERS
from palabre.inbox.models import Correction, TaughtKind, TaughtModel
from palabre.inbox.queries import get_message
from palabre.plumbing import stream
from palabre.plumbing.errors import Refused
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit


def teach_intents(*, workspace: int, content: bytes, by: str, now: datetime) -> TaughtModel:
    """Keep examples of own intents, which were read without fault, to be learned in a moment."""
    return _ask(workspace, TaughtKind.INTENTS, by=by, now=now, examples=content)


def learn_from_corrections(*, workspace: int, by: str, now: datetime) -> TaughtModel:
    """Ask for a model of what people corrected; it goes live by itself if it proves better."""
    if not Correction.objects.filter(workspace_id=workspace).exists():
        raise Refused("Nobody corrected anything yet.", status=422)
    return _ask(workspace, TaughtKind.CORRECTIONS, by=by, now=now)


def _ask(
    workspace: int, kind: TaughtKind, *, by: str, now: datetime, examples: bytes = b""
) -> TaughtModel:
    take_turn(workspace)
    of_kind = TaughtModel.objects.filter(workspace_id=workspace, kind=kind)
    if of_kind.filter(learned_at=None).exists():
        raise Refused("A version is being learned: wait for it.", status=409)
    latest = of_kind.order_by("-number").values_list("number", flat=True).first() or 0
    asked = TaughtModel.objects.create(
        workspace_id=workspace, kind=kind, number=latest + 1, examples=examples, by=by, at=now
    )
    _note(asked, "taught", by=by, now=now)
    return asked


def put_live(*, workspace: int, kind: str, number: int, by: str, now: datetime) -> TaughtModel:
    """Read messages with this version from now on: a new one, or an older one again."""
    take_turn(workspace)
    of_kind = TaughtModel.objects.filter(workspace_id=workspace, kind=kind)
    chosen = of_kind.filter(number=number).exclude(learned_at=None).first()
    if chosen is None or not chosen.content:
        raise Refused("This version is not here, or learned nothing.", status=404)
    take_off(workspace=workspace, kind=kind, by=by, now=now)
    chosen.live_at, chosen.left_at = now, None
    chosen.save(update_fields=["live_at", "left_at"])
    _note(chosen, "taught_live", by=by, now=now)
    return chosen


def take_off(*, workspace: int, kind: str, by: str, now: datetime) -> None:
    """Read messages by the general models alone again, as far as this kind goes."""
    take_turn(workspace)
    live = TaughtModel.objects.filter(workspace_id=workspace, kind=kind, left_at=None)
    for one in live.exclude(live_at=None):
        one.left_at = now
        one.save(update_fields=["left_at"])
        _note(one, "taught_left", by=by, now=now)


def correct_message(
    *, workspace: int, message: int, answers: Mapping[str, str], by: str, now: datetime
) -> None:
    """Keep what a person says of a message; an answer that is empty takes back what was said."""
    take_turn(workspace)
    found = get_message(workspace, message)
    if found["direction"] == "out" or not found["text"].strip():
        raise Refused("Only what a person wrote can be corrected.", status=422)
    for about, answer in answers.items():
        if about not in ANSWERS or (answer and answer not in ANSWERS[about]):
            raise Refused("There is no such answer to correct with.", status=422)
    for about, answer in answers.items():
        if not answer:
            Correction.objects.filter(
                workspace_id=workspace, message_id=message, about=about
            ).delete()
            continue
        Correction.objects.update_or_create(
            workspace_id=workspace,
            message_id=message,
            about=about,
            defaults={"answer": answer, "text": found["text"], "by": by, "at": now},
        )
    entry = Entry(by, "corrected", f"message:{message}", {"answers": dict(answers)})
    write_audit(workspace, [entry], now=now)
    stream.tell(workspace, [found["thread_id"]])


def _note(model: TaughtModel, action: str, *, by: str, now: datetime) -> None:
    detail = {"kind": model.kind, "number": model.number}
    entry = Entry(by, action, f"taught:{model.kind}:{model.number}", detail)
    write_audit(model.workspace_id, [entry], now=now)
