"""The JSON lines that `palabre moderate` reads and writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from palabre.engine.vocabulary import (
    Act,
    Author,
    Decision,
    Found,
    Kind,
    Measure,
    Message,
    Reason,
    Signals,
)

Moment = datetime | float | None
"""A time as ISO 8601, or in seconds since 1970."""


class AuthorLine(msgspec.Struct, frozen=True, gc=False):
    """Who wrote, as far as it is told."""

    id: str | int = ""
    name: str | None = ""
    created_at: Moment = None
    role: str | None = "visitor"


class ChannelLine(msgspec.Struct, frozen=True, gc=False):
    """Where it was written."""

    id: str | int = ""
    kind: str | None = ""


class Line(msgspec.Struct, frozen=True, gc=False):
    """A message."""

    id: str | int
    text: str
    author: AuthorLine | None = None
    channel: ChannelLine | None = None
    thread: str | int | None = None
    account: str | int | None = None
    kind: Kind = Kind.COMMENT
    network: str | None = ""
    sent_at: Moment = None
    lang: str | None = ""


DECODER: Final = msgspec.json.Decoder(Line)
ENCODER: Final = msgspec.json.Encoder()
_ANYONE: Final = AuthorLine()
_NOWHERE: Final = ChannelLine()


def read_message(line: Line) -> Message:
    """Return the message that a line holds."""
    author, channel = line.author or _ANYONE, line.channel or _NOWHERE
    thread = line.thread if line.thread is not None else channel.id
    network = line.network or ""
    return Message(
        id=str(line.id),
        text=line.text,
        author=Author(
            id=f"{network}:{author.id}" if author.id != "" else "",
            name=author.name or "",
            created_at=_time(author.created_at),
            role=author.role or "visitor",
        ),
        kind=line.kind,
        network=network,
        thread=str(thread),
        sent_at=_time(line.sent_at),
        language=line.lang or "",
        channel=channel.kind or "",
        account="" if line.account is None else str(line.account),
    )


def _time(moment: Moment) -> datetime | None:
    """Return a time; what no calendar holds is not known."""
    if not isinstance(moment, (int, float)):
        return moment
    try:
        return datetime.fromtimestamp(moment, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def write_answer(
    line: Line, decision: Decision, signals: Signals, models: Mapping[str, str], *, explain: bool
) -> dict[str, Any]:
    """Return what is written for a line, in the order of its fields."""
    told: dict[str, Any] = {"id": line.id}
    if line.lang or signals.language:
        told["lang"] = line.lang or signals.language
    if signals.labels:
        told["labels"] = signals.labels
        told["sentiment"] = signals.sentiment
        told["intent"] = _intent(signals)
        if signals.own_intent is not None:
            told["own_intent"] = {
                "name": signals.own_intent.name,
                "score": signals.own_intent.score,
            }
        told["urgency"] = signals.urgency
    told["personal_data"] = list(map(_found, signals.personal_data or ()))
    told["verdict"] = decision.verdict
    told["acts"] = [*map(_act, decision.acts), *map(_measure, decision.measures)]
    told["because"] = [
        _because(reason, line.text, explain=explain)
        for reason in decision.because
        if explain or not reason.shadow
    ]
    told["charter"] = decision.charter
    told["models"] = models
    return told


def _intent(signals: Signals) -> dict[str, Any]:
    """Return what the author wants: by the workspace's own intents, where it has taught some."""
    name = max(signals.intent, key=signals.intent.__getitem__, default="")
    general = {"name": name, "score": signals.intent.get(name, 0.0), "scores": signals.intent}
    own = signals.own_intent
    if own is None:
        return general
    return {"name": own.name, "score": own.score, "scores": own.scores, "general": general}


def _found(found: Found) -> dict[str, Any]:
    return {"kind": found.kind, "start": found.span.start, "end": found.span.end}


def _act(act: Act) -> dict[str, Any]:
    return {"verb": act.verb, "text": act.text}


def _measure(measure: Measure) -> dict[str, Any]:
    """Return a measure, what does not concern it left out."""
    told: dict[str, Any] = {"verb": measure.kind, "rule": measure.rule}
    if measure.name:
        told["name"] = measure.name
    if measure.amount:
        told["amount"] = measure.amount
    if measure.kind in ("timeout", "ban", "slow"):
        told["seconds"] = measure.seconds or None
    if measure.expires:
        told["expires"] = measure.expires
    return told


def _because(reason: Reason, text: str, *, explain: bool) -> dict[str, Any]:
    """Return what is written for a reason."""
    spans = [[span.start, span.end] for span in reason.spans]
    told: dict[str, Any] = {
        "rule": reason.rule,
        "version": reason.version,
        "text": reason.text,
        "span": spans[0] if spans else None,
        "spans": spans,
        "policy": reason.policy,
    }
    if explain:
        told["texts"] = dict(reason.texts)
        told["found"] = [text[span.start : span.end] for span in reason.spans]
        told["evidence"] = dict(reason.evidence)
        told["shadow"] = reason.shadow
    return told


def explain_bad_line(error: Exception) -> str:
    """Return one sentence about a line that cannot be understood."""
    if isinstance(error, msgspec.ValidationError):
        return f"The line does not have the expected shape: {error}."
    if isinstance(error, UnicodeDecodeError):
        return "The line is not UTF-8."
    return f"The line is not JSON: {error}."
