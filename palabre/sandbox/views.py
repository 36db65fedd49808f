"""The square's things as its own API tells them."""

from __future__ import annotations

from typing import Any

import msgspec

from palabre.sandbox import facts, networks
from palabre.sandbox.facts import AnyFact
from palabre.sandbox.settings import Account, Configuration
from palabre.sandbox.world import Comment, Conversation, World, before

Json = dict[str, Any]

THREADS_SHOWN = 20


def comment(item: Comment) -> Json:
    """Return one comment. A deleted one keeps its place and its text, and says who deleted it."""
    return {
        "id": item.id,
        "number": item.number,
        "account": item.account,
        "post": item.post,
        "parent": item.parent,
        "author": {"id": item.author.id, "name": item.author.name},
        "text": item.text,
        "at": item.at,
        "edited": item.edited_at is not None,
        "hidden": item.hidden,
        "deleted": item.deleted or None,
        "likes": len(item.likes),
        "liked_by": list(item.likes),
        "answered_privately": item.answered_privately,
        "replies": [reply.id for reply in item.replies],
    }


def conversation(item: Conversation) -> Json:
    """Return one private conversation with all its messages, oldest first."""
    messages = [
        {
            "id": message.id,
            "text": message.text,
            "at": message.at,
            "from_brand": message.from_brand,
            "comment": message.comment,
        }
        for message in item.messages
    ]
    person = {"id": item.person.id, "name": item.person.name}
    return {"id": item.id, "account": item.account, "person": person, "messages": messages}


def account(item: Account, world: World) -> Json:
    """Return one account, without its secrets, and what its network lets visitors do."""
    network = networks.of(item)
    return {
        "key": item.key,
        "network": item.network,
        "title": network.title,
        "can": {
            "edit": network.can_edit,
            "answer": network.has_answers,
            "message": network.has_messages,
        },
        "name": item.name,
        "page_id": item.page_id,
        "language": item.language,
        "topic": item.topic,
        "followers": item.ig_followers,
        "token_expired": world.weather(item.key).token_expired,
        "pending": world.owed_by_account[item.key],
        "subscriptions": sorted(name for key, name in world.subscriptions if key == item.key),
    }


def state(configuration: Configuration, world: World, *, key: str | None = None) -> Json:
    """Return everything, or everything of one account."""
    accounts = [item for item in configuration.accounts.values() if key in (None, item.key)]
    told = []
    for item in accounts:
        posts = []
        for post in item.posts:
            known = world.posts.get(post.id)
            comments = [comment(one) for one in known.comments] if known else []
            posts.append({**_post(post.id, configuration, world), "comments": comments})
        talks = [conversation(talk) for talk in world.conversations.values()]
        mine = [talk for talk in talks if talk["account"] == item.key]
        told.append({**account(item, world), "posts": posts, "conversations": mine})
    return {"accounts": told, "pending": len(world.owed), "faults": faults(world)}


def feed(item: Account, configuration: Configuration, world: World) -> Json:
    """Return one account's page: each post with its latest threads, newest first."""
    posts = [
        {**_post(post.id, configuration, world), **threads(world, post.id)} for post in item.posts
    ]
    return {"account": account(item, world), "posts": posts}


def threads(world: World, post: str, *, earlier_than: int | None = None) -> Json:
    """Return up to `THREADS_SHOWN` threads of a post, newest first, and where to go on."""
    known = world.posts.get(post)
    limit = world.objects + 1 if earlier_than is None else earlier_than
    found: list[Comment] = []
    more = None
    for item in before(known.comments if known else [], limit):
        if item.parent is not None or not _worth_showing(item):
            continue
        if len(found) == THREADS_SHOWN:
            more = found[-1].number
            break
        found.append(item)
    told = [{**comment(item), "answers": [comment(one) for one in item.replies]} for item in found]
    return {"threads": told, "earlier": more, "count": len(known.comments) if known else 0}


def faults(world: World) -> Json:
    """Return the faults that are set, by account; "*" stands for all."""
    return {key: msgspec.to_builtins(value) for key, value in world.faults.items()}


def news(world: World, fact: AnyFact) -> list[Json]:
    """Return what an open page needs to know of a fact."""
    if isinstance(fact, facts.FaultsSet):
        return [{"kind": "faults", "account": fact.account, "faults": faults(world)}]
    told: list[Json] = []
    identifier = getattr(fact, "id", None)
    if isinstance(fact, facts.MessageSent):
        talk = conversation(world.conversations[fact.account, fact.person.id])
        told.append({"kind": "message", "account": fact.account, "conversation": talk})
        identifier = fact.comment
    item = world.comments.get(identifier) if isinstance(identifier, str) else None
    if item is not None:
        told.append({"kind": "comment", "account": item.account, "comment": comment(item)})
    return told


def _worth_showing(item: Comment) -> bool:
    return item.deleted != "visitor" or any(not reply.deleted for reply in item.replies)


def _post(identifier: str, configuration: Configuration, world: World) -> Json:
    settings = configuration.posts[identifier]
    known = world.posts.get(identifier)
    return {
        "id": identifier,
        "text": settings.text,
        "picture": settings.picture,
        "at": known.at if known else 0.0,
    }
