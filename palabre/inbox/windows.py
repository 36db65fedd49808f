"""Whether a person may be written to now: what is known of them, for the network's rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from palabre.connectors.registry import CONNECTORS
from palabre.connectors.writing import Permission, Situation, may_write
from palabre.engine.vocabulary import Verb

KNOWN = """
    with theirs as (
        select max(sent_at) as at from inbox_message
        where workspace_id = %(workspace)s and account_id = %(account)s
            and identity_id = (select m.identity_id from inbox_message m
                where m.workspace_id = %(workspace)s and m.id = %(message)s)
            and kind = 'message' and direction = 'in'
    )
    select theirs.at, (
        select count(*) from channels_outboxact o
        where o.workspace_id = %(workspace)s and o.account_id = %(account)s
            and o.target ->> 'person' = %(person)s and o.verb in ('message', 'private_reply')
            and o.state not in ('refused', 'cancelled')
            and o.created_at > coalesce(theirs.at, '-infinity')
    ), exists (
        select 1 from channels_outboxact o
        where o.workspace_id = %(workspace)s and o.message_id = %(message)s
            and o.verb = 'private_reply' and o.state not in ('refused', 'cancelled')
    ) from theirs
"""


def permission_to_write(
    workspace: int, message: dict[str, Any], verb: Verb, *, by: str, now: datetime
) -> Permission:
    """Say whether the network's rules let us write to the message's author now."""
    values = {
        "workspace": workspace,
        "account": message["account_id"],
        "person": message["author_external_id"] or "",
        "message": message["id"],
    }
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, values)
        person_at, ours_since, answered = cursor.fetchone()
    situation = Situation(
        now=now,
        message_at=message["sent_at"],
        person_at=person_at,
        ours_since=ours_since,
        answered=answered,
        by_person=by.startswith("member:"),
    )
    return may_write(verb, CONNECTORS[message["network"]].writing, situation)
