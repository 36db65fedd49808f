"""What a Mastodon server tells: profiles, statuses, contexts, notifications, conversations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from palabre.sandbox.brand import last_done
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.networks.mastodon import entities
from palabre.sandbox.world import Comment, Conversation, Message, Post

Json = dict[str, Any]
Thing = Post | Comment | tuple[Conversation, Message]
USUAL_PAGE, LARGEST_PAGE = 40, 80


async def instance(request: Request) -> Response:
    """Tell what the server is; its stream is on the same host."""
    told = {"domain": "mastodon.example", "version": "4.5.0", "configuration": {"urls": {}}}
    return JSONResponse(told)


def verify(knock: Knock) -> Json:
    """Return the account of the token."""
    return entities.brand(knock.account)


def relationships(knock: Knock) -> list[Json]:
    """Return how the brand stands to people: what was asked of the server last, holds."""
    ids = knock.request.query_params.getlist("id[]")
    return [relationship(knock, id) for id in ids]


def relationship(knock: Knock, id: str) -> Json:
    """Return how the brand stands to one person."""
    is_banned = last_done(knock.square, knock.account, id, {"ban", "unban"}) == "ban"
    is_muted = last_done(knock.square, knock.account, id, {"mute", "unmute"}) == "mute"
    return {"id": id, "following": False, "blocking": is_banned, "muting": is_muted}


def find(knock: Knock, id: str) -> Thing:
    """Return what an id names, as far as the brand sees it; 404 when nothing."""
    world, key = knock.square.world, knock.account.key
    comment, post = world.comments.get(id), world.posts.get(id)
    if comment is not None and comment.account == key and not comment.deleted:
        return comment
    if post is not None and post.account == key and id in knock.square.configuration.posts:
        return post
    for (account, _), talk in world.conversations.items():
        for message in talk.messages if account == key else ():
            if message.id == id:
                return talk, message
    raise Refusal(404, {"error": "Record not found"})


def write(knock: Knock, thing: Thing) -> Json:
    """Return anything as a Status."""
    if isinstance(thing, Post):
        return entities.status_of_post(knock.square, knock.account, thing)
    if isinstance(thing, Comment):
        return entities.status_of_comment(knock.square, knock.account, thing)
    return entities.status_of_message(knock.account, *thing)


def status(knock: Knock) -> Json:
    """Return one status."""
    return write(knock, find(knock, knock.part("id")))


def context(knock: Knock) -> Json:
    """Return what is above and below a status in its thread."""
    above: list[Thing] = []
    below: list[Thing] = []
    thing = find(knock, knock.part("id"))
    if isinstance(thing, Post):
        below += [one for one in thing.comments if not one.deleted]
    elif isinstance(thing, Comment):
        parent = knock.square.world.comments.get(thing.parent or "")
        above += [knock.square.world.posts[thing.post], *([parent] if parent else [])]
        below += [one for one in thing.replies if not one.deleted]
    else:
        talk, message = thing
        place = talk.messages.index(message)
        above += [(talk, one) for one in talk.messages[:place]]
        below += [(talk, one) for one in talk.messages[place + 1 :]]
    if isinstance(thing, Comment):
        below += _private_answers(knock, thing)
    return {
        "ancestors": [write(knock, one) for one in above],
        "descendants": [write(knock, one) for one in below],
    }


def _private_answers(knock: Knock, comment: Comment) -> Iterator[Thing]:
    talk = knock.square.world.conversations.get((knock.account.key, comment.author.id))
    for message in talk.messages if talk else ():
        if message.comment == comment.id:
            yield talk, message  # type: ignore[misc]


def statuses_of_account(knock: Knock) -> list[Json]:
    """Return the brand's own posts, the latest first."""
    if knock.part("id") != knock.account.page_id:
        return []
    posts = [
        post
        for post in knock.square.world.posts.values()
        if post.account == knock.account.key and post.id in knock.square.configuration.posts
    ]
    posts.sort(key=lambda post: post.at, reverse=True)
    return [write(knock, post) for post in posts[: _limit(knock)]]


def notifications(knock: Knock) -> list[Json]:
    """Return who named the brand, the latest first; `min_id` gives what comes right after it."""
    found = sorted(_mentions(knock), key=lambda one: int(one[0]))
    newest, oldest = knock.text("max_id"), knock.text("min_id") or knock.text("since_id")
    kept = [
        one
        for one in found
        if (not newest or one[0] < int(newest)) and (not oldest or one[0] > int(oldest))
    ]
    limit = _limit(knock)
    page = kept[:limit] if knock.text("min_id") else kept[-limit:]
    return [
        entities.mention(number, at, write(knock, thing)) for number, at, thing in reversed(page)
    ]


def _mentions(knock: Knock) -> Iterator[tuple[int, float, Thing]]:
    world, account = knock.square.world, knock.account
    for comment in world.comments.values():
        is_theirs = comment.account == account.key and comment.author.id != account.page_id
        if is_theirs and not comment.deleted:
            yield comment.number, comment.at, comment
    for (key, _), talk in world.conversations.items():
        for message in talk.messages if key == account.key else ():
            if not message.from_brand:
                yield message.number, message.at, (talk, message)


def conversations(knock: Knock) -> list[Json]:
    """Return the conversations, the latest first."""
    found = [
        talk for (key, _), talk in knock.square.world.conversations.items()
        if key == knock.account.key
    ]  # fmt: skip
    found.sort(key=lambda talk: talk.messages[-1].number, reverse=True)
    return [entities.conversation(knock.account, talk) for talk in found[: _limit(knock)]]


def _limit(knock: Knock) -> int:
    word = knock.text("limit")
    return max(1, min(int(word), LARGEST_PAGE)) if word.isdigit() else USUAL_PAGE


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "/api/v1/accounts/verify_credentials", verify),
    ("GET", "/api/v1/accounts/relationships", relationships),
    ("GET", "/api/v1/accounts/{id}/statuses", statuses_of_account),
    ("GET", "/api/v1/notifications", notifications),
    ("GET", "/api/v1/conversations", conversations),
    ("GET", "/api/v1/statuses/{id}", status),
    ("GET", "/api/v1/statuses/{id}/context", context),
)
