"""What every network's folder offers, and the answers its calls can have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

import httpx

from palabre.connectors.abilities import Abilities, LiveChats
from palabre.connectors.facts import Fact, Unreadable
from palabre.connectors.failures import ConnectorError, Failure
from palabre.connectors.hooks import Hook
from palabre.connectors.limits import Limit
from palabre.connectors.login import SignIn, Tokens
from palabre.connectors.sources import Ask, Heard, Page, Source
from palabre.connectors.words import Said
from palabre.connectors.writing import WritingRule
from palabre.engine.vocabulary import Verb


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an account needs to prove who it is and to check who calls."""

    external_id: str
    secrets: Mapping[str, str]
    base_url: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a delivery: its key, and a delivery holding it alone.

    `whose` is the account's id on the network, where a delivery may tell of several accounts.
    """

    key: bytes
    body: bytes
    whose: str = ""


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
    is_late: bool = False
    """The usual window is over, and a person writes within the longer one."""
    seconds: int = 0
    """How long a sanction or a slow mode lasts; 0 is for good."""
    is_private: bool = False
    """The message acted on is a private one."""


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
class Profile:
    """A page or profile that a sign-in opens: its id there, its name, secrets of its own."""

    external_id: str
    name: str
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """The secrets of an account: those its network gives, and those we make.

    Those that are `wished` for let it do more.
    """

    given: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()


class Connector:
    """A network. It translates both ways and keeps no state.

    A folder says what its network has and overrides what it does; everything else refuses.
    """

    name: str
    title: str
    lesson: Said
    """What can be connected there, in a sentence."""
    number: Said
    """What names an account there, and where to find it."""
    abilities: Abilities = Abilities()
    needs: Needs = Needs()
    home: str = ""
    """Where the network answers; empty when it has no one place, or nothing can be done there."""
    profile: str = ""
    """A person's own page there, with `{name}` in it; empty when a name does not lead to it."""
    sign_in: SignIn | None = None
    sign_in_also: Sequence[SignIn] = ()
    """Other ways to sign in there, each with a name."""
    renews_itself: bool = False
    """Sign-ins are renewed by `renew`, without an app of ours and OAuth."""
    live_chats: LiveChats = LiveChats.NONE
    has_webhooks: bool = False
    """The network calls an address of ours, which somebody pastes in its settings."""
    is_told_our_address: bool = False
    """Subscribing names the address of the account's events: it must be one that can be called."""
    is_known_by_echo: bool = False
    """Its past cannot be looked through: that an answer went out is known when it comes back."""
    sources: Sequence[Source] = ()
    """The ways in that we go and fetch; webhooks come by themselves."""
    limits: Sequence[Limit] = ()
    writing: Sequence[WritingRule] = ()
    reasons: Mapping[str, Said] = MappingProxyType({})
    """Why this network alone refuses, by the codes of its `ConnectorError`."""

    @property
    def can_sign_in(self) -> bool:
        """Say whether signing in leads to accounts here: `who_is` tells which ones it opens."""
        return self.sign_in is not None and type(self).who_is is not Connector.who_is

    @property
    def can_subscribe(self) -> bool:
        """Say whether the network is told by program where events go, and by nobody's hand."""
        return type(self).subscribe is not Connector.subscribe

    def list_sign_ins(self) -> Sequence[SignIn]:
        """Return the ways to sign in, the usual one first."""
        return [] if self.sign_in is None else [self.sign_in, *self.sign_in_also]

    def find_sign_in(self, way: str) -> SignIn | None:
        """Return a way to sign in by its name; the usual one has none, or its own."""
        usual = self.sign_in if not way else None
        return usual or next((one for one in self.list_sign_ins() if one.way == way), None)

    def is_live(self, surface: str) -> bool:
        """Say whether what is written in public on a surface is a live chat."""
        return self.live_chats is LiveChats.ALL

    def list_places(self) -> Sequence[tuple[bool, Abilities]]:
        """Return what can be done outside of live chats and in them, where there are such."""
        both = ((False, self._still_abilities), (True, self._live_abilities))
        kept = {LiveChats.NONE: both[:1], LiveChats.SOME: both, LiveChats.ALL: both[1:]}
        return kept[self.live_chats]

    def abilities_at(self, surface: str) -> Abilities:
        """Return what a brand can do on a surface."""
        return self._live_abilities if self.is_live(surface) else self._still_abilities

    @cached_property
    def _live_abilities(self) -> Abilities:
        return self.abilities.among(is_live=True)

    @cached_property
    def _still_abilities(self) -> Abilities:
        return self.abilities.among(is_live=False)

    def shake_hands(self, query: Mapping[str, str], credentials: Credentials) -> Handshake:
        """Answer the network's question whether this address is ours."""
        return Handshake(404, b"This network calls no address of ours.")

    def is_signed(
        self, headers: Mapping[str, str], body: bytes, credentials: Credentials, now: datetime
    ) -> bool:
        """Say whether the raw body was signed with the account's secret."""
        return False

    def complete(self, headers: Mapping[str, str], body: bytes) -> bytes:
        """Return a signed delivery with what the network tells of it in headers alone."""
        return body

    def answer(self, headers: Mapping[str, str], body: bytes) -> Handshake | None:
        """Return what a signed call is answered with when it is a question and no event."""
        return None

    def split(self, body: bytes) -> Sequence[Change]:
        """Cut a delivery into its changes; `Unreadable` when it is not JSON of the network."""
        raise Unreadable("This network delivers nothing here.")

    def read(self, body: bytes, *, account: str, received_at: datetime) -> Sequence[Fact]:
        """Understand one change of the account with this external id; `Unreadable` if not.

        `received_at` stands in for a time that the network left out.
        """
        raise NotImplementedError

    async def poll(self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
        """Return what is new since the cursor, the oldest first; `ConnectorError` if not."""
        raise NotImplementedError

    def listen(
        self, ask: Ask, credentials: Credentials, client: httpx.AsyncClient
    ) -> AsyncIterator[Heard]:
        """Give what a socket tells, heartbeats included; ends or raises when it is cut."""
        raise NotImplementedError

    async def perform(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> str:
        """Do the act and return the id of what it made, if any; `ConnectorError` if not."""
        raise ConnectorError(Failure.REFUSED, "not_possible")

    async def look(
        self, order: Order, credentials: Credentials, client: httpx.AsyncClient
    ) -> Found:
        """Look whether an act whose answer was lost was done after all."""
        return Found(done=False)

    async def describe(
        self, surface: str, credentials: Credentials, client: httpx.AsyncClient
    ) -> Described:
        """Return what the network says of a post; webhooks name it by its id alone."""
        return Described("", "")

    async def check(self, credentials: Credentials, client: httpx.AsyncClient) -> Sequence[Finding]:
        """Ask, without changing anything, what the network lets this account do."""
        return []

    async def who_is(
        self, credentials: Credentials, client: httpx.AsyncClient
    ) -> Sequence[Profile]:
        """Return the pages or profiles that a fresh sign-in opens."""
        return []

    async def subscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> bool:
        """Let the network send the account's events, once; say whether a program can ask that."""
        return False

    async def unsubscribe(
        self, hook: Hook, credentials: Credentials, client: httpx.AsyncClient
    ) -> None:
        """Let the network send no more of the account's events."""

    async def renew(self, credentials: Credentials, client: httpx.AsyncClient) -> Tokens:
        """Return a new sign-in from an account's secrets; `SIGN_IN_AGAIN` when a person must."""
        raise ConnectorError(Failure.SIGN_IN_AGAIN, "token")
