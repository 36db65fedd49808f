"""How one signs in on a network, as values: addresses, scopes, how our app proves itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from palabre.connectors.words import Said

if TYPE_CHECKING:
    from palabre.connectors.flows import Flow


class ClientProof(StrEnum):
    """How our app's secret travels to the token address."""

    BODY = "body"
    BASIC = "basic"


class TokenForm(StrEnum):
    """How the token address is asked: a form, JSON, or a query by GET."""

    FORM = "form"
    JSON = "json"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Lasting:
    """How the short token that a code gives is changed for one that lasts, and that one renewed.

    Both are asked by GET. `carrier` is the parameter that carries the token in hand; without a
    `renewal`, the accounts of a sign-in get tokens of their own, which do not end.
    """

    address: str
    grant: str
    carrier: str = "access_token"
    renewal: str = ""
    renewal_grant: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """OAuth 2 as one network has it.

    `authorize`, `token` and `register` are whole addresses, or paths for a network of many
    servers, where the person names theirs. On another base (a square, a simulator) their paths
    are used. `register` makes our app known by itself. `names` renames parameters (`visit_names`
    those of the person's visit alone), and `expires` is for tokens whose life the network does not
    tell. `refresh` is where tokens are renewed when that is another address. Tokens may stand
    `inside` an object of the answer, `whose` is its field with the account's id, and `over` are
    the network's own codes after which only a person's sign-in helps. `lasting` is for networks
    whose codes give tokens of an hour; `signs_events` is False where events are signed with
    another secret than the one that our app signs in with. A network with several ways to sign in
    gives each a `way`, a `title`, and the `home` where its accounts are then asked. A `flow` is for
    those whose rules go beyond addresses: it is told the name that `hint` asks for.
    """

    authorize: str
    token: str
    scopes: tuple[str, ...]
    register: str = ""
    separator: str = " "
    has_pkce: bool = True
    proof: ClientProof = ClientProof.BODY
    form: TokenForm = TokenForm.FORM
    more: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    expires: timedelta | None = None
    refresh: str = ""
    visit_names: Mapping[str, str] = field(default_factory=dict)
    inside: str = ""
    whose: str = ""
    over: frozenset[str] = frozenset()
    lasting: Lasting | None = None
    signs_events: bool = True
    flow: Flow | None = None
    hint: Said | None = None
    way: str = ""
    title: Said | None = None
    home: str = ""

    @property
    def has_many_servers(self) -> bool:
        """Say whether the person names the server they are on."""
        return self.authorize.startswith("/")

    def address(self, which: str, *, base: str, home: str) -> str:
        """Return one of the addresses, on the network's own hosts or on another base."""
        if base.rstrip("/") == home.rstrip("/") and not which.startswith("/"):
            return which
        return base.rstrip("/") + urlsplit(which).path


@dataclass(frozen=True, slots=True)
class App:
    """Our app on a network: who it is and its secret, as the network gave them."""

    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives. Empty when the network gave none; `lasts` None when for good."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    lasts: timedelta | None = None
    scope: str = ""
    whose: str = ""
    """The account's id, where the network tells it with the tokens."""
