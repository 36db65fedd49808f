"""LinkedIn on the square: names, notifications with their signature, and its addresses."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence

import msgspec
from starlette.routing import BaseRoute

from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import EventOwed, Verb
from palabre.sandbox.networks.contract import Json, Network
from palabre.sandbox.networks.linkedin import api, entities
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble
from palabre.sandbox.world import Comment

SENTENCES: Mapping[Trouble, tuple[int, int, str]] = {
    Trouble.NO_TOKEN: (401, 65604, "Empty oauth2 access token"),
    Trouble.BAD_TOKEN: (401, 65600, "Invalid access token"),
    Trouble.EXPIRED: (401, 65602, "The token used in the request has expired"),
    Trouble.LIMITED: (
        429,
        101,
        "Resource level throttle limit for calls to this resource is reached.",
    ),
    Trouble.DOWN: (503, 0, "Service Unavailable"),
    Trouble.BROKEN: (500, 0, "Internal Server Error"),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in LinkedIn's words."""
    status, code, message = SENTENCES[bad.trouble]
    headers = {"Retry-After": str(bad.wait)} if status == 429 else {}
    return Refusal(status, api.error(status, message, code), headers)


class LinkedIn(Network):
    """LinkedIn: notifications by webhook, ten at a time, and the REST interface; no messages."""

    name = "linkedin"
    title = "LinkedIn"
    base = "linkedin"
    most_at_once = 10
    has_messages = False

    def __init__(self) -> None:
        """Make the door and the sign-in."""
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/oauth/v2/authorization",
            token="/oauth/v2/accessToken",  # noqa: S106 - an address
            lasts=5_184_000,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a comment's name, with a number of 19 digits."""
        return f"urn:li:comment:({entities.activity(post)},7{number:018d})"

    def message_id(self, number: int) -> str:
        """Return a name for a message, which LinkedIn tells no program of."""
        return f"urn:li:message:{number}"

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return the notification of a comment."""
        if verb in {"hide", "unhide"}:
            return None
        at = comment.at if verb == "add" else comment.edited_at or time.time()
        return entities.notification(account, comment, entities.action_of(account, comment), at)

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery."""
        told = [event.value for event in events]
        kind = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
        return msgspec.json.encode({"type": kind, "notifications": told})

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery."""
        return {"X-LI-Signature": _digest(account, b"hmacsha256=" + body)}

    def challenge(self, account: Account, word: str) -> Mapping[str, str]:
        """Return the question that LinkedIn asks before it calls, and every two hours."""
        return {"challengeCode": word}

    def accepts(self, account: Account, word: str, answer: str) -> bool:
        """Say whether the answer holds the code and its digest."""
        try:
            told = msgspec.json.decode(answer)
        except msgspec.MsgspecError:
            return False
        right = _digest(account, word.encode())
        return bool(told == {"challengeCode": word, "challengeResponse": right})

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of the REST interface, and of signing in."""
        calls = [
            self._door.route(method, "/rest/" + path, api.versioned(answer))
            for method, path, answer in api.TABLE
        ]
        return [*self._sign_in.routes(), *calls]


def _digest(account: Account, content: bytes) -> str:
    return hmac.new(account.app_secret.encode(), content, hashlib.sha256).hexdigest()
