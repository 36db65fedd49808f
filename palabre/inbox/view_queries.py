"""What each view of the list holds, and how many: in SQL, over a thread `t`."""

from __future__ import annotations

AWAKE = "(t.snoozed_until is null or t.snoozed_until <= now())"
"""A snoozed conversation comes back by itself at its time, the transaction's own moment."""
UNDER_WAY = """o.workspace_id = %(workspace)s
    and o.state in ('waiting', 'unknown', 'sending', 'sign_in')"""
"""Acts that the network has not answered yet; a partial index holds them."""
VIEWS: dict[str, str] = {
    "all": "true",
    "open": f"t.is_open and {AWAKE}",
    "answer": f"t.is_open and t.needs_answer and {AWAKE}",
    "review": "t.needs_review",
    "hidden": "t.has_hidden",
    "closed": "not t.is_open",
    "unassigned": f"t.is_open and t.assignee is null and {AWAKE}",
    "snoozed": "t.is_open and t.snoozed_until > now()",
    "network": f"t.id = any(select o.thread_id from channels_outboxact o where {UNDER_WAY})",
}
MINE = f"t.is_open and t.assignee = %(member)s and {AWAKE}"
"""The view of one member's own conversations: the same for whoever asks."""
SPOKEN_TO = """i.workspace_id = %(workspace)s and i.member = %(member)s and i.read_at is null"""
MENTIONED = f"""t.id = any(select n.thread_id from inbox_mention i
    join inbox_note n on n.workspace_id = i.workspace_id and n.id = i.note_id where {SPOKEN_TO})"""
"""The view of the conversations where a note speaks to a member who has not seen it."""
OWN_VIEWS: dict[str, str] = {"mine": MINE, "mentions": MENTIONED}
"""Views that depend on who asks."""
VIEW_NAMES = (*VIEWS, *OWN_VIEWS)
OWN_COUNT = f"""
    select 'mine', count(*) from inbox_thread t
    where t.workspace_id = %(workspace)s and {MINE}
"""
MENTIONS_COUNT = f"""
    select 'mentions', count(distinct n.thread_id) from inbox_mention i
    join inbox_note n on n.workspace_id = i.workspace_id and n.id = i.note_id where {SPOKEN_TO}
"""
ASLEEP_COUNT = f"""
    select 'asleep ' || v.name, count(*) from inbox_thread t
    cross join lateral (values ('open', true), ('answer', t.needs_answer),
        ('unassigned', t.assignee is null)) v (name, holds)
    where t.workspace_id = %(workspace)s and {VIEWS["snoozed"]} and v.holds group by v.name
"""
NETWORK_COUNT = f"""
    select 'network', count(distinct o.thread_id) from channels_outboxact o where {UNDER_WAY}
"""
