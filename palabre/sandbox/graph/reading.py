"""What Graph tells: pages, comments, conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from palabre.sandbox.brand import last_done
from palabre.sandbox.graph import networks
from palabre.sandbox.graph.call import Call, read_fields, write_cursor
from palabre.sandbox.graph.errors import unknown
from palabre.sandbox.networks.contract import stamp
from palabre.sandbox.pictures import picture_address
from palabre.sandbox.world import Comment, Conversation, Post, after, before

Json = dict[str, Any]

MESSAGES_SHOWN = 25
SUBSCRIPTION = "events"
BLOCKING = frozenset({"ban", "unban"})


def read_page(call: Call) -> Json:
    """Return the page itself, for `/{page}` and `/me`."""
    account = call.account
    node: Json = {"id": account.page_id, "name": account.name}
    if account.network == "instagram":
        node |= {"username": account.username, "followers_count": account.ig_followers}
        node |= {"user_id": account.page_id}
    else:
        node |= {
            "link": f"https://www.facebook.com/{account.page_id}",
            "category": "Local business",
        }
    return _choose(node, call.text("fields"), ("name", "id"))


def list_posts(call: Call) -> Json:
    """Return the page's posts, the latest first."""
    posts = call.square.world.posts
    mine = [posts[one.id] for one in call.account.posts if one.id in posts]
    mine.sort(key=lambda post: post.at, reverse=True)
    first = call.cursor() or 0
    last = first + call.limit()
    told = [_post(call, post) for post in mine[first:last]]
    return {"data": told, **_paging((first, last), more=last < len(mine))}


def list_subscribed_apps(call: Call) -> Json:
    """Return the desk as the one app, when it has subscribed."""
    told = call.square.world.subscriptions.get((call.account.key, SUBSCRIPTION))
    return {"data": [] if told is None else [{"id": "1", "name": "Palabre", **told}]}


def list_blocked(call: Call) -> Json:
    """Return the people whom the page blocks, or only the one asked for."""
    asked, mine = call.text("user") or call.text("uid"), call.account.key
    acts = [act for act in call.square.world.acts if (act.account, act.deed.verb) == (mine, "ban")]
    blocked = [
        one
        for one in dict.fromkeys(act.deed.object for act in acts)
        if asked in ("", one) and last_done(call.square, call.account, one, BLOCKING) == "ban"
    ]
    return {"data": [{"id": one} for one in blocked], "paging": {}}


def read_post(call: Call) -> Json:
    """Return one post, or one Instagram media."""
    return _post(call, call.square.world.posts[call.object])


def _post(call: Call, post: Post) -> Json:
    settings = call.square.configuration.posts[post.id]
    network = networks.of(call.account)
    node = network.post_node(post, settings.text, picture_address(call.home, settings.picture))
    return _choose(node, call.text("fields"), network.POST_FIELDS)


def read_comment(call: Call) -> Json:
    """Return one comment with the fields asked for."""
    return _comment(call, call.square.world.comments[call.object], call.text("fields"))


def list_post_comments(call: Call) -> Json:
    """Return a post's comments; `filter=stream` adds the answers among them."""
    comments = call.square.world.posts[call.object].comments
    everything = call.text("filter") == "stream"
    chosen = (one for one in _walk(call, comments) if everything or one.parent is None)
    return _list(call, chosen)


def list_replies(call: Call) -> Json:
    """Return the answers to a comment."""
    return _list(call, _walk(call, call.square.world.comments[call.object].replies))


def list_conversations(call: Call) -> Json:
    """Return the private conversations, or only the one with `user_id`, the latest first."""
    conversations = call.square.world.conversations
    platform = call.text("platform") or "MESSENGER"
    expected = "INSTAGRAM" if call.account.network == "instagram" else "MESSENGER"
    person = call.text("user_id")
    found: Iterable[Conversation]
    if platform.upper() != expected:
        found = ()
    elif person:
        one = conversations.get((call.account.key, person))
        found = (one,) if one else ()
    else:
        mine = (talk for (key, _), talk in conversations.items() if key == call.account.key)
        found = sorted(mine, key=lambda talk: talk.messages[-1].number, reverse=True)
    cursor, limit = call.cursor(), call.limit()
    rest = [talk for talk in found if cursor is None or talk.messages[-1].number < cursor]
    told = [conversation(call, talk) for talk in rest[:limit]]
    ends = (rest[0].messages[-1].number, rest[:limit][-1].messages[-1].number) if rest else None
    return {"data": told, **_paging(ends, more=len(rest) > limit)}


def read_conversation(call: Call) -> Json:
    """Return one conversation by its own id."""
    talk = call.square.world.conversation_by_id.get(call.object)
    if talk is None or talk.account != call.account.key:
        raise unknown("get", call.object)
    return conversation(call, talk)


def conversation(call: Call, talk: Conversation) -> Json:
    """Return a conversation, its messages newest first, as Graph does."""
    wanted = read_fields(call.text("fields") or "id,updated_time,link")
    person: Json = {"id": talk.person.id, "name": talk.person.name}
    page: Json = {"id": talk.account and call.account.page_id, "name": call.account.name}
    messages = [
        {
            "id": message.id,
            "message": message.text,
            "from": page if message.from_brand else person,
            "to": {"data": [person if message.from_brand else page]},
            "created_time": stamp(message.at),
        }
        for message in reversed(talk.messages[-MESSAGES_SHOWN:])
    ]
    inner = wanted.get("messages", "")
    node: Json = {
        "id": talk.id,
        "updated_time": stamp(talk.messages[-1].at),
        "link": f"/{call.account.page_id}/inbox/{talk.id}/",
        "message_count": len(talk.messages),
        "participants": {"data": [person, page]},
        "can_reply": call.now - (talk.last_from_person or 0) < 86_400,
        "messages": {
            "data": [_choose(one, inner, ("id", "created_time")) for one in messages],
        },
    }
    return {name: node[name] for name in node if name in wanted or name == "id"}


def _walk(call: Call, comments: list[Comment]) -> Iterator[Comment]:
    """Give the standing comments from the cursor on, in the network's order."""
    cursor = call.cursor()
    newest = networks.of(call.account).NEWEST_FIRST
    if call.text("order") in ("reverse_chronological", "chronological"):
        newest = call.text("order") == "reverse_chronological"
    if newest:
        found = before(comments, call.square.world.objects + 1 if cursor is None else cursor)
    else:
        found = after(comments, cursor or 0)
    return (one for one in found if not one.deleted)


def _list(call: Call, comments: Iterator[Comment]) -> Json:
    limit = call.limit()
    page = list(islice(comments, limit + 1))
    told = [_comment(call, one, call.text("fields")) for one in page[:limit]]
    ends = (page[0].number, page[:limit][-1].number) if page else None
    return {"data": told, **_paging(ends, more=len(page) > limit)}


def _paging(ends: tuple[int, int] | None, *, more: bool) -> Json:
    if ends is None:
        return {}
    cursors = {"before": write_cursor(ends[0]), "after": write_cursor(ends[1])}
    return {"paging": {"cursors": cursors, **({"next": "more"} if more else {})}}


def _comment(call: Call, comment: Comment, fields: str) -> Json:
    network = networks.of(call.account)
    node = network.comment_node(call.account, comment)
    inner = read_fields(fields).get(network.REPLIES)
    if inner is not None:
        standing = (reply for reply in comment.replies if not reply.deleted)
        told = [_comment(call, reply, inner) for reply in standing]
        node[network.REPLIES] = {"data": told}
    return _choose(node, fields, network.COMMENT_FIELDS)


def _choose(node: Json, fields: str, defaults: tuple[str, ...]) -> Json:
    """Return the asked fields that the node has, and always its id."""
    wanted = set(read_fields(fields)) or set(defaults)
    return {name: node[name] for name in node if name in wanted or name == "id"}
