"""Who gets a conversation that nobody has yet: in turn, or whoever has the fewest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How new conversations are given out."""

    OFF = "off"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class Because(StrEnum):
    """Why a member got a conversation, and not another."""

    ANSWERED_BEFORE = "answered_before"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


@dataclass(slots=True)
class Candidate:
    """Somebody who may be given conversations.

    `load` counts their open ones; `last` is the number of the gift they got last, 0 for none.
    """

    member: int
    load: int = 0
    last: int = 0
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation to give. `answered_by` is who answered its person last, 0 for nobody."""

    thread: int
    language: str = ""
    answered_by: int = 0


@dataclass(frozen=True, slots=True)
class Gift:
    """A conversation and who gets it; gifts of a client are numbered one after the other."""

    thread: int
    member: int
    number: int
    because: Because


def give_out(
    waiting: Sequence[Waiting], candidates: Sequence[Candidate], mode: Mode, *, latest: int = 0
) -> Sequence[Gift]:
    """Return who gets each conversation, in order; the candidates' loads and lasts grow.

    `latest` is the number of the client's latest gift, whoever got it.

    Whoever answered the person last comes first, then those who answer in the language when it
    is known and somebody does. Among equals it is the one who waited longest for a gift, then
    the smaller number, so that the same question has one answer.
    """
    if mode == Mode.OFF or not candidates:
        return []
    known = {one.member: one for one in candidates}
    gifts: list[Gift] = []
    for number, thread in enumerate(waiting, latest + 1):
        chosen = known.get(thread.answered_by)
        because = Because.ANSWERED_BEFORE
        if chosen is None:
            chosen, because = _next(thread, candidates, mode), Because(mode.value)
        chosen.load += 1
        chosen.last = number
        gifts.append(Gift(thread.thread, chosen.member, number, because))
    return gifts


def _next(thread: Waiting, candidates: Sequence[Candidate], mode: Mode) -> Candidate:
    able = [one for one in candidates if thread.language and thread.language in one.languages]
    is_by_load = mode == Mode.LEAST_LOADED
    return min(
        able or candidates,
        key=lambda one: (one.load if is_by_load else 0, one.last, one.member),
    )
