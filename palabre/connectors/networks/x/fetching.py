"""Fetching from X what its webhook may have missed: mentions and private messages.

Source: X's reference of `GET /2/users/{id}/mentions` and `GET /2/dm_events`. Both tell the latest
first, a page at a time. The cursor is the id of the latest that was read; while walking back to it,
`<where to stop> <the latest> <token of the next page>`, `-` for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from palabre.connectors.contract import Credentials
from palabre.connectors.networks.x.client import call
from palabre.connectors.networks.x.incoming import FETCHED, fetched
from palabre.connectors.networks.x.limits import MENTIONS_READ, MESSAGES_READ
from palabre.connectors.reading import inner, instant_or_none, objects, text_of
from palabre.connectors.sources import Ask, Page, Source

MENTIONS, MESSAGES = "mentions", "messages"
SOURCES = (
    Source(
        MENTIONS,
        every=timedelta(minutes=10),
        past=timedelta(days=30),
        costs=((MENTIONS_READ.name, 1),),
    ),
    Source(
        MESSAGES,
        every=timedelta(minutes=10),
        past=timedelta(days=30),
        costs=((MESSAGES_READ.name, 1),),
    ),
)
POST_FIELDS = (
    "author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,entities,"
    "in_reply_to_user_id,note_tweet,public_metrics,referenced_tweets"
)
PERSON_FIELDS = "created_at,id,name"
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a reading has come: it goes back from `latest` to `stop`, page by page."""

    stop: str = ""
    latest: str = ""
    token: str = ""

    @classmethod
    def read(cls, cursor: str) -> Walk:
        """Understand a cursor."""
        parts = ["" if one == NOTHING else one for one in cursor.split(" ")]
        return cls(*parts) if len(parts) == 3 else cls(stop=cursor)

    def write(self) -> str:
        """Return it as a cursor."""
        return " ".join(one or NOTHING for one in (self.stop, self.latest, self.token))


async def poll(ask: Ask, credentials: Credentials, client: httpx.AsyncClient) -> Page:
    """Return one page of what came since the cursor."""
    walk = Walk.read(ask.cursor)
    told = await _ask(ask, walk, credentials, client)
    found = objects(told.get("data"))
    fresh = [one for one in found if _is_fresh(one, walk, ask)]
    kind = FETCHED if ask.source == MESSAGES else "post.mention.create"
    changes = [fetched(kind, one, inner(told, "includes")) for one in reversed(fresh)]
    latest = max([walk.latest, *(text_of(one.get("id")) for one in fresh)], key=_in_order)
    token = text_of(inner(told, "meta").get("next_token"))
    if token and found and len(fresh) == len(found):
        return Page(changes, Walk(walk.stop, latest, token).write(), has_more=True)
    return Page(changes, latest or walk.stop)


async def _ask(
    ask: Ask, walk: Walk, credentials: Credentials, client: httpx.AsyncClient
) -> dict[str, Any]:
    query = {"max_results": "100"} | ({"pagination_token": walk.token} if walk.token else {})
    if ask.source == MESSAGES:
        query |= {
            "dm_event.fields": "id,text,event_type,dm_conversation_id,created_at,sender_id",
            "event_types": "MessageCreate",
            "expansions": "sender_id",
            "user.fields": PERSON_FIELDS,
        }
        return await call(
            client, "GET", "/2/dm_events", credentials, query, counted=(MESSAGES_READ,)
        )
    query |= {"tweet.fields": POST_FIELDS, "expansions": "author_id", "user.fields": PERSON_FIELDS}
    query |= {"since_id": walk.stop} if walk.stop else {"start_time": stamp(ask)}
    path = f"/2/users/{quote(credentials.external_id, '')}/mentions"
    return await call(client, "GET", path, credentials, query, counted=(MENTIONS_READ,))


def stamp(ask: Ask) -> str:
    """Return the time to begin at, as X wants it: whole seconds, in UTC."""
    return ask.since.strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_fresh(one: dict[str, Any], walk: Walk, ask: Ask) -> bool:
    """Say whether something was not read yet; private messages cannot be asked for since one."""
    if walk.stop:
        return _in_order(text_of(one.get("id"))) > _in_order(walk.stop)
    at = instant_or_none(one.get("created_at"))
    return at is None or at >= ask.since


def _in_order(id: str) -> tuple[int, str]:
    """Ids are numbers as text: the longer one is later."""
    return len(id), id
