"""Fetching from Bluesky: who answers, names or quotes us, our own threads, private messages.

Source: the lexicons `app.bsky.notification.listNotifications`, `app.bsky.feed.getPostThread`,
`chat.bsky.convo.getLog`. Bluesky calls nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from palabre.connectors.contract import Change
from palabre.connectors.cursors import read_cursor, write_cursor
from palabre.connectors.failures import ConnectorError
from palabre.connectors.networks.bluesky.incoming import (
    hiding,
    message_change,
    message_id,
    post_change,
    removal,
)
from palabre.connectors.networks.bluesky.records import Address
from palabre.connectors.networks.bluesky.server import Server
from palabre.connectors.reading import inner, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page, Source
from palabre.engine.vocabulary import Kind

PAGE = 100
POSTS_FOLLOWED = 20
MOST_FOLLOWED = 500
LOOKS_FOR_GONE = 10
DEPTH = 10
OVERLAP = timedelta(minutes=2)
"""How far behind the last notification we read again: some are written a little late."""
REASONS = ("reply", "mention", "quote")
NOTIFICATIONS, THREADS, TALKS = "notifications", "threads", "talks"
SOURCES = (
    Source(
        NOTIFICATIONS,
        every=timedelta(seconds=30),
        past=timedelta(days=30),
        costs=(("requests", 1),),
    ),
    Source(THREADS, every=timedelta(minutes=2), costs=(("requests", 20),)),
    Source(TALKS, every=timedelta(seconds=30), past=timedelta(days=30), costs=(("requests", 2),)),
)


async def poll(ask: Ask, server: Server) -> Page:
    """Return what is new of one of the sources."""
    if ask.source == NOTIFICATIONS:
        return await _poll_notifications(ask, server)
    if ask.source == THREADS:
        return await _poll_threads(ask, server)
    return await _poll_talks(ask, server.chat)


async def _poll_notifications(ask: Ask, server: Server) -> Page:
    """Walk back from the newest notification to the last one that was read.

    The cursor is the time of the newest one; while walking back, `known|newest|place`.
    """
    known, newest, place = [*ask.cursor.split("|"), "", ""][:3]
    query = {"limit": str(PAGE), "reasons": list(REASONS)} | ({"cursor": place} if place else {})
    told = await server.get("app.bsky.notification.listNotifications", query)
    found = objects(told.get("notifications"))
    since = instant_or_none(known) or ask.since
    fresh = [one for one in found if _indexed(one) >= since - OVERLAP]
    changes = [post_change(one) for one in fresh if one.get("reason") in REASONS]
    newest = newest or (text_of(found[0].get("indexedAt")) if found else "") or known
    place = text_of(told.get("cursor"))
    if found and place and len(fresh) == len(found):
        return Page(changes, f"{known}|{newest}|{place}", has_more=True)
    return Page(changes, newest)


def _indexed(notification: dict[str, Any]) -> datetime:
    """Return when a notification was made; one without a time counts as new."""
    return instant_or_none(notification.get("indexedAt")) or datetime.max.replace(
        tzinfo=instant_or_none(0).tzinfo  # type: ignore[union-attr]
    )


class Followed(msgspec.Struct):
    """What the last look at our threads showed: the answers, and those that were hidden."""

    seen: list[str] = []
    hidden: list[str] = []


async def _poll_threads(ask: Ask, server: Server) -> Page:
    """Read the answers under our latest posts: those that gave no notification, those that are
    gone, and what colleagues hid in Bluesky's own application. The cursor is what was seen.
    """
    before = read_cursor(ask.cursor, Followed)
    query = {"actor": server.account, "filter": "posts_no_replies", "limit": str(POSTS_FOLLOWED)}
    feed = objects((await server.get("app.bsky.feed.getAuthorFeed", query)).get("feed"))
    posts = [inner(one, "post") for one in feed if not inner(one, "reason")]
    talked = [text_of(one.get("uri")) for one in posts if one.get("replyCount")]
    threads = [await _thread(uri, server) for uri in talked]
    changes: list[Change] = []
    now = Followed()
    for uri, thread in zip(talked, threads, strict=True):
        answers = list(_answers(thread))
        changes += [post_change(one) for one in answers]
        now.seen += [text_of(one.get("uri")) for one in answers]
        hidden = hidden_in(inner(inner(inner(thread, "post"), "threadgate"), "record"))
        changes += _hidings(hidden, before, uri, ask.now)
        now.hidden += hidden
    changes += await _gone(before, now, ask.now, server)
    now = Followed(now.seen[-MOST_FOLLOWED:], now.hidden[-MOST_FOLLOWED:])
    return Page(changes, write_cursor(now))


def hidden_in(gate: dict[str, Any]) -> list[str]:
    """Return the answers that the record of a thread's gate hides."""
    found = gate.get("hiddenReplies")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _hidings(
    hidden: Sequence[str], before: Followed, surface: str, at: datetime
) -> Iterator[Change]:
    for uri in set(hidden) - set(before.hidden):
        yield hiding(uri, surface, at, hidden=True)
    shown = set(before.hidden) - set(hidden)
    for uri in shown & set(before.seen):
        yield hiding(uri, surface, at, hidden=False)


async def _thread(uri: str, server: Server) -> dict[str, Any]:
    query = {"uri": uri, "depth": str(DEPTH), "parentHeight": "0"}
    try:
        return inner(await server.get("app.bsky.feed.getPostThread", query), "thread")
    except ConnectorError as problem:
        if problem.reason == "gone":
            return {}
        raise


def _answers(thread: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the answers of a thread, parents before children."""
    waiting = objects(thread.get("replies"))
    while waiting:
        one = waiting.pop(0)
        if inner(one, "post"):
            yield inner(one, "post")
        waiting += objects(one.get("replies"))


async def _gone(before: Followed, now: Followed, at: datetime, server: Server) -> list[Change]:
    missing = [uri for uri in before.seen if uri not in set(now.seen)][:LOOKS_FOR_GONE]
    return [removal(uri, Kind.COMMENT, at) for uri in missing if await _is_gone(uri, server)]


async def _is_gone(uri: str, server: Server) -> bool:
    """Ask for the record itself: a post of somebody we blocked is only out of sight."""
    address = Address.read(uri)
    query = {"repo": address.repo, "collection": address.collection, "rkey": address.key}
    try:
        await server.get("com.atproto.repo.getRecord", query)
    except ConnectorError as problem:
        if problem.reason == "gone":
            return True
        raise
    return False


async def _poll_talks(ask: Ask, chat: Server) -> Page:
    """Follow the log of private messages; the first time, read the conversations themselves.

    The cursor is the revision that the log is read up to, which conversations bear as well.
    """
    if not ask.cursor:
        return await _read_talks(ask, chat)
    told = await chat.get("chat.bsky.convo.getLog", {"cursor": ask.cursor})
    logs, members = objects(told.get("logs")), Members(chat)
    changes: list[Change] = []
    for log in logs:
        changes += await _logged(log, members, ask.now)
    cursor = text_of(told.get("cursor")) or ask.cursor
    return Page(changes, cursor, has_more=bool(logs) and cursor != ask.cursor)


async def _logged(log: dict[str, Any], members: Members, now: datetime) -> list[Change]:
    kind, talk = text_of(log.get("$type")).rpartition("#")[2], text_of(log.get("convoId"))
    message = inner(log, "message")
    if kind == "logCreateMessage" and message:
        return [message_change(message, talk, await members.other(talk))]
    if kind == "logDeleteMessage" and message.get("id"):
        return [removal(message_id(talk, text_of(message["id"])), Kind.MESSAGE, now)]
    return []


async def _read_talks(ask: Ask, chat: Server) -> Page:
    """Read the latest messages of each conversation that was alive since the time asked."""
    told = await chat.get("chat.bsky.convo.listConvos", {"limit": str(PAGE)})
    talks = objects(told.get("convos"))
    alive = [one for one in talks if _last(one) >= ask.since]
    read = await asyncio.gather(*(_messages(one, chat) for one in alive))
    members = Members(chat)
    changes: list[Change] = []
    for talk, messages in zip(alive, read, strict=True):
        id = text_of(talk.get("id"))
        person = members.note(id, talk)
        for message in reversed(messages):
            if (instant_or_none(message.get("sentAt")) or ask.now) >= ask.since:
                changes.append(message_change(message, id, person))
    return Page(changes, max((text_of(one.get("rev")) for one in talks), default=""))


def _last(talk: dict[str, Any]) -> datetime:
    at = instant_or_none(inner(talk, "lastMessage").get("sentAt"))
    return at or datetime.min.replace(tzinfo=instant_or_none(0).tzinfo)  # type: ignore[union-attr]


async def _messages(talk: dict[str, Any], chat: Server) -> list[dict[str, Any]]:
    query = {"convoId": text_of(talk.get("id")), "limit": str(PAGE)}
    told = await chat.get("chat.bsky.convo.getMessages", query)
    return [one for one in objects(told.get("messages")) if "text" in one]


class Members:
    """Who is on the other side of conversations, each asked for once in a reading."""

    def __init__(self, chat: Server) -> None:
        """Begin with nobody."""
        self._chat = chat
        self._known: dict[str, dict[str, Any]] = {}

    def note(self, talk: str, view: dict[str, Any]) -> dict[str, Any]:
        """Keep and return the other side of a conversation that was told."""
        people = objects(view.get("members"))
        others = [one for one in people if one.get("did") != self._chat.account]
        self._known[talk] = others[0] if others else {}
        return self._known[talk]

    async def other(self, talk: str) -> dict[str, Any]:
        """Return the other side of a conversation; nobody when it is gone."""
        if talk not in self._known:
            try:
                told = await self._chat.get("chat.bsky.convo.getConvo", {"convoId": talk})
            except ConnectorError as problem:
                if problem.reason != "gone":
                    raise
                told = {}
            self.note(talk, inner(told, "convo"))
        return self._known[talk]
