"""Messages before the engine: what is stored and understood of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from palabre.engine.vocabulary import Author, Kind, Message, Signals
from palabre.inbox.queries import fetch
from palabre.inbox.understanding.store import FIELDS, read_row

LOAD = f"""
    select m.id, m.text, m.kind, m.thread_id, m.sent_at, m.account_id, m.external_id, m.state,
        m.verdict, a.network, a.key as account_key, coalesce(i.external_id, '') as author_id,
        coalesce(i.name, '') as author_name, i.member_since, m.identity_id, m.is_hidden,
        d.because, d.charter,
        s.kind as channel, s.external_id as surface, m.surface_id,
        coalesce(u.skeleton, '') as skeleton, {FIELDS}
    from inbox_message m
    join channels_account a on a.workspace_id = m.workspace_id and a.id = m.account_id
    join inbox_surface s on s.workspace_id = m.workspace_id and s.id = m.surface_id
    left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
    left join moderation_decision d on d.workspace_id = m.workspace_id and d.id = m.decision_id
    left join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
    where m.workspace_id = %(workspace)s and m.id = any(%(messages)s::bigint[])
        and m.direction = 'in' and m.is_complete and m.reviewed_at is null
    order by m.id
"""
LOCK = " for update of m"


@dataclass(frozen=True, slots=True)
class Case:
    """A message before the engine, with what is understood and stored of it."""

    message: Message
    signals: Signals
    id: int
    thread: int
    place: int
    """The row of the post, the live or the inbox; `surface` is the network's name for it."""
    skeleton: str
    account: int
    network: str
    external_id: str
    surface: str
    identity: int | None
    is_hidden: bool
    is_deleted: bool
    verdict: str
    because: Any
    charter: str


def load_cases(workspace: int, messages: Iterable[int], *, lock: bool = True) -> list[Case]:
    """Return the messages to decide on: people's, whole, and not a person's call already.

    Deleted ones are decided on too, so that the order of deliveries changes nothing. Without
    `lock` they are for reading alone."""
    values = {"workspace": workspace, "messages": list(messages)}
    return [_case(row) for row in fetch(LOAD + (LOCK if lock else ""), values)]


def _case(row: Mapping[str, Any]) -> Case:
    because = row["because"]
    message = Message(
        id=row["external_id"],
        text=row["text"],
        author=Author(row["author_id"], row["author_name"], row["member_since"]),
        kind=Kind(row["kind"]),
        network=row["network"],
        thread=str(row["thread_id"]),
        sent_at=row["sent_at"],
        channel=row["channel"],
        account=row["account_key"],
    )
    return Case(
        message=message,
        signals=read_row(row, row["text"]),
        id=row["id"],
        thread=row["thread_id"],
        place=row["surface_id"],
        skeleton=row["skeleton"],
        account=row["account_id"],
        network=row["network"],
        external_id=row["external_id"],
        surface=row["surface"],
        identity=row["identity_id"],
        is_hidden=row["is_hidden"],
        is_deleted=row["state"] == "deleted",
        verdict=row["verdict"],
        because=json.loads(because) if isinstance(because, str) else because,
        charter=row["charter"] or "",
    )
