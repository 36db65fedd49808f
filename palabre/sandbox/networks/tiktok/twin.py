"""TikTok on the square: names, events with their signature, and its addresses."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from palabre.sandbox.door import Door, Refusal
from palabre.sandbox.facts import AnyFact, EventOwed, Verb
from palabre.sandbox.networks.contract import Json, Network
from palabre.sandbox.networks.tiktok import entities, reading, webhooks, writing
from palabre.sandbox.networks.tiktok.reading import ROOT, refusal
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.settings import Account
from palabre.sandbox.weather import Bad, Trouble
from palabre.sandbox.world import Comment, Message

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

ACTIONS: Mapping[Verb, str] = {
    "add": "insert",
    "remove": "delete",
    "hide": "set_to_hidden",
    "unhide": "set_to_public",
}
CODES: Mapping[Trouble, tuple[int, str]] = {
    Trouble.NO_TOKEN: (40104, "Access token is empty."),
    Trouble.BAD_TOKEN: (40105, "Access token is incorrect or has been revoked."),
    Trouble.EXPIRED: (40105, "Access token is incorrect or has been revoked."),
    Trouble.LIMITED: (40100, "Requests made too frequently."),
    Trouble.DOWN: (51065, "System error."),
    Trouble.BROKEN: (50000, "System error."),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in TikTok's words."""
    return refusal(*CODES[bad.trouble])


class TikTok(Network):
    """TikTok: events by webhook, one at a time, and the Business API."""

    name = "tiktok"
    title = "TikTok"
    base = "tiktok"
    can_edit = False
    most_at_once = 1

    def __init__(self) -> None:
        """Begin without a square: it comes with the first thing that happens."""
        self._square: Square | None = None
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/v2/auth/authorize/",
            token="",
            lasts=86_400,
            client_name="client_key",
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a number of 19 digits, as text."""
        return f"72{number:017d}"

    def message_id(self, number: int) -> str:
        """Return a message's id."""
        return f"tt-{number:012d}"

    def hear(self, square: Square, fact: AnyFact) -> None:
        """Remember the square: conversations stand there."""
        self._square = square

    def comment_change(self, account: Account, comment: Comment, verb: Verb) -> Json | None:
        """Return the event of a comment."""
        if verb not in ACTIONS:
            return None
        at = comment.at if verb == "add" else time.time()
        content = entities.update(comment, ACTIONS[verb], at)
        return {"event": "comment.update", "content": content}

    def message_change(
        self, account: Account, person: str, message: Message, metadata: str = ""
    ) -> Json:
        """Return the event of a private message, either way."""
        assert self._square is not None
        talk = self._square.world.conversations[account.key, person]
        kind = "im_send_msg" if message.from_brand else "im_receive_msg"
        return {"event": kind, "content": entities.message(account, talk, message)}

    def compose(self, account: Account, events: Sequence[EventOwed]) -> bytes:
        """Return the body of one delivery: one event, its content JSON inside a text."""
        (event,) = events
        return msgspec.json.encode(
            {
                "client_key": "square",
                "event": event.value["event"],
                "create_time": int(event.at),
                "user_openid": account.page_id,
                "content": msgspec.json.encode(event.value["content"]).decode(),
            }
        )

    def sign(self, account: Account, body: bytes) -> Mapping[str, str]:
        """Return the headers of a delivery."""
        stamp = str(int(time.time()))
        content = stamp.encode() + b"." + body
        digest = hmac.new(account.app_secret.encode(), content, hashlib.sha256).hexdigest()
        return {"Tiktok-Signature": f"t={stamp},s={digest}"}

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses of the Business API, and of signing in."""
        table = (*reading.TABLE, *writing.TABLE)
        calls = [self._door.route(method, ROOT + path, answer) for method, path, answer in table]
        tokens = [
            Route(f"{ROOT}tt_user/oauth2/{name}/", self._tokens, methods=["POST"])
            for name in ("token", "refresh_token")
        ]
        return [*self._sign_in.routes(), *tokens, *webhooks.routes(), *calls]

    async def _tokens(self, request: Request) -> Response:
        """Give tokens as TikTok does: inside `data`, and every answer is 200."""
        told = await self._sign_in.tell(request, {"auth_code": "code"})
        if told is None:
            return JSONResponse({"code": 40110, "message": "Auth code is invalid.", "data": {}})
        account, tokens = told
        data = tokens | {"open_id": account.page_id, "refresh_token_expires_in": 31_536_000}
        return JSONResponse({"code": 0, "message": "OK", "request_id": "square", "data": data})
