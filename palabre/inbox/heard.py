"""What a member said of the charter's decisions, as the conversation shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from palabre.inbox.queries import fetch
from palabre.workspaces.rights import Right

QUERY = """
    select distinct on (message_id) message_id, what from moderation_feedback
    where workspace_id = %(workspace)s and message_id = any(%(messages)s::bigint[]) and by = %(by)s
    order by message_id, id desc
"""


def heard_from(workspace: int, messages: Sequence[int], *, by: str) -> Mapping[int, str]:
    """Return what a member said of the decisions on messages, the latest of each."""
    rows = fetch(QUERY, {"workspace": workspace, "messages": list(messages), "by": by})
    return {row["message_id"]: row["what"] for row in rows}


def list_faults(row: Mapping[str, Any], rights: Collection[Right]) -> frozenset[str]:
    """Return what a member may say is wrong with what the charter decided on a message."""
    is_charters = (row["decided_by"] or "").startswith("charter:")
    if not is_charters or Right.MODERATE not in rights or row["direction"] != "in":
        return frozenset()
    faults = {
        "should_show": row["verdict"] not in {"", "allow"},
        "should_hide": row["state"] == "visible",
        "wrong_reason": bool(row["because"]),
    }
    return frozenset(fault for fault, holds in faults.items() if holds)
