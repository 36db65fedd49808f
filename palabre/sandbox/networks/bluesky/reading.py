"""What Bluesky's twin tells: profiles, notifications, threads and records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from palabre.sandbox.brand import last_done
from palabre.sandbox.door import Answering, Knock, Refusal
from palabre.sandbox.facts import Author
from palabre.sandbox.networks.bluesky import entities
from palabre.sandbox.networks.bluesky.entities import GATE, PLC, Names
from palabre.sandbox.world import Comment, Post, before

Json = dict[str, Any]
USUAL_PAGE, LARGEST_PAGE = 50, 100


def refusal(name: str, sentence: str, status: int = 400) -> Refusal:
    """Return a refusal as XRPC writes it."""
    return Refusal(status, {"error": name, "message": sentence})


def names_of(knock: Knock) -> Names:
    """Return the addresses of the account's things."""
    return Names(knock.square, knock.account)


def find(knock: Knock, uri: str, names: Names) -> Post | Comment | None:
    """Return the post or comment that still stands at an address."""
    key, world = uri.rpartition("/")[2], knock.square.world
    comment = world.comments.get(names.comment(key))
    if comment is not None and comment.account == knock.account.key and not comment.deleted:
        return comment
    post = world.posts.get(key)
    is_ours = post is not None and post.account == knock.account.key
    return post if is_ours and key in knock.square.configuration.posts else None


def view(knock: Knock, thing: Post | Comment, names: Names) -> Json:
    """Return a post or a comment as a post's view."""
    if isinstance(thing, Post):
        return entities.view_of_post(knock.square, knock.account, thing, names)
    return entities.view_of_comment(knock.square, knock.account, thing, names)


def find_person(knock: Knock, identity: str) -> Author:
    """Return a person of the square by their identity; one nobody saw has no name."""
    id = identity.removeprefix(PLC)
    talk = knock.square.world.conversations.get((knock.account.key, id))
    if talk is not None:
        return talk.person
    for comment in reversed(knock.square.world.comments.values()):
        if comment.author.id == id:
            return comment.author
    return Author(id, id)


def limit_of(knock: Knock) -> int:
    """Return how many things a page may hold."""
    word = knock.text("limit")
    return max(1, min(int(word), LARGEST_PAGE)) if word.isdigit() else USUAL_PAGE


def session(knock: Knock) -> Json:
    """Return whose token it is."""
    told = entities.person(knock.account, entities.brand(knock.account))
    return {"did": told["did"], "handle": told["handle"], "active": True}


def resolve(knock: Knock) -> Json:
    """Return the identity of the brand by its name; nobody else has one here."""
    told = entities.person(knock.account, entities.brand(knock.account))
    if knock.text("handle") != told["handle"]:
        raise refusal("InvalidRequest", "Unable to resolve handle")
    return {"did": told["did"]}


def profile(knock: Knock) -> Json:
    """Return a person with how the brand stands to them: what was asked last, holds."""
    author = find_person(knock, knock.text("actor"))
    muting = last_done(knock.square, knock.account, author.id, {"mute", "unmute"})
    viewer: Json = {"muted": muting == "mute", "blockedBy": False}
    if last_done(knock.square, knock.account, author.id, {"ban", "unban"}) == "ban":
        viewer["blocking"] = f"at://{knock.account.page_id}/app.bsky.graph.block/{author.id}"
    return entities.person(knock.account, author) | {"viewer": viewer}


def notifications(knock: Knock) -> Json:
    """Return who answered, the latest first, from a place on."""
    names, place = names_of(knock), knock.text("cursor")
    newest = int(place) if place.isdigit() else 2**62
    found: list[Comment] = []
    for comment in _answers(knock, newest):
        found.append(comment)
        if len(found) == limit_of(knock):
            break
    told = [_notification(knock, one, names) for one in found]
    return {"notifications": told} | ({"cursor": str(found[-1].number)} if found else {})


def _answers(knock: Knock, newest: int) -> Iterator[Comment]:
    """Give the comments of people before a number, the latest first."""
    posts = [one for one in knock.square.world.posts.values() if one.account == knock.account.key]
    found = [
        comment
        for post in posts
        for comment in _some(before(post.comments, newest), LARGEST_PAGE)
        if not comment.deleted and comment.author.id != knock.account.page_id
    ]
    yield from sorted(found, key=lambda one: one.number, reverse=True)


def _some(comments: Iterator[Comment], most: int) -> Iterator[Comment]:
    """Give as many comments as a page can hold, those nobody is told of not counted."""
    for comment in comments:
        yield comment
        most -= not comment.deleted
        if most <= 0:
            return


def _notification(knock: Knock, comment: Comment, names: Names) -> Json:
    told = view(knock, comment, names)
    kept = {name: told[name] for name in ("uri", "cid", "author", "record", "indexedAt", "labels")}
    subject = told["record"]["reply"]["parent"]["uri"]
    return {**kept, "reason": "reply", "reasonSubject": subject, "isRead": False}


def author_feed(knock: Knock) -> Json:
    """Return the brand's own posts, the latest first."""
    if knock.text("actor") != knock.account.page_id:
        return {"feed": []}
    names = names_of(knock)
    posts = [
        post
        for post in knock.square.world.posts.values()
        if post.account == knock.account.key and post.id in knock.square.configuration.posts
    ]
    posts.sort(key=lambda post: post.at, reverse=True)
    return {"feed": [{"post": view(knock, post, names)} for post in posts[: limit_of(knock)]]}


def thread(knock: Knock) -> Json:
    """Return a post or an answer with the answers below it."""
    names = names_of(knock)
    thing = find(knock, knock.text("uri"), names)
    if thing is None:
        raise refusal("NotFound", "Post not found")
    return {"thread": _node(knock, thing, names)}


def _node(knock: Knock, thing: Post | Comment, names: Names) -> Json:
    below = thing.comments if isinstance(thing, Post) else thing.replies
    if isinstance(thing, Post):
        below = [one for one in below if one.parent is None]
    return {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": view(knock, thing, names),
        "replies": [_node(knock, one, names) for one in below if not one.deleted],
    }


def posts(knock: Knock) -> Json:
    """Return the posts asked for that still stand."""
    names = names_of(knock)
    asked = knock.request.query_params.getlist("uris")
    found = (find(knock, uri, names) for uri in asked)
    return {"posts": [view(knock, one, names) for one in found if one is not None]}


def record(knock: Knock) -> Json:
    """Return one record: a post, an answer, or the gate of a thread."""
    names, collection, key = names_of(knock), knock.text("collection"), knock.text("rkey")
    thing = find(knock, f"at://{knock.text('repo')}/{collection}/{key}", names)
    missing = refusal("RecordNotFound", f"Could not locate record: {key}")
    if thing is None or (collection == GATE and not isinstance(thing, Post)):
        raise missing
    told = view(knock, thing, names)
    if collection != GATE:
        return {"uri": told["uri"], "cid": told["cid"], "value": told["record"]}
    if "threadgate" not in told:
        raise missing
    gate: Json = told["threadgate"]
    return {"uri": gate["uri"], "cid": gate["cid"], "value": gate["record"]}


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "com.atproto.server.getSession", session),
    ("GET", "com.atproto.identity.resolveHandle", resolve),
    ("GET", "com.atproto.repo.getRecord", record),
    ("GET", "app.bsky.actor.getProfile", profile),
    ("GET", "app.bsky.notification.listNotifications", notifications),
    ("GET", "app.bsky.feed.getAuthorFeed", author_feed),
    ("GET", "app.bsky.feed.getPostThread", thread),
    ("GET", "app.bsky.feed.getPosts", posts),
)
