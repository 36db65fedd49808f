"""Whose a conversation is: it follows its first writer's identity, or the private one's."""

from __future__ import annotations

from typing import Any

from django.db import connection

from palabre.inbox.refresh import refresh_threads
from palabre.people.events import IdentitiesMoved

PRIVATE = """
    update inbox_thread t set person_id = i.person_id
    from people_identity i
    where i.workspace_id = %(workspace)s and i.id = any(%(identities)s::bigint[])
        and t.workspace_id = i.workspace_id and t.account_id = i.account_id
        and t.key = 'person:' || i.external_id and t.kind = 'message'
    returning t.id
"""
PUBLIC = """
    select distinct m.thread_id from inbox_message m
    where m.workspace_id = %(workspace)s and m.identity_id = any(%(identities)s::bigint[])
"""


def follow_identities(moved: IdentitiesMoved) -> None:
    """Give conversations the person that their identities have now."""
    values: dict[str, Any] = {"workspace": moved.workspace, "identities": list(moved.identities)}
    with connection.cursor() as cursor:
        cursor.execute(PRIVATE, values)
        threads = {thread for (thread,) in cursor.fetchall()}
        cursor.execute(PUBLIC, values)
        threads |= {thread for (thread,) in cursor.fetchall()}
    refresh_threads(moved.workspace, threads)
