"""X on the square: names, events of the Activity API with their signature, and its addresses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from starlette.routing import BaseRoute

from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import AnyFact, EventOwed, Verb
from palabre.sandbox.networks.contract import Json, Network
from palabre.sandbox.networks.x import entities, reading, webhooks, writing
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble
from palabre.sandbox.world import Comment, Message

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

QUARTER = 900
HEADER = "x-twitter-webhooks-signature"
SENTENCES: Mapping[Trouble, tuple[int, str]] = {
    Trouble.NO_TOKEN: (401, "Unauthorized"),
    Trouble.BAD_TOKEN: (401, "Unauthorized"),
    Trouble.EXPIRED: (401, "Unauthorized"),
    Trouble.LIMITED: (429, "Too Many Requests"),
    Trouble.DOWN: (503, "Service Unavailable"),
    Trouble.BROKEN: (500, "Internal Server Error"),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in X's words."""
    status, title = SENTENCES[bad.trouble]
    headers = reading.count_headers(1, 0, time.time() + bad.wait) if status == 429 else {}
    return Refusal(status, reading.problem(status, title, title), headers)


class X(Network):
    """X: events by webhook, one at a time, and API v2."""

    name = "x"
    title = "X"
    base = "x"
    tells_removals = False
    most_at_once = 1

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._square: Square | None = None
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/i/oauth2/authorize",
            token="/2/oauth2/token",  # noqa: S106 - an address
            revoke="/2/oauth2/revoke",
            lasts=7200,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a number of 19 digits, as text."""
        return f"20{number:017d}"

    def message_id(self, number: int) -> str:
        """Return a number of 19 digits, as text."""
        return f"20{number:017d}"

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Remember the square: whom a comment answers stands there."""
        self._square = square

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return the event of a comment. X tells of nobody's removals but the brand's."""
        assert self._square is not None
        is_ours = comment.author.id == account.page_id
        if verb == "remove":
            payload = {"id": comment.id, "author_id": comment.author.id}
            found = entities.event(account, "post.delete", payload, {}, comment.id)
            return found if is_ours else None
        if verb not in {"add", "edited"}:
            return None
        post = reading.write(self._square, account, comment)
        kind = "post.create" if is_ours else "post.mention.create"
        if not is_ours and not comment.parent:
            kind = "post.reply.create"
        people = [entities.user(comment.author)]
        return entities.event(account, kind, post, {"users": people}, post["id"])

    def message_change(
        self, account: Account, person: str, message: Message, metadata: str = ""
    ) -> Json:
        """Return the event of a private message, either way."""
        assert self._square is not None
        talk = self._square.world.conversations[account.key, person]
        kind = "dm.sent" if message.from_brand else "dm.received"
        payload = entities.direct_message(account, talk.person, message)
        return entities.event(account, kind, payload, {}, message.id)

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery: one event."""
        return msgspec.json.encode(events[0].value)

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery."""
        return {HEADER: _sign(account, body)}

    def challenge(self, account: Account, word: str) -> Mapping[str, str]:
        """Return the question that X asks before it calls an address, and every hour."""
        return {"crc_token": word}

    def accepts(self, account: Account, word: str, answer: str) -> bool:
        """Say whether the answer holds the token, signed."""
        try:
            told = msgspec.json.decode(answer)
        except msgspec.MsgspecError:
            return False
        expected = {"response_token": _sign(account, word.encode())}
        return bool(told == expected)

    def take(self, account: Account, what: str, most: int) -> Mapping[str, str]:
        """Count a call of one address; refuse it when the quarter of an hour is full."""
        now = time.time()
        calls = self._calls[account.key, what]
        while calls and now - calls[0] >= QUARTER:
            calls.popleft()
        resets = (calls[0] if calls else now) + QUARTER
        if len(calls) >= most:
            title = "Too Many Requests"
            headers = reading.count_headers(most, 0, resets)
            raise Refusal(429, reading.problem(429, title, title), headers)
        calls.append(now)
        return reading.count_headers(most, most - len(calls), resets)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of API v2."""
        table = (*reading.table(self.take), *writing.table(self.take))
        calls = [self._door.route(method, path, answer) for method, path, answer in table]
        door = webhooks.AppDoor(self.name, refuse)
        calls += [door.route(method, path, answer) for method, path, answer in webhooks.TABLE]
        return [*self._sign_in.routes(), *calls]


def _sign(account: Account, content: bytes) -> str:
    digest = hmac.new(account.app_secret.encode(), content, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode()
