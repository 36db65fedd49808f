"""YouTube on the square: names, the sign-in and the Data API. It tells nothing by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.networks.youtube.calls import TABLE, refusal
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.weather import Bad, Trouble

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
        """Keep the door and the sign-in."""
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
        return [*self._sign_in.routes(), *calls]
