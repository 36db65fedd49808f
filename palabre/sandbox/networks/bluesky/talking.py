"""Private messages of Bluesky's twin: conversations, the log, sending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from palabre.sandbox import brand
from palabre.sandbox.door import Answering, Knock
from palabre.sandbox.facts import Author, Deed, Outgoing
from palabre.sandbox.networks.bluesky import entities
from palabre.sandbox.networks.bluesky.entities import PLC
from palabre.sandbox.networks.bluesky.reading import find_person, limit_of, profile, refusal
from palabre.sandbox.world import Conversation, Message

Json = dict[str, Any]
MOST_LETTERS = 1000


def _talks(knock: Knock) -> list[Conversation]:
    found = [
        talk for (key, _), talk in knock.square.world.conversations.items()
        if key == knock.account.key
    ]  # fmt: skip
    return sorted(found, key=lambda talk: talk.messages[-1].number, reverse=True)


def _view(knock: Knock, author: Author) -> Json:
    talk = knock.square.world.conversations.get((knock.account.key, author.id))
    return entities.view_of_talk(knock.account, author, talk)


def _author_of(knock: Knock) -> Author:
    """Return the person of the conversation that is asked for."""
    return find_person(knock, knock.text("convoId").removeprefix("talk"))


def _member(knock: Knock) -> Author:
    members = [one for one in knock.request.query_params.getlist("members")
               if one != knock.account.page_id]  # fmt: skip
    if not members:
        raise refusal("InvalidRequest", "Params must have the property members")
    return find_person(knock, members[0])


def talks(knock: Knock) -> Json:
    """Return the conversations, the latest first."""
    found = _talks(knock)[: limit_of(knock)]
    return {"convos": [_view(knock, talk.person) for talk in found]}


def talk(knock: Knock) -> Json:
    """Return one conversation."""
    return {"convo": _view(knock, _author_of(knock))}


def talk_with(knock: Knock) -> Json:
    """Return the conversation with a person, begun by asking."""
    return {"convo": _view(knock, _member(knock))}


def availability(knock: Knock) -> Json:
    """Say whether a person may be written to: not one whom the brand blocked."""
    author = _member(knock)
    knock.content["actor"] = PLC + author.id
    can_chat = "blocking" not in profile(knock)["viewer"]
    is_begun = (knock.account.key, author.id) in knock.square.world.conversations
    return {"canChat": can_chat} | ({"convo": _view(knock, author)} if is_begun else {})


def messages(knock: Knock) -> Json:
    """Return the messages of a conversation, the latest first."""
    author = _author_of(knock)
    found = knock.square.world.conversations.get((knock.account.key, author.id))
    if found is None:
        return {"messages": []}
    page = list(reversed(found.messages))[: limit_of(knock)]
    return {"messages": [entities.view_of_message(knock.account, found, one) for one in page]}


def log(knock: Knock) -> Json:
    """Return what was written after a revision, the oldest first."""
    after = knock.text("cursor")
    found = sorted(_after(knock, after), key=lambda one: one[1].number)[: limit_of(knock)]
    logs = [
        {
            "$type": "chat.bsky.convo.defs#logCreateMessage",
            "rev": entities.revision(message.number),
            "convoId": entities.talk_id(talk.person),
            "message": entities.view_of_message(knock.account, talk, message),
        }
        for talk, message in found
    ]
    return {"logs": logs, "cursor": logs[-1]["rev"] if logs else after}


def _after(knock: Knock, revision: str) -> Iterator[tuple[Conversation, Message]]:
    for one in _talks(knock):
        for message in one.messages:
            if entities.revision(message.number) > revision:
                yield one, message


def accept(knock: Knock) -> Json:
    """Accept a conversation that somebody asked for."""
    return {"convoId": knock.text("convoId")}


def send(knock: Knock) -> Json:
    """Write to a person."""
    told = knock.content.get("message")
    text = str(told.get("text", "")) if isinstance(told, dict) else ""
    if not text or len(text) > MOST_LETTERS:
        raise refusal("InvalidRequest", "Input/message/text must be 1 to 1000 graphemes long")
    author = _author_of(knock)
    sent = brand.send_message(
        knock.square, knock.account, author, Outgoing(text), comment=None, now=knock.now
    )
    deed = Deed("message", author.id, sent.id, text)
    brand.note(knock.square, knock.account, deed, now=knock.now)
    found = knock.square.world.conversations[knock.account.key, author.id]
    return entities.view_of_message(knock.account, found, found.messages[-1])


TABLE: tuple[tuple[str, str, Answering], ...] = (
    ("GET", "chat.bsky.convo.listConvos", talks),
    ("GET", "chat.bsky.convo.getConvo", talk),
    ("GET", "chat.bsky.convo.getConvoForMembers", talk_with),
    ("GET", "chat.bsky.convo.getConvoAvailability", availability),
    ("GET", "chat.bsky.convo.getMessages", messages),
    ("GET", "chat.bsky.convo.getLog", log),
    ("POST", "chat.bsky.convo.acceptConvo", accept),
    ("POST", "chat.bsky.convo.sendMessage", send),
)
