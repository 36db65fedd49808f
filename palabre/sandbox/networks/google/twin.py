"""Google reviews on the square: each comment of a visitor is a review, with stars of its own.

Shapes: Google's reference of `accounts.locations.reviews`, version 4. The square's visitors choose
no stars: they are drawn from the words' length, so that the same review always has the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.routing import BaseRoute

from palabre.sandbox import brand
from palabre.sandbox.door import Door, Knock, Refusal
from palabre.sandbox.networks.contract import Network
from palabre.sandbox.oauth import SignIn
from palabre.sandbox.weather import Bad, Trouble
from palabre.sandbox.world import Comment

Json = dict[str, Any]
STARS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
MOST_LETTERS = 4096
LARGEST_PAGE = 50
ANSWERS: Mapping[Trouble, tuple[int, str, str]] = {
    Trouble.NO_TOKEN: (401, "UNAUTHENTICATED", "Request is missing required credentials."),
    Trouble.BAD_TOKEN: (401, "UNAUTHENTICATED", "Request had invalid credentials."),
    Trouble.EXPIRED: (401, "UNAUTHENTICATED", "Request had expired credentials."),
    Trouble.LIMITED: (429, "RESOURCE_EXHAUSTED", "Quota exceeded for requests per minute."),
    Trouble.DOWN: (503, "UNAVAILABLE", "The service is currently unavailable."),
    Trouble.BROKEN: (500, "INTERNAL", "Internal error encountered."),
}


def refusal(status: int, name: str, sentence: str) -> Refusal:
    """Return a refusal as Google writes it."""
    return Refusal(status, {"error": {"code": status, "message": sentence, "status": name}})


def refuse(bad: Bad) -> Refusal:
    """Return a trouble in Google's words; its limits come without a time."""
    return refusal(*ANSWERS[bad.trouble])


class Google(Network):
    """Google reviews. A place is a page of the square; its posts are one and the same place."""

    name = "google"
    title = "Google"
    base = "google"
    has_messages = False
    has_answers = False

    def __init__(self) -> None:
        """Make the door and the sign-in."""
        self._door = Door(self.name, refuse)
        self._sign_in = SignIn(
            network=self.name,
            title=self.title,
            authorize="/o/oauth2/v2/auth",
            token="/token",  # noqa: S106 - an address
            lasts=3600,
        )

    def comment_id(self, post: str, number: int) -> str:
        """Return a review's own id."""
        return f"Ab{number:018d}"

    def message_id(self, number: int) -> str:
        """Return an id; nobody writes in private here."""
        return f"Am{number:018d}"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the addresses; the longer ones first, since names have slashes."""
        route = self._door.route
        return [
            *self._sign_in.routes(),
            route("GET", "/v1/accounts", accounts),
            route("GET", "/v1/{account:path}/locations", places),
            route("PUT", "/v4/{place:path}/reviews/{id}/reply", put_reply),
            route("DELETE", "/v4/{place:path}/reviews/{id}/reply", delete_reply),
            route("GET", "/v4/{place:path}/reviews/{id}", get_review),
            route("GET", "/v4/{place:path}/reviews", reviews),
        ]


def moment(at: float) -> str:
    """Return a time as Google writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def accounts(knock: Knock) -> Json:
    """Return the one account that holds the brand's place."""
    name, _, _ = knock.account.page_id.rpartition("/locations/")
    return {"accounts": [{"name": name or "accounts/1", "accountName": knock.account.name}]}


def places(knock: Knock) -> Json:
    """Return the brand's place."""
    name = f"locations/{knock.account.page_id.rpartition('/locations/')[2]}"
    return {"locations": [{"name": name, "title": knock.account.name}]}


def _check_place(knock: Knock) -> None:
    if knock.part("place") != knock.account.page_id:
        raise refusal(403, "PERMISSION_DENIED", "The caller does not have permission")


def _standing(knock: Knock) -> list[Comment]:
    posts = [one for one in knock.square.world.posts.values() if one.account == knock.account.key]
    return [
        comment
        for post in posts
        for comment in post.comments
        if comment.parent is None and not comment.deleted
    ]


def _find(knock: Knock) -> Comment:
    _check_place(knock)
    comment = knock.square.world.comments.get(knock.part("id"))
    if comment is None or comment.account != knock.account.key or comment.deleted:
        raise refusal(404, "NOT_FOUND", "Requested entity was not found.")
    return comment


def _answer(knock: Knock, comment: Comment) -> Comment | None:
    ours = (one for one in comment.replies if one.author.id == knock.account.page_id)
    return next((one for one in ours if not one.deleted), None)


def review(knock: Knock, comment: Comment) -> Json:
    """Return a comment as a review."""
    told: Json = {
        "name": f"{knock.account.page_id}/reviews/{comment.id}",
        "reviewId": comment.id,
        "reviewer": {"displayName": comment.author.name, "isAnonymous": False},
        "starRating": STARS[len(comment.text) % len(STARS)],
        "comment": comment.text,
        "createTime": moment(comment.at),
        "updateTime": moment(comment.edited_at or comment.at),
    }
    answer = _answer(knock, comment)
    if answer is not None:
        changed = answer.edited_at or answer.at
        told["reviewReply"] = {"comment": answer.text, "updateTime": moment(changed)}
    return told


def reviews(knock: Knock) -> Json:
    """Return the reviews, the latest changed first."""
    _check_place(knock)
    found = sorted(_standing(knock), key=lambda one: one.edited_at or one.at, reverse=True)
    place = int(knock.text("pageToken") or 0) if knock.text("pageToken").isdigit() else 0
    size = int(knock.text("pageSize")) if knock.text("pageSize").isdigit() else LARGEST_PAGE
    end = place + max(1, min(size, LARGEST_PAGE))
    told: Json = {"reviews": [review(knock, one) for one in found[place:end]]}
    told["totalReviewCount"] = len(found)
    return told | ({"nextPageToken": str(end)} if end < len(found) else {})


def get_review(knock: Knock) -> Json:
    """Return one review."""
    return review(knock, _find(knock))


def put_reply(knock: Knock) -> Json:
    """Write the answer to a review, in place of the one before."""
    comment, text = _find(knock), knock.text("comment")
    if not text.strip() or len(text) > MOST_LETTERS:
        raise refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    before = _answer(knock, comment)
    if before is None or before.text != text:
        if before is not None:
            brand.delete(knock.square, knock.account, before, now=knock.now)
        brand.reply(knock.square, knock.account, comment, text, now=knock.now)
    return {"comment": text, "updateTime": moment(knock.now)}


def delete_reply(knock: Knock) -> Json:
    """Take the answer to a review back."""
    answer = _answer(knock, _find(knock))
    if answer is None:
        raise refusal(404, "NOT_FOUND", "Requested entity was not found.")
    brand.delete(knock.square, knock.account, answer, now=knock.now)
    return {}
