"""What X tells: users, posts, mentions and private messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from starlette.responses import Response

from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Author
from palabre.sandbox.networks.x import entities
from palabre.sandbox.settings import Account
from palabre.sandbox.world import Comment, Conversation, Message, Post

if TYPE_CHECKING:
    from palabre.sandbox.square import Square

Json = dict[str, Any]
Thing = TypeVar("Thing")
Take = Callable[[Account, str, int], Mapping[str, str]]
PROBLEMS = "https://api.twitter.com/2/problems"


def count_headers(capacity: int, left: int, resets: float) -> Mapping[str, str]:
    """Return the headers in which X tells its count."""
    return {
        "x-rate-limit-limit": str(capacity),
        "x-rate-limit-remaining": str(left),
        "x-rate-limit-reset": str(int(resets) + 1),
    }


def problem(status: int, title: str, detail: str, kind: str = "about:blank") -> Json:
    """Return a refusal in X's words."""
    whole = kind if ":" in kind else f"{PROBLEMS}/{kind}"
    return {"title": title, "detail": detail, "type": whole, "status": status}


def missing(id: str) -> Response:
    """Return X's answer to an id that names nothing: 200, and only errors."""
    told = problem(404, "Not Found Error", f"Could not find tweet: [{id}].", "resource-not-found")
    body = msgspec.json.encode({"errors": [told | {"resource_id": id}]})
    return Response(body, 200, media_type="application/json")


def counted(take: Take, what: str, most: int, answer: Answering) -> Answering:
    """Return a call that is counted by itself, as X counts each address."""

    def count(knock: Knock) -> Any:
        knock.headers.update(take(knock.account, what, most))
        return answer(knock)

    return count


def write(square: Square, account: Account, comment: Comment) -> Json:
    """Return a comment as a post: whom it answers, and who is named at its beginning."""
    under = answered_id(square, account, comment)
    parent = square.world.comments.get(under)
    ours = entities.brand(account)
    answered = parent.author if parent is not None else ours
    named: dict[str, Author] = {answered.id: answered, ours.id: ours}
    others = [one for one in named.values() if one.id != comment.author.id]
    return entities.reply(comment, answered, others, under=under)


def answered_id(square: Square, account: Account, comment: Comment) -> str:
    """Return what a comment answers; the square keeps two levels, the log of acts every one."""
    if comment.author.id == account.page_id:
        for act in reversed(square.world.acts):
            if act.account == account.key and act.deed.result == comment.id:
                return act.deed.object
    return comment.parent or comment.post


def find(knock: Knock, id: str) -> Post | Comment | None:
    """Return what an id names, as far as it stands."""
    world, key = knock.square.world, knock.account.key
    comment, post = world.comments.get(id), world.posts.get(id)
    if comment is not None and comment.account == key and not comment.deleted:
        return comment
    if post is not None and post.account == key and id in knock.square.configuration.posts:
        return post
    return None


def me(knock: Knock) -> Json:
    """Return the account of the token."""
    return {"data": entities.user(entities.brand(knock.account))}


def tweet(knock: Knock) -> Any:
    """Return one post."""
    found = find(knock, knock.part("id"))
    if found is None:
        return missing(knock.part("id"))
    if isinstance(found, Comment):
        return {"data": write(knock.square, knock.account, found)}
    text = knock.square.configuration.posts[found.id].text
    return {"data": entities.own_post(knock.account, found, text)}


def mentions(knock: Knock) -> Json:
    """Return the posts that name the brand, the latest first."""
    _check_own(knock)
    since, start = knock.text("since_id"), _time(knock.text("start_time"))
    found = [
        one
        for one in _comments(knock)
        if one.author.id != knock.account.page_id
        and (not since or int(one.id) > int(since))
        and one.at >= start
    ]
    page, meta = _page(knock, found)
    people = {one.author.id: entities.user(one.author) for one in page}
    data = [write(knock.square, knock.account, one) for one in page]
    return {"data": data, "includes": {"users": list(people.values())}, "meta": meta}


def tweets_of_user(knock: Knock) -> Json:
    """Return the brand's own answers, the latest first."""
    _check_own(knock)
    found = [one for one in _comments(knock) if one.author.id == knock.account.page_id]
    page, meta = _page(knock, found)
    return {"data": [write(knock.square, knock.account, one) for one in page], "meta": meta}


def _comments(knock: Knock) -> list[Comment]:
    every = knock.square.world.comments.values()
    ours = [one for one in every if one.account == knock.account.key and not one.deleted]
    return sorted(ours, key=lambda one: one.number, reverse=True)


def events(knock: Knock) -> Json:
    """Return private messages, the latest first: all, or those with one person."""
    person = knock.request.path_params.get("person", "")
    found: list[tuple[Conversation, Message]] = [
        (talk, message)
        for (key, who), talk in knock.square.world.conversations.items()
        if key == knock.account.key and person in ("", who)
        for message in talk.messages
    ]
    found.sort(key=lambda one: one[1].number, reverse=True)
    page, meta = _page(knock, found)
    data = [entities.message_event(knock.account, talk.person, message) for talk, message in page]
    people = {talk.person.id: entities.user(talk.person) for talk, _ in page}
    return {"data": data, "includes": {"users": list(people.values())}, "meta": meta}


def _page(knock: Knock, found: Sequence[Thing]) -> tuple[Sequence[Thing], Json]:
    wanted, token = knock.text("max_results"), knock.text("pagination_token")
    most = max(1, min(int(wanted), 100)) if wanted.isdigit() else 100
    start = int(token) if token.isdigit() else 0
    page = found[start : start + most]
    meta: Json = {"result_count": len(page)}
    return page, meta | ({"next_token": str(start + most)} if start + most < len(found) else {})


def _time(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _check_own(knock: Knock) -> None:
    if knock.part("id") != knock.account.page_id:
        detail = "You are not allowed to read this user."
        raise Refusal(403, problem(403, "Forbidden", detail, "not-authorized-for-resource"))


def table(take: Take) -> Iterable[tuple[str, str, Answering]]:
    """Return the calls that read."""
    return (
        ("GET", "/2/users/me", me),
        ("GET", "/2/tweets/{id}", tweet),
        ("GET", "/2/users/{id}/mentions", counted(take, "mentions", 300, mentions)),
        ("GET", "/2/users/{id}/tweets", counted(take, "tweets", 900, tweets_of_user)),
        ("GET", "/2/dm_events", counted(take, "events", 15, events)),
        (
            "GET",
            "/2/dm_conversations/with/{person}/dm_events",
            counted(take, "events_with", 15, events),
        ),
    )
