"""Who may be written to, and when: each network's rules as values, asked before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from palabre.connectors.words import Said
from palabre.engine.vocabulary import Verb


@dataclass(frozen=True, slots=True)
class WritingRule:
    """When a verb may be used towards a person.

    `window` counts from the person's last private message, or with `from_message` from the
    message that is answered. `longer` is the window in which a person, not a program, may still
    write. `most` messages may go out in a window, each message of the person begins it anew.
    With `once`, a message gets one such answer. `needs` is what only the network knows, told
    before trying.
    """

    verb: Verb
    why: Said
    window: timedelta | None = None
    longer: timedelta | None = None
    from_message: bool = False
    most: int | None = None
    once: bool = False
    needs: Said | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the person and the message when somebody wants to write."""

    now: datetime
    message_at: datetime
    person_at: datetime | None = None
    """When the person last wrote in private; None when never."""
    ours_since: int = 0
    """How many private messages of ours went out since then."""
    answered: bool = False
    """The message has had its private answer."""
    by_person: bool = True


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether one may write; why not; and whether only the longer window allows it."""

    may: bool
    why: Said | None = None
    is_late: bool = False


FREE = Permission(may=True)


def may_write(verb: Verb, rules: Sequence[WritingRule], now: Situation) -> Permission:
    """Say whether a verb may be used now; the strictest rule speaks."""
    permissions = [_ask(rule, now) for rule in rules if rule.verb == verb]
    refused = next((one for one in permissions if not one.may), None)
    return refused or next((one for one in permissions if one.is_late), FREE)


def _ask(rule: WritingRule, now: Situation) -> Permission:
    no = Permission(may=False, why=rule.why)
    if rule.once and now.answered:
        return no
    if rule.most is not None and now.ours_since >= rule.most:
        return no
    if rule.window is None:
        return FREE
    start = now.message_at if rule.from_message else now.person_at
    if start is None:
        return no
    age = now.now - start
    if age <= rule.window:
        return FREE
    is_late = rule.longer is not None and age <= rule.longer and now.by_person
    return Permission(may=True, is_late=True) if is_late else no
