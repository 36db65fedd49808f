"""What a thread shows in lists, recomputed from its messages, so that it never drifts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from palabre.inbox.events import AnswersNeeded
from palabre.plumbing import events, stream
from palabre.plumbing.turns import take_turn

REFRESH = """
    update inbox_thread t set
        messages = a.messages, last_at = a.last_at, last_inbound_at = a.last_inbound_at,
        last_text = left(a.last_text, 200), last_author = a.last_author,
        is_open = (t.closed_at is null or coalesce(a.last_inbound_at > t.closed_at, false)),
        snoozed_until = case when coalesce(a.last_inbound_at > coalesce(t.last_inbound_at,
            '-infinity'), false) then null else t.snoozed_until end,
        needs_answer = a.needs_answer and not exists (select 1 from channels_outboxact o
            where o.workspace_id = t.workspace_id and o.thread_id = t.id
                and o.verb in ('reply', 'private_reply', 'message')
                and o.state in ('waiting', 'sending', 'unknown', 'sign_in')
                and o.created_at >= a.last_received_at),
        needs_review = a.needs_review, has_hidden = a.has_hidden,
        risks = array(select distinct unnest(string_to_array(a.risks, ',')) order by 1),
        is_urgent = a.is_urgent, lang = coalesce(l.lang, ''), mood = coalesce(l.mood, ''),
        intent = coalesce(l.intent, ''), own_intent = coalesce(l.own_intent, ''),
        person_id = case when t.kind = 'message' then coalesce(t.person_id, a.person_id)
            else coalesce(a.person_id, t.person_id) end
    from (
        select m.thread_id, count(*) as messages, max(m.sent_at) as last_at,
            max(m.sent_at) filter (where m.direction = 'in') as last_inbound_at,
            max(m.received_at) filter (where m.direction = 'in') as last_received_at,
            (array_agg(m.text order by (m.state = 'deleted'), m.sent_at desc, m.id desc))[1]
                as last_text,
            coalesce((array_agg(i.name order by (m.state = 'deleted'), m.sent_at desc, m.id desc)
                )[1], '') as last_author,
            coalesce((array_agg(m.direction = 'in' and m.state = 'visible'
                order by (m.state <> 'visible'), m.sent_at desc, m.id desc))[1], false)
                as needs_answer,
            bool_or(m.verdict in ('review', 'hold') and m.reviewed_at is null
                and m.state <> 'deleted') as needs_review,
            bool_or(m.state in ('hidden', 'held')) as has_hidden,
            (array_agg(i.person_id order by m.sent_at, m.id)
                filter (where m.direction = 'in'))[1] as person_id,
            string_agg(array_to_string(u.risks, ','), ',')
                filter (where u.risks <> '{}' and m.state <> 'deleted') as risks,
            coalesce(max(m.sent_at) filter (where u.urgency >= 0.5 and m.state <> 'deleted')
                > coalesce(max(m.sent_at) filter (where m.direction = 'out'), '-infinity'), false)
                as is_urgent,
            (array_agg(u.id order by (m.state = 'deleted'), m.sent_at desc, m.id desc)
                filter (where u.mood <> ''))[1] as understood
        from inbox_message m
        left join people_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
        left join inbox_understanding u on u.workspace_id = m.workspace_id and u.message_id = m.id
        where m.workspace_id = %s and m.thread_id = any(%s::bigint[])
        group by m.thread_id
    ) a
    left join inbox_understanding l on l.workspace_id = %s and l.id = a.understood,
    inbox_thread before
    where t.workspace_id = %s and t.id = a.thread_id
        and before.workspace_id = t.workspace_id and before.id = t.id
    returning t.id, now(), t.assignee is null and t.is_open and t.needs_answer
        and coalesce(t.snoozed_until <= now(), true)
        and (not before.is_open or not before.needs_answer
            or t.last_inbound_at > coalesce(before.last_inbound_at, '-infinity'))
"""
EMPTY = """
    delete from inbox_thread t where t.workspace_id = %s and t.id = any(%s::bigint[])
    and not exists (select 1 from inbox_message m
        where m.workspace_id = t.workspace_id and m.thread_id = t.id)
    and not exists (select 1 from inbox_note n
        where n.workspace_id = t.workspace_id and n.thread_id = t.id)
"""


def refresh_threads(workspace: int, threads: Iterable[int], *, is_quiet: bool = False) -> None:
    """Recompute what these threads show, and tell the open pages; quietly when nothing is new."""
    ids = sorted({thread for thread in threads if thread})
    if not ids:
        return
    take_turn(workspace)
    with connection.cursor() as cursor:
        cursor.execute(REFRESH, [workspace, ids, workspace, workspace])
        found = [(thread, now) for thread, now, needs in cursor.fetchall() if needs]
        cursor.execute(EMPTY, [workspace, ids])
    if found:
        events.announce(AnswersNeeded(workspace, sorted(one for one, _ in found), found[0][1]))
    stream.tell(workspace, ids, is_quiet=is_quiet)
