"""Read the tests that stand inside rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from palabre.engine.moderation.documents import TestForm
from palabre.engine.moderation.rules import Example
from palabre.engine.moderation.source import Path
from palabre.engine.moderation.when import ConditionReader, as_tuple
from palabre.engine.vocabulary import Author, History, Message, Signals

MOMENT: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""When every example was written."""


def read_example(form: TestForm, reader: ConditionReader, path: Path) -> Example:
    """Return an example: a message with all that is said of it."""
    born = None
    if form.age is not None:
        born = MOMENT - timedelta(seconds=reader.time(form.age, (*path, "age")))
    author = Author("someone", role=form.role, created_at=born, labels=as_tuple(form.noted))
    intent = form.intent if isinstance(form.intent, dict) else {form.intent: 1}
    return Example(
        text=form.text,
        must_fire=form.expect == "fire",
        author_messages=form.author,
        thread_messages=form.thread,
        role=form.role,
        kind=form.kind,
        line=reader.source.get_line(path),
        message=Message(
            id="example",
            text=form.text,
            author=author,
            kind=form.kind,
            network=form.network,
            account=form.account,
            channel=form.channel,
            language=form.language,
            sent_at=MOMENT,
        ),
        history=_history(form),
        signals=Signals(
            labels=_scores(form.label, reader, (*path, "label")),
            sentiment=_scores(form.sentiment, reader, (*path, "sentiment")),
            intent=_scores(intent if form.intent else {}, reader, (*path, "intent")),
            urgency=None
            if form.urgency is None
            else reader.score(form.urgency, (*path, "urgency")),
        ),
    )


def _history(form: TestForm) -> History:
    """Return what is counted of an example: all at the same moment."""
    names = [f"someone{number % form.copiers}" for number in range(max(form.copies, form.copiers))]
    return History(
        author=(MOMENT,) * form.author,
        thread=(MOMENT,) * form.thread,
        copies=tuple((MOMENT, name) for name in names),
        newcomers=(MOMENT,) * form.newcomers,
        heat=form.heat,
        strikes=form.strikes,
    )


def _scores(form: Mapping[Any, str | int], reader: ConditionReader, path: Path) -> dict[str, float]:
    return {name: reader.score(text, (*path, name)) for name, text in form.items()}
