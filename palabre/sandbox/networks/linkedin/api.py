"""What LinkedIn tells and does for the desk."""

from __future__ import annotations

import re
from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.networks.linkedin import entities
from palabre.sandbox.world import Comment

Json = dict[str, Any]
MOST_LETTERS = 1250
VERSION = re.compile(r"20\d{4}")
RANGE = re.compile(r"\(start:(\d+),end:(\d+)\)")


def error(status: int, message: str, code: int = 0) -> Json:
    """Return a refusal as LinkedIn writes it."""
    return {"status": status, "serviceErrorCode": code, "message": message}


def refused(status: int, message: str, code: int = 0) -> Refusal:
    """Return a refusal."""
    return Refusal(status, error(status, message, code))


def versioned(answer: Answering) -> Answering:
    """Return a call that wants LinkedIn's two headers."""

    def check(knock: Knock) -> Any:
        headers = knock.request.headers
        if not VERSION.fullmatch(headers.get("linkedin-version", "")):
            raise refused(400, "A version must be present. Please specify a version.")
        if headers.get("x-restli-protocol-version") != "2.0.0":
            raise refused(400, "Invalid header X-Restli-Protocol-Version.")
        return answer(knock)

    return check


def organization(knock: Knock) -> Json:
    """Return the organisation of the token."""
    if knock.part("id") != knock.account.page_id:
        raise refused(403, "Not enough permissions to access: GET /organizations", 100)
    return {"id": knock.account.page_id, "localizedName": knock.account.name}


def roles(knock: Knock) -> Json:
    """Return the organisations of who signed in."""
    ours = {"role": "ADMINISTRATOR", "state": "APPROVED"}
    return {"elements": [ours | {"organization": entities.organization(knock.account)}]}


def notifications(knock: Knock) -> Json:
    """Return what happened in a time, the latest first."""
    if knock.text("organizationalEntity") != entities.organization(knock.account):
        raise refused(
            403, "Not enough permissions to access: organizationalEntityNotifications", 100
        )
    told = RANGE.fullmatch(knock.text("timeRange"))
    if told is None:
        raise refused(400, "timeRange is missing or malformed.")
    start, end = int(told[1]), int(told[2])
    every = [
        entities.notification(
            knock.account, one, entities.action_of(knock.account, one), one.edited_at or one.at
        )
        for one in knock.square.world.comments.values()
        if one.account == knock.account.key
    ]
    found = [one for one in every if start <= one["lastModifiedAt"] <= end + 1000]
    found.sort(key=lambda one: int(one["lastModifiedAt"]), reverse=True)
    return _page(knock, found)


def comments(knock: Knock) -> Json:
    """Return the comments under a post, or the answers to a comment."""
    urn, world = knock.part("urn"), knock.square.world
    found = _find(knock, urn)
    if found is not None:
        under = found.replies
    else:
        post = world.posts.get(urn.removeprefix("urn:li:activity:"))
        if post is None or post.account != knock.account.key:
            raise refused(404, "The entity does not exist.")
        under = [one for one in post.comments if not one.parent]
    return _page(knock, [entities.comment(knock.account, one) for one in under if not one.deleted])


def comment(knock: Knock) -> Json:
    """Return one comment."""
    return entities.comment(knock.account, _of_path(knock))


def _of_path(knock: Knock) -> Comment:
    found = _find(knock, f"urn:li:comment:({knock.part('urn')},{knock.part('id')})")
    if found is None:
        raise refused(404, "The comment does not exist.")
    return found


def _find(knock: Knock, urn: str) -> Comment | None:
    found = knock.square.world.comments.get(urn)
    is_there = found is not None and not found.deleted and found.account == knock.account.key
    return found if is_there else None


def write(knock: Knock) -> Any:
    """Write a comment of the organisation under another: two levels, no more."""
    content, parent = knock.content, _find(knock, knock.part("urn"))
    told = content.get("message")
    text = str(told.get("text", "")) if isinstance(told, dict) else ""
    if content.get("actor") != entities.organization(knock.account):
        raise refused(403, "Not enough permissions to access: POST /comments", 100)
    if parent is None:
        raise refused(404, "The entity does not exist.")
    if parent.parent or content.get("parentComment") != parent.id:
        raise refused(400, "parentComment must be the first comment of the thread.")
    if content.get("object") != entities.activity(parent.post):
        raise refused(400, "object must be the post of the thread.")
    if not text or len(text) > MOST_LETTERS:
        raise refused(400, "message.text is missing or too long.")
    made = brand.reply(knock.square, knock.account, parent, text, now=knock.now)
    return entities.comment(knock.account, made)


def delete(knock: Knock) -> Any:
    """Delete a comment under the organisation's posts."""
    found = _of_path(knock)
    if knock.text("actor") != entities.organization(knock.account):
        raise refused(403, "Not enough permissions to access: DELETE /comments", 100)
    brand.delete(knock.square, knock.account, found, now=knock.now)
    return None


def react(knock: Knock) -> Any:
    """Like a comment as the organisation."""
    found = _find(knock, knock.text("root"))
    if found is None or knock.text("reactionType") != "LIKE":
        raise refused(404, "The entity does not exist.")
    brand.like(knock.square, knock.account, found, liked=True, now=knock.now)
    return {"root": found.id, "reactionType": "LIKE"}


def _page(knock: Knock, found: list[Json]) -> Json:
    start, count = knock.text("start"), knock.text("count")
    first = int(start) if start.isdigit() else 0
    most = max(1, min(int(count), 100)) if count.isdigit() else 10
    paging = {"start": first, "count": most, "total": len(found)}
    return {"elements": found[first : first + most], "paging": paging}


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "organizations/{id}", organization),
    ("GET", "organizationAcls", roles),
    ("GET", "organizationalEntityNotifications", notifications),
    ("GET", "socialActions/{urn}/comments", comments),
    ("GET", "socialActions/{urn}/comments/{id}", comment),
    ("POST", "socialActions/{urn}/comments", write),
    ("DELETE", "socialActions/{urn}/comments/{id}", delete),
    ("POST", "reactions", react),
)
