"""What a network lets a brand do: values that the desk, its API and the documentation read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from palabre.connectors.words import Said
from palabre.engine.vocabulary import Intent, Kind, Verb

BOTH = frozenset(Kind)
COMMENTS = frozenset({Kind.COMMENT})
MESSAGES = frozenset({Kind.MESSAGE})


A_YEAR = 365 * 86_400
"""A length of seconds that stands for any, where a network names no longest one."""
CONTRARY: Mapping[Verb, Verb] = {
    Verb.HIDE: Verb.UNHIDE,
    Verb.BAN: Verb.UNBAN,
    Verb.TIME_OUT: Verb.UNBAN,
    Verb.MUTE: Verb.UNMUTE,
    Verb.PIN: Verb.UNPIN,
    Verb.SLOW: Verb.UNSLOW,
    Verb.NARROW: Verb.WIDEN,
    Verb.SHIELD: Verb.UNSHIELD,
}
"""What would undo a verb, whether or not a network has it."""


class Feature(StrEnum):
    """What a network has, besides the verbs: for the matrix, and for what pages offer."""

    MESSAGE_FIRST = "message_first"
    PUBLISH = "publish"
    ALT_TEXT = "alt_text"
    LIVE_CHAT = "live_chat"
    TELLS_EDITS = "tells_edits"
    TELLS_REMOVALS = "tells_removals"
    TELLS_HIDING = "tells_hiding"
    BACK_FILL = "back_fill"


class LiveChats(StrEnum):
    """How much of what is written in public on a network is a live chat."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


What = Verb | Feature


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing that a brand can do on a network.

    `costs` maps names of the network's limits to the points that one act draws. `scope` is the
    permission that signing in asks for, `role` who may do it on the network, `except_when` when
    the network refuses all the same. `most` is how many characters a text may have. With
    `own_only`, the brand can do it to what it wrote itself, and not to what others wrote.
    `longest` is how many seconds the act may last by itself, for a slow chat the longest pause; 0
    when it has no length of its own and stands until it is undone. `is_live` is true for what can
    be done in live chats alone, false for what cannot be done in one.
    """

    what: What
    kinds: frozenset[Kind] = COMMENTS
    undone_by: Verb | None = None
    costs: Mapping[str, int] = field(default_factory=dict)
    scope: str = ""
    role: Said | None = None
    except_when: Said | None = None
    most: int | None = None
    own_only: bool = False
    longest: int = 0
    is_live: bool | None = None


@dataclass(frozen=True, slots=True)
class Inability:
    """One thing that cannot be done there: why, and how a person does it where there is a way."""

    what: What
    why: Said
    kinds: frozenset[Kind] = BOTH
    steps: Sequence[Said] = ()
    is_live: bool | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """Everything that a network lets a brand do, and what it does not; the interface believes it.

    `intents` names the order of verbs of an intent where it is not the usual one, and
    `live_intents` that in live chats.
    """

    able: Sequence[Ability] = ()
    unable: Sequence[Inability] = ()
    intents: Mapping[Intent, Sequence[Verb]] = field(default_factory=dict)
    live_intents: Mapping[Intent, Sequence[Verb]] = field(default_factory=dict)

    def among(self, *, is_live: bool) -> Abilities:
        """Return what can be done, and what not, in live chats or outside of them."""
        wrong = not is_live
        return Abilities(
            [one for one in self.able if one.is_live is not wrong],
            [one for one in self.unable if one.is_live is not wrong],
            self.live_intents if is_live else self.intents,
        )

    def can(self, verb: Verb, kind: Kind, *, own: bool = False) -> bool:
        """Say whether a brand can do this to such a message here, another's or its own."""
        found = self.find(verb, kind)
        return found is not None and (own or not found.own_only)

    def find(self, what: What, kind: Kind | None = None) -> Ability | None:
        """Return an ability, for one kind of message or for any."""
        return next((one for one in self.able if _fits(one, what, kind)), None)

    def why_not(self, what: What, kind: Kind | None = None) -> Inability | None:
        """Return why this cannot be done here, when the network's folder says."""
        return next((one for one in self.unable if _fits(one, what, kind)), None)

    def limit_of(self, verb: Verb) -> int | None:
        """Return how many characters a text of this verb may have; None without a limit."""
        return next((one.most for one in self.able if one.what == verb), None)

    def list_verbs(self, kind: Kind) -> frozenset[Verb]:
        """Return the verbs for one kind of message."""
        return frozenset(_verbs(self.able, kind))

    def costs_of(self, verb: Verb) -> Mapping[str, int]:
        """Return what an act of this verb draws from the network's limits."""
        return next((one.costs for one in self.able if one.what == verb), {})


def _fits(one: Ability | Inability, what: What, kind: Kind | None) -> bool:
    return one.what == what and (kind is None or kind in one.kinds)


def _verbs(able: Iterable[Ability], kind: Kind) -> Iterator[Verb]:
    for one in able:
        if isinstance(one.what, Verb) and kind in one.kinds:
            yield one.what
