"""What every network's folder offers, and the answers its calls can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import httpx

from palabre.connectors.facts import Fact
from palabre.engine.vocabulary import Kind, Verb


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an account needs to prove who it is and to check who calls."""

    external_id: str
    secrets: Mapping[str, str]
    base_url: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a delivery: its key, and a delivery holding it alone."""

    key: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Handshake:
    """The answer to a network that asks whether the address is ours."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Order:
    """An act to perform: the verb, its text, and the network's ids it needs."""

    verb: Verb
    key: str
    text: str = ""
    comment: str = ""
    person: str = ""
    surface: str = ""
    tried_at: datetime | None = None
    claimed: frozenset[str] = frozenset()
    """External ids that other acts of ours already account for."""


class Failure(StrEnum):
    """What a network's refusal means for us."""

    TRY_AGAIN = "try_again"
    SIGN_IN_AGAIN = "sign_in_again"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class ConnectorError(Exception):
    """The network said no, or nothing. Says which class, why, and when to try again.

    `reason` is a code that pages translate; `detail` is the network's own sentence. `wait` is
    set when the network told how long; `whole_account` when the limit is the account's.
    """

    def __init__(
        self,
        failure: Failure,
        reason: str,
        *,
        detail: str = "",
        wait: timedelta | None = None,
        whole_account: bool = False,
    ) -> None:
        super().__init__(f"{failure}: {reason} {detail}".strip())
        self.failure = failure
        self.reason = reason
        self.detail = detail
        self.wait = wait
        self.whole_account = whole_account


@dataclass(frozen=True, slots=True)
class Found:
    """What a look on the network showed: was the act done, and with which id."""

    done: bool
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What a network says of a surface: its text, its address on the web, its picture's.

    Figures and the time it was published are None where the network does not tell them.
    """

    text: str
    address: str
    picture: str = ""
    published_at: datetime | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an account needs, and whether its network lets us have it.

    `what` is a code that pages put into words: entry, name, comments, messages, events. `reason`
    is that of the network's refusal, as in `ConnectorError`; `detail` its own words.
    """

    what: str
    is_fine: bool
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a network lets a brand do, by kind of message; the interface believes it."""

    verbs: Mapping[Kind, frozenset[Verb]] = field(default_factory=dict)
    text_limits: Mapping[Verb, int] = field(default_factory=dict)

    def can(self, verb: Verb, kind: Kind) -> bool:
        """Say whether a brand can do this to such a message here."""
        return verb in self.verbs.get(kind, frozenset())


@dataclass(frozen=True, slots=True)
class Needs:
    """The secrets of an account: those its network gives, and those we make."""

    given: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


class Connector(Protocol):
    """A network. It translates both ways and keeps no state."""

    name: str
    title: str
    abilities: Abilities
    needs: Needs
    home: str
    """Where the network answers; empty when nothing can be done there."""
    profile: str
    """A person's own page there, with `{name}` in it; empty when a name does not lead to it."""

    def shake_hands(
        self, query: Mapping[str, str], credentials: Credentials
    ) -> Handshake:  # pragma: no cover - a protocol
        """Answer the network's question whether this address is ours."""
        ...

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Say whether the raw body was signed with the account's secret."""
        ...

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its changes; `Unreadable` when it is not JSON of the network."""
        ...

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change of the account with this external id; `Unreadable` if not.

        `received_at` stands in for a time that the network left out.
        """
        ...

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act and return the id of what it made, if any; `ConnectorError` if not."""
        ...

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look whether an act whose answer was lost was done after all."""
        ...

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Return what the network says of a post; webhooks name it by its id alone."""
        ...

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask, without changing anything, what the network lets this account do."""
        ...
