"""What TikTok tells: the account, its videos, their comments, its conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.networks.tiktok import entities
from palabre.sandbox.world import Comment, Conversation

Json = dict[str, Any]
Thing = TypeVar("Thing")
ROOT = "/open_api/v1.3/"
LARGEST_PAGE = 30
LATEST_MESSAGES = 20


def refusal(code: int, message: str) -> Refusal:
    """Return a refusal as TikTok writes it: a 200 with a code."""
    return Refusal(200, {"code": code, "message": message, "request_id": "square", "data": {}})


def fine(data: Json) -> Json:
    """Return an answer that is a success."""
    return {"code": 0, "message": "OK", "request_id": "square", "data": data}


def required(knock: Knock, name: str) -> str:
    """Return a parameter that must be there."""
    value = knock.text(name)
    if not value:
        raise refusal(40002, f"{name}: Missing data for required field.")
    return value


def check_own(knock: Knock) -> None:
    """Refuse a call in another account's name."""
    if required(knock, "business_id") != knock.account.page_id:
        raise refusal(40001, "You do not have permission of this account.")


def find(knock: Knock) -> Comment:
    """Return the comment that a call names."""
    found = knock.square.world.comments.get(required(knock, "comment_id"))
    if found is None or found.deleted or found.account != knock.account.key:
        raise refusal(40007, "The comment does not exist.")
    return found


def find_talk(knock: Knock, id: str) -> Conversation:
    """Return a conversation by its id."""
    for (key, _), talk in knock.square.world.conversations.items():
        if key == knock.account.key and entities.conversation_id(talk) == id:
            return talk
    raise refusal(40002, "Param conversation_id is invalid.")


def account(knock: Knock) -> Json:
    """Return the account of the token."""
    check_own(knock)
    told = {"username": knock.account.username, "display_name": knock.account.name}
    return fine(told)


def videos(knock: Knock) -> Json:
    """Return the account's videos, the latest first; `filters` names some."""
    check_own(knock)
    wanted = _wanted(knock)
    known = knock.square.configuration.posts
    posts = [
        one
        for one in knock.square.world.posts.values()
        if one.account == knock.account.key and one.id in known and (not wanted or one.id in wanted)
    ]
    posts.sort(key=lambda one: one.at, reverse=True)
    page, more = _page(knock, posts)
    told = [entities.video(knock.square, knock.account, one) for one in page]
    return fine({"videos": told, **more})


def _wanted(knock: Knock) -> list[str]:
    try:
        told = msgspec.json.decode(knock.text("filters") or "{}")
    except msgspec.MsgspecError:
        raise refusal(40002, "filters: Invalid JSON.") from None
    found = told.get("video_ids") if isinstance(told, dict) else None
    return [str(one) for one in found] if isinstance(found, list) else []


def comments(knock: Knock) -> Json:
    """Return a video's comments, the latest first, with some of their answers."""
    check_own(knock)
    post = knock.square.world.posts.get(required(knock, "video_id"))
    if post is None or post.account != knock.account.key:
        raise refusal(40007, "The video does not exist.")
    found = [one for one in reversed(post.comments) if not one.deleted and not one.parent]
    page, more = _page(knock, found)
    told = [entities.comment(knock.account, one, replies=_standing(one.replies)) for one in page]
    return fine({"comments": told, **more})


def replies(knock: Knock) -> Json:
    """Return the answers to a comment, the latest first."""
    check_own(knock)
    page, more = _page(knock, _standing(find(knock).replies)[::-1])
    return fine({"comments": [entities.comment(knock.account, one) for one in page], **more})


def _standing(found: Sequence[Comment]) -> list[Comment]:
    return [one for one in found if not one.deleted]


def conversations(knock: Knock) -> Json:
    """Return conversations of one kind: those that were answered, or those that were not."""
    check_own(knock)
    kind = required(knock, "conversation_type")
    if kind not in {"STRANGER", "SINGLE"}:
        raise refusal(40002, "conversation_type: Must be one of STRANGER, SINGLE.")
    found = [
        talk
        for (key, _), talk in knock.square.world.conversations.items()
        if key == knock.account.key and _is_answered(talk) == (kind == "SINGLE")
    ]
    told = [
        {
            "conversation_id": entities.conversation_id(talk),
            "update_time": int(talk.messages[-1].at * 1000),
        }
        for talk in found
    ]
    return fine({"conversations": told, "has_more": False, "cursor": 0})


def _is_answered(talk: Conversation) -> bool:
    return any(one.from_brand for one in talk.messages)


def content(knock: Knock) -> Json:
    """Return the latest messages of a conversation, and who takes part."""
    check_own(knock)
    talk = find_talk(knock, required(knock, "conversation_id"))
    latest = talk.messages[-LATEST_MESSAGES:]
    people = [
        {"role": "PERSONAL_ACCOUNT", "id": talk.person.id, "display_name": talk.person.name},
        {
            "role": "BUSINESS_ACCOUNT",
            "id": knock.account.page_id,
            "display_name": knock.account.name,
        },
    ]
    told = [entities.message(knock.account, talk, one) for one in latest]
    return fine({"participants": people, "messages": told})


def _page(knock: Knock, found: Sequence[Thing]) -> tuple[Sequence[Thing], Json]:
    wanted, cursor = knock.text("max_count"), knock.text("cursor")
    most = max(1, min(int(wanted), LARGEST_PAGE)) if wanted.isdigit() else 20
    start = int(cursor) if cursor.isdigit() else 0
    more = start + most < len(found)
    return found[start : start + most], {"has_more": more, "cursor": start + most if more else 0}


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "business/get/", account),
    ("GET", "business/video/list/", videos),
    ("GET", "business/comment/list/", comments),
    ("GET", "business/comment/reply/list/", replies),
    ("GET", "business/message/conversation/list/", conversations),
    ("GET", "business/message/content/list/", content),
)
