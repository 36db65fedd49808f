"""Versions that wait are learned, one at a time, beside everything else the worker does."""

from __future__ import annotations

from typing import Any, Final

from palabre.engine.learning.applying import tell_general
from palabre.engine.learning.corrections import Said, learn_corrections
from palabre.engine.learning.examples import ExamplesError, read_examples
from palabre.engine.learning.files import write_model
from palabre.engine.learning.intents import learn_intents, list_lessons
from palabre.engine.learning.taught_files import write_taught
from palabre.inbox.chores import EachWorkspace
from palabre.inbox.models import Correction, TaughtKind, TaughtModel
from palabre.inbox.queries import fetch
from palabre.inbox.teaching.actions import learn_from_corrections, put_live
from palabre.inbox.understanding.read import get_models, read_generally
from palabre.plumbing import clock
from palabre.plumbing.scope import workspace_scope

PROGRAM: Final = "palabre"
"""Who puts a version live that proved better."""
QUIET: Final = 500
"""How many of the latest messages that nobody corrected are looked at beside corrections."""
UNCORRECTED: Final = """
    select m.text from inbox_message m
    where m.workspace_id = %(workspace)s and m.direction = 'in' and m.is_complete
        and m.text <> '' and m.deleted_at is null and not exists (select 1 from inbox_correction c
            where c.workspace_id = m.workspace_id and c.message_id = m.id)
    order by m.id desc limit %(most)s
"""


def learn_waiting(workspace: int) -> int:
    """Learn each version that waits in a workspace; return how many there were.

    Nothing is locked while it learns: what it learned is kept in one short transaction.
    """
    with workspace_scope([workspace]):
        waiting = list(
            TaughtModel.objects.filter(workspace_id=workspace, learned_at=None).order_by("id")
        )
    for version in waiting:
        if version.kind == TaughtKind.INTENTS:
            content, report, is_better = _learn_intents(bytes(version.examples))
        else:
            content, report, is_better = _learn_corrections(workspace)
        now = clock.now()
        with workspace_scope([workspace]):
            version.content, version.report, version.learned_at = content, report, now
            version.save(update_fields=["content", "report", "learned_at"])
            if is_better:
                put_live(
                    workspace=workspace,
                    kind=version.kind,
                    number=version.number,
                    by=PROGRAM,
                    now=now,
                )
    return len(waiting)


learn_what_waits = EachWorkspace("learning", "The versions to learn", learn_waiting)


def learn_now(workspace: int, *, by: str) -> dict[str, Any] | None:
    """Learn from a workspace's corrections at once; return what was compared, None without any."""
    with workspace_scope([workspace]):
        if not Correction.objects.filter(workspace_id=workspace).exists():
            return None
        of_kind = TaughtModel.objects.filter(workspace_id=workspace, kind=TaughtKind.CORRECTIONS)
        asked = of_kind.filter(learned_at=None).first() or learn_from_corrections(
            workspace=workspace, by=by, now=clock.now()
        )
    learn_waiting(workspace)
    with workspace_scope([workspace]):
        asked.refresh_from_db()
    report: dict[str, Any] = asked.report
    return report


def _learn_intents(content: bytes) -> tuple[bytes, dict[str, Any], bool]:
    """Return a model of own intents and what to expect of it: a member puts it live."""
    try:
        examples = read_examples(content)
    except ExamplesError as problem:
        return b"", {"faults": list(map(str, problem.faults))}, False
    lessons = list_lessons(examples)
    models = get_models("full")
    vectors = models.embed([one.text for one in lessons])
    model = learn_intents(lessons, vectors, deep=models.versions.get("deep", ""))
    counts = {"examples": len(examples.examples), "intents": len(model.names)}
    return write_model(model), counts | {"expected": model.report}, False


def _learn_corrections(workspace: int) -> tuple[bytes, dict[str, Any], bool]:
    """Return a model of corrections, what was compared, and whether it proved better."""
    with workspace_scope([workspace]):
        corrections = list(Correction.objects.filter(workspace_id=workspace).order_by("id"))
        quiet = [row["text"] for row in fetch(UNCORRECTED, {"workspace": workspace, "most": QUIET})]
    texts = list(dict.fromkeys([*(one.text for one in corrections), *quiet]))
    read = [one for one in read_generally(texts, depth="full") if one.signals.labels]
    signals = {one.text: one.signals for one in read}
    vectors = {one.text: one.vector for one in read if one.vector is not None}
    said = [
        Said(
            one.text,
            signals[one.text].language,
            one.about,
            one.answer,
            tell_general(one.about, signals[one.text]),
        )
        for one in corrections
        if one.text in signals
    ]
    silent = [text for text in dict.fromkeys(quiet) if text in signals]
    said += [
        Said(text, signals[text].language, about, "", tell_general(about, signals[text]))
        for about in sorted({one.about for one in corrections})
        for text in silent
    ]
    deep = get_models("full").versions.get("deep", "")
    taught = learn_corrections(said, vectors if deep else None, deep=deep)
    content = write_taught(taught) if taught.is_better else b""
    return content, dict(taught.report), taught.is_better
