"""Moderate a stream of JSON lines, as `palabre moderate` reads and writes them."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from palabre.engine.moderation.decide import decide
from palabre.engine.moderation.rules import Charter
from palabre.engine.vocabulary import Author, Decision, History, Kind, Message, Reason

_MOST_REMEMBERED: Final = 100_000
"""Authors, and threads, whose times are kept; the one longest silent goes first."""


@dataclass(slots=True)
class Tally:
    """How many lines were read, and how many of them could not be understood."""

    read: int = 0
    bad: int = 0


class _AuthorLine(msgspec.Struct, frozen=True, gc=False):
    id: str | int = ""
    name: str | None = ""
    created_at: datetime | None = None
    role: str | None = "visitor"


class _ChannelLine(msgspec.Struct, frozen=True, gc=False):
    id: str | int = ""
    kind: str | None = ""


class _Line(msgspec.Struct, frozen=True, gc=False):
    id: str | int
    text: str
    author: _AuthorLine | None = None
    channel: _ChannelLine | None = None
    thread: str | int | None = None
    kind: Kind = Kind.COMMENT
    network: str | None = ""
    sent_at: datetime | None = None
    lang: str | None = ""


_DECODER: Final = msgspec.json.Decoder(_Line)
_ENCODER: Final = msgspec.json.Encoder()
_ANYONE: Final = _AuthorLine()


def moderate_lines(
    lines: Iterable[bytes], charter: Charter, explain: bool = False, *, tally: Tally | None = None
) -> Iterator[bytes]:
    """Yield one JSON line, with its end of line, for each line that is not blank, in order.

    A line that cannot be understood gives `{"line": N, "error": "..."}` and counts as bad in
    the tally. `explain` adds what the spans hold, the sentences in every language, and what
    rules on trial would have said. Limits count the messages of this run that have a
    `sent_at`, per author and per thread, or per channel when the thread is not told.
    """
    tally = tally if tally is not None else Tally()
    memory = _Memory(charter)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        tally.read += 1
        try:
            read = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            tally.bad += 1
            yield _ENCODER.encode({"line": number, "error": _explain_bad_line(error)}) + b"\n"
            continue
        message = _message(read)
        decision = decide(message, charter, memory.remember(message))
        yield _ENCODER.encode(_answer(read, decision, explain=explain)) + b"\n"


class _Memory:
    """The times of the latest messages of each author and thread of a run, bounded."""

    def __init__(self, charter: Charter) -> None:
        rules = charter.working_rules
        self._authors = _Times(
            max((rule.author.messages for rule in rules if rule.author), default=0)
        )
        self._threads = _Times(
            max((rule.thread.messages for rule in rules if rule.thread), default=0)
        )

    def remember(self, message: Message) -> History:
        """Add a message, and return the history with which it is decided."""
        if message.sent_at is None:
            return History()
        return History(
            author=self._authors.add(message.author.id, message.sent_at),
            thread=self._threads.add(message.thread, message.sent_at),
        )


class _Times:
    """The latest times of each name: one more than the largest limit is enough to judge."""

    def __init__(self, largest_limit: int) -> None:
        self._kept = largest_limit + 1
        self._is_needed = largest_limit > 0
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()

    def add(self, name: str, time: datetime) -> tuple[datetime, ...]:
        """Add a time to a name, and return its latest times, this one included."""
        if not name or not self._is_needed:
            return ()
        times = self._times.get(name)
        if times is None:
            times = self._times[name] = deque(maxlen=self._kept)
            if len(self._times) > _MOST_REMEMBERED:
                self._times.popitem(last=False)
        else:
            self._times.move_to_end(name)
        times.append(time)
        return tuple(times)


def _message(line: _Line) -> Message:
    """Return the message that a line holds."""
    author = line.author or _ANYONE
    thread = line.thread if line.thread is not None else line.channel and line.channel.id
    return Message(
        id=str(line.id),
        text=line.text,
        author=Author(
            id=f"{line.network or ''}:{author.id}" if author.id != "" else "",
            name=author.name or "",
            created_at=author.created_at,
            role=author.role or "visitor",
        ),
        kind=line.kind,
        network=line.network or "",
        thread="" if thread is None else str(thread),
        sent_at=line.sent_at,
        language=line.lang or "",
    )


def _answer(line: _Line, decision: Decision, *, explain: bool) -> dict[str, Any]:
    """Return what is written for a line."""
    return {
        "id": line.id,
        "verdict": decision.verdict,
        "acts": [{"verb": act.verb, "text": act.text} for act in decision.acts],
        "because": [
            _because(reason, line.text, explain=explain)
            for reason in decision.because
            if explain or not reason.shadow
        ],
        "charter": decision.charter,
    }


def _because(reason: Reason, text: str, *, explain: bool) -> dict[str, Any]:
    """Return what is written for a reason."""
    told: dict[str, Any] = {
        "rule": reason.rule,
        "text": reason.text,
        "spans": [[span.start, span.end] for span in reason.spans],
        "policy": reason.policy,
    }
    if explain:
        told["texts"] = dict(reason.texts)
        told["found"] = [text[span.start : span.end] for span in reason.spans]
        told["shadow"] = reason.shadow
    return told


def _explain_bad_line(error: Exception) -> str:
    """Return one sentence about a line that cannot be understood."""
    if isinstance(error, msgspec.ValidationError):
        return f"The line does not have the expected shape: {error}."
    if isinstance(error, UnicodeDecodeError):
        return "The line is not UTF-8."
    return f"The line is not JSON: {error}."
