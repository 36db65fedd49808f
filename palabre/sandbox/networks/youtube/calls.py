"""What the YouTube Data API answers on the square."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from starlette.responses import Response

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Author, CommentWritten, Deed
from palabre.sandbox.networks.youtube import entities
from palabre.sandbox.world import Comment, after

Json = dict[str, Any]
POLLING_MILLIS = 1_000
USUAL_PAGE, LARGEST_PAGE = 20, 100
USUAL_LIVE_PAGE, LARGEST_LIVE_PAGE = 500, 2_000
MOST_IN_A_CHAT = 200


def refusal(status: int, reason: str, message: str) -> Refusal:
    """Return a refusal as Google words it."""
    error = {
        "code": status,
        "message": message,
        "errors": [{"reason": reason, "domain": "youtube"}],
    }
    return Refusal(status, {"error": error})


def page_of(knock: Knock, found: list[Json], *, largest: int = LARGEST_PAGE) -> Json:
    """Return a page of a list, and the token of the next one."""
    size = max(1, min(int(knock.text("maxResults") or USUAL_PAGE), largest))
    token = knock.text("pageToken")
    if token and not token.isdigit():
        raise refusal(400, "invalidPageToken", "The page token is not valid.")
    start = int(token or 0)
    told: Json = {"items": found[start : start + size]}
    if start + size < len(found):
        told["nextPageToken"] = str(start + size)
    return told


def _comments(knock: Knock) -> Iterator[Comment]:
    """Give the comments under videos that are not on air."""
    live = set(entities.live_posts(knock.account))
    for item in knock.square.world.comments.values():
        is_here = item.account == knock.account.key and item.post not in live
        if is_here and not item.deleted:
            yield item


def _find(knock: Knock, id: str) -> Comment:
    found = knock.square.world.comments.get(id)
    if found is None or found.account != knock.account.key or found.deleted:
        raise refusal(404, "commentNotFound", "The comment was not found.")
    return found


def list_threads(knock: Knock) -> Json:
    """Return first comments, the latest first, published or held."""
    if knock.text("allThreadsRelatedToChannelId") != knock.account.page_id:
        raise refusal(404, "channelNotFound", "The channel was not found.")
    status = knock.text("moderationStatus") or "published"
    found = [
        item
        for item in _comments(knock)
        if not item.parent and item.hidden == (status == "heldForReview")
        and status in {"published", "heldForReview"}
    ]  # fmt: skip
    found.sort(key=lambda item: item.at, reverse=True)
    return page_of(knock, [entities.thread(knock.account, item) for item in found])


def list_comments(knock: Knock) -> Json:
    """Return comments by their ids, or the answers of one."""
    ids, parent = knock.text("id"), knock.text("parentId")
    wanted = set(ids.split(",")) if ids else set()
    found = [
        entities.comment(knock.account, item)
        for item in _comments(knock)
        if (item.id in wanted) or (parent and item.parent == parent)
    ]
    return page_of(knock, found)


def insert_comment(knock: Knock) -> Json:
    """Answer a first comment."""
    told = knock.content.get("snippet")
    told = told if isinstance(told, dict) else {}
    if not told.get("textOriginal"):
        raise refusal(400, "commentTextRequired", "The comment has no text.")
    parent = _find(knock, str(told.get("parentId", "")))
    if parent.parent:
        raise refusal(400, "parentCommentNotFound", "Only first comments can be answered.")
    text = str(told["textOriginal"])
    made = brand.reply(knock.square, knock.account, parent, text, now=knock.now)
    return entities.comment(knock.account, made)


def moderate(knock: Knock) -> Response:
    """Hold, publish or reject comments; a rejection may ban the author."""
    status, bans = knock.text("moderationStatus"), knock.text("banAuthor") == "true"
    if status not in {"heldForReview", "published", "rejected"} or (bans and status != "rejected"):
        raise refusal(400, "banWithoutReject", "The request is not valid.")
    for id in knock.text("id").split(","):
        item = _find(knock, id)
        if item.author.id == knock.account.page_id:
            raise refusal(403, "forbidden", "One's own comments are not moderated.")
        if status != "rejected":
            hidden = status == "heldForReview"
            brand.set_hidden(knock.square, knock.account, item, hidden=hidden, now=knock.now)
            continue
        brand.delete(knock.square, knock.account, item, now=knock.now)
        if bans:
            deed = Deed("ban", item.author.id, item.id)
            brand.note(knock.square, knock.account, deed, now=knock.now)
    return Response(status_code=204)


def delete_comment(knock: Knock) -> Response:
    """Delete one of the channel's own comments."""
    item = _find(knock, knock.text("id"))
    if item.author.id != knock.account.page_id:
        raise refusal(403, "forbidden", "The comment is somebody else's.")
    brand.delete(knock.square, knock.account, item, now=knock.now)
    return Response(status_code=204)


def list_videos(knock: Knock) -> Json:
    """Return a post as a video."""
    id = knock.text("id")
    post = knock.square.world.posts.get(id)
    if post is None or post.account != knock.account.key:
        return {"items": []}
    told = {
        "title": knock.square.configuration.posts[id].text,
        "publishedAt": entities.moment(post.at),
    }
    count = str(sum(1 for item in post.comments if not item.deleted))
    return {"items": [{"id": id, "snippet": told, "statistics": {"commentCount": count}}]}


def list_channels(knock: Knock) -> Json:
    """Return the token's channel."""
    return {"items": [{"id": knock.account.page_id, "snippet": {"title": knock.account.name}}]}


def list_broadcasts(knock: Knock) -> Json:
    """Return what is on air."""
    posts = entities.live_posts(knock.account)
    return {"items": [{"id": id, "snippet": {"liveChatId": id}} for id in posts]}


def _chat(knock: Knock, id: str) -> str:
    if id not in entities.live_posts(knock.account):
        raise refusal(404, "liveChatNotFound", "The live chat was not found.")
    return id


def live_after(knock: Knock, most: int) -> Json:
    """Return what was said in a live chat since a token, which is the last message's number."""
    chat = _chat(knock, knock.text("liveChatId"))
    token = knock.text("pageToken") or "0"
    if not token.isdigit():
        raise refusal(400, "pageTokenInvalid", "The page token is not valid.")
    fresh = list(islice(after(knock.square.world.posts[chat].comments, int(token)), most))
    told = [entities.live_message(item) for item in fresh if not item.deleted]
    return {"nextPageToken": str(fresh[-1].number) if fresh else token, "items": told}


def list_live(knock: Knock) -> Json:
    """Return a page of a live chat, and when to come again."""
    size = int(knock.text("maxResults") or USUAL_LIVE_PAGE)
    told = live_after(knock, min(size, LARGEST_LIVE_PAGE))
    return told | {"pollingIntervalMillis": POLLING_MILLIS}


def insert_live(knock: Knock) -> Json:
    """Say something in a live chat."""
    told = knock.content.get("snippet")
    told = told if isinstance(told, dict) else {}
    chat = _chat(knock, str(told.get("liveChatId", "")))
    details = told.get("textMessageDetails")
    text = str(details.get("messageText", "")) if isinstance(details, dict) else ""
    if not text or len(text) > MOST_IN_A_CHAT:
        raise refusal(400, "messageTextInvalid", "The message text is not valid.")
    number = knock.square.next_number()
    id = f"LCC.{number:020d}"
    author = Author(knock.account.page_id, knock.account.name)
    knock.square.record(
        CommentWritten(
            id=id,
            number=number,
            account=knock.account.key,
            post=chat,
            author=author,
            text=text,
            at=knock.now,
        )
    )
    brand.note(knock.square, knock.account, Deed("reply", chat, id, text), now=knock.now)
    return entities.live_message(knock.square.world.comments[id])


def delete_live(knock: Knock) -> Response:
    """Take a message out of a live chat."""
    brand.delete(knock.square, knock.account, _find(knock, knock.text("id")), now=knock.now)
    return Response(status_code=204)


def ban_live(knock: Knock) -> Json:
    """Ban somebody from a live chat, for good or for a while."""
    told = knock.content.get("snippet")
    told = told if isinstance(told, dict) else {}
    _chat(knock, str(told.get("liveChatId", "")))
    person = told.get("bannedUserDetails")
    who = str(person.get("channelId", "")) if isinstance(person, dict) else ""
    if not who or told.get("type") not in {"permanent", "temporary"}:
        raise refusal(400, "liveChatBanInvalid", "The ban is not valid.")
    verb = "ban" if told["type"] == "permanent" else "time_out"
    seconds = str(told.get("banDurationSeconds", ""))
    deed = Deed(verb, who, f"ban.{who}", seconds)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    return {"id": f"ban.{who}", "snippet": told}


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "/youtube/v3/commentThreads", list_threads),
    ("GET", "/youtube/v3/comments", list_comments),
    ("POST", "/youtube/v3/comments", insert_comment),
    ("DELETE", "/youtube/v3/comments", delete_comment),
    ("POST", "/youtube/v3/comments/setModerationStatus", moderate),
    ("GET", "/youtube/v3/videos", list_videos),
    ("GET", "/youtube/v3/channels", list_channels),
    ("GET", "/youtube/v3/liveBroadcasts", list_broadcasts),
    ("GET", "/youtube/v3/liveChat/messages", list_live),
    ("POST", "/youtube/v3/liveChat/messages", insert_live),
    ("DELETE", "/youtube/v3/liveChat/messages", delete_live),
    ("POST", "/youtube/v3/liveChat/bans", ban_live),
)
