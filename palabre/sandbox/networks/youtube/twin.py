"""YouTube on the square: names, the sign-in and the Data API.

What is said in a live chat is pushed to who follows it; of the rest it tells nothing by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.youtube.calls import TABLE, refusal
from palabre.sandbox.networks.youtube.entities import live_posts
from palabre.sandbox.networks.youtube.streams import Streams
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

LASTS = 3_599
SENTENCES: Mapping[Trouble, tuple[int, str, str]] = {
    Trouble.NO_TOKEN: (401, "authError", "Login required."),
    Trouble.BAD_TOKEN: (401, "authError", "Invalid credentials."),
    Trouble.EXPIRED: (401, "authError", "Invalid credentials."),
    Trouble.LIMITED: (403, "rateLimitExceeded", "Too many requests in too short a time."),
    Trouble.DOWN: (503, "backendError", "The service is not available."),
    Trouble.BROKEN: (500, "internalError", "Internal error."),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Google's words."""
    return refusal(*SENTENCES[bad.trouble])


class YouTube(Network):
    """A channel, its videos and its live chat."""

    name = "youtube"
    title = "YouTube"
    base = "youtube"
    has_messages = False

    def __init__(self) -> None:
        """Keep the door and the sign-in; nobody follows a chat yet."""
        self.streams = Streams()
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/o/oauth2/v2/auth",
            token="/token",  # noqa: S106 - an address
            revoke="/revoke",
            lasts=LASTS,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return an id such as comments have."""
        return "Ug" + hashlib.sha256(f"{post}/{number}".encode()).hexdigest()[:24]

    def message_id(self, number: int) -> str:
        """Return an id for what YouTube does not have: the square keeps it to itself."""
        return f"none-{number}"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of the API and of the sign-in."""
        calls = [self._door.route(method, path, answer) for method, path, answer in TABLE]
        stream = self._door.route("GET", "/youtube/v3/liveChat/messages/stream", self.streams.open)
        return [*self._sign_in.routes(), stream, *calls]

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Push what happens in a live chat to who follows it."""
        self.streams.hear(square, fact)

    def cut(self, account: Account, *, move_to: str = "") -> int:
        """End the streams of a channel's live chats, as a server that restarts does."""
        return sum(self.streams.cut(chat) for chat in live_posts(account))
