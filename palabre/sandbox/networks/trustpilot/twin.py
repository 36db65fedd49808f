"""Trustpilot on the square: each comment of a visitor is a review, with stars of its own.

Shapes: public client libraries of Trustpilot's private reviews. The square's visitors choose no
stars: they are drawn from the words' length, so that the same review always has the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from palabre.sandbox import brand
from palabre.sandbox.door import Door, Knock, Refusal
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.weather import Bad, Trouble
from palabre.sandbox.world import Comment

Json = dict[str, Any]
MOST_STARS = 5
LARGEST_PAGE = 100
ANSWERS: Mapping[Trouble, tuple[int, str]] = {
    Trouble.NO_TOKEN: (401, "Missing or invalid access token"),
    Trouble.BAD_TOKEN: (401, "Missing or invalid access token"),
    Trouble.EXPIRED: (401, "Access Token expired"),
    Trouble.LIMITED: (429, "Too many requests"),
    Trouble.DOWN: (503, "Service unavailable"),
    Trouble.BROKEN: (500, "Internal server error"),
}


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Trustpilot's words."""
    status, sentence = ANSWERS[bad.trouble]
    return Refusal(status, {"message": sentence, "details": "", "errorCode": status})


def missing() -> Refusal:
    """Return the refusal of what is not there."""
    return Refusal(404, {"message": "Not found", "details": "", "errorCode": 404})


class Trustpilot(Network):
    """Trustpilot. A company is a page of the square."""

    name = "trustpilot"
    title = "Trustpilot"
    base = "trustpilot"
    has_messages = False
    has_answers = False

    def __init__(self) -> None:
        """Make the door and the sign-in."""
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/",
            token="/v1/oauth/oauth-business-users-for-applications/accesstoken",  # noqa: S106 - an address
            lasts=360_000,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a review's id: 24 hexadecimal digits."""
        return f"65a{number:021x}"

    def message_id(self, number: int) -> str:
        """Return an id; nobody writes in private here."""
        return f"65b{number:021x}"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses."""
        route = self._door.route
        return [
            *self._sign_in.routes(),
            route("GET", "/v1/private/business-units/{unit}/reviews", reviews),
            route("GET", "/v1/private/reviews/{id}", get_review),
            route("POST", "/v1/private/reviews/{id}/reply", write_reply),
            route("DELETE", "/v1/private/reviews/{id}/reply", delete_reply),
        ]


def moment(at: float) -> str:
    """Return a time as Trustpilot writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _find(knock: Knock) -> Comment:
    comment = knock.square.world.comments.get(knock.part("id"))
    if comment is None or comment.account != knock.account.key or comment.deleted:
        raise missing()
    return comment


def _answer(knock: Knock, comment: Comment) -> Comment | None:
    ours = (one for one in comment.replies if one.author.id == knock.account.page_id)
    return next((one for one in ours if not one.deleted), None)


def review(knock: Knock, comment: Comment) -> Json:
    """Return a comment as a review."""
    answer = _answer(knock, comment)
    return {
        "id": comment.id,
        "consumer": {"id": comment.author.id, "displayName": comment.author.name},
        "businessUnit": {"id": knock.account.page_id, "displayName": knock.account.name},
        "stars": len(comment.text) % MOST_STARS + 1,
        "title": comment.text[:40],
        "text": comment.text,
        "language": knock.account.language,
        "createdAt": moment(comment.at),
        "updatedAt": moment(comment.edited_at) if comment.edited_at else None,
        "companyReply": (
            {"text": answer.text, "createdAt": moment(answer.at), "updatedAt": None}
            if answer is not None
            else None
        ),
        "status": "active",
        "referralEmail": "somebody@mail.example",
        "isVerified": False,
    }


def reviews(knock: Knock) -> Json:
    """Return the reviews, the latest first."""
    if knock.part("unit") != knock.account.page_id:
        raise missing()
    posts = [one for one in knock.square.world.posts.values() if one.account == knock.account.key]
    found = [
        comment
        for post in posts
        for comment in post.comments
        if comment.parent is None and not comment.deleted
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    size = max(1, min(_number(knock, "perPage", 20), LARGEST_PAGE))
    place = (max(1, _number(knock, "page", 1)) - 1) * size
    return {"reviews": [review(knock, one) for one in found[place : place + size]], "links": []}


def _number(knock: Knock, name: str, usual: int) -> int:
    word = knock.text(name)
    return int(word) if word.isdigit() else usual


def get_review(knock: Knock) -> Json:
    """Return one review."""
    return review(knock, _find(knock))


def write_reply(knock: Knock) -> Response:
    """Write the answer to a review, in place of the one before; 201 as the network says."""
    comment, text = _find(knock), knock.text("message")
    if not text.strip() or not knock.text("authorBusinessUserId"):
        body = {"message": "message and authorBusinessUserId are required", "errorCode": 400}
        raise Refusal(400, body)
    before = _answer(knock, comment)
    if before is None or before.text != text:
        if before is not None:
            brand.delete(knock.square, knock.account, before, now=knock.now)
        brand.reply(knock.square, knock.account, comment, text, now=knock.now)
    return JSONResponse({}, 201)


def delete_reply(knock: Knock) -> None:
    """Take the answer to a review back."""
    answer = _answer(knock, _find(knock))
    if answer is None:
        raise missing()
    brand.delete(knock.square, knock.account, answer, now=knock.now)
