"""Conversations that newly need an answer find somebody, as the client wants it.

One question and one write for a whole batch, in the transaction that brought it. What somebody
has is never given to another; asked twice, nothing more happens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from palabre.engine.distribution import Candidate, Gift, Mode, Waiting, give_out
from palabre.inbox.events import AnswersNeeded
from palabre.people.languages import detect_language
from palabre.people.queries import HEARD
from palabre.plumbing import stream
from palabre.plumbing.turns import take_turn
from palabre.workspaces.audit import Entry, write_audit
from palabre.workspaces.models import Workspace
from palabre.workspaces.rights import RIGHTS, Right

ANSWERERS = sorted(kind for kind, rights in RIGHTS.items() if Right.ANSWER in rights)
THREADS_LOOKED_AT = 20
"""In how many of a person's latest conversations their last answer is looked for."""
SITUATION = """
    select d.mode, (
        select coalesce(max(s.number), 0) from inbox_share s where s.workspace_id = d.workspace_id
    ), (
        select coalesce(json_agg(json_build_object('member', m.id, 'last', coalesce(s.number, 0),
            'load', case when d.mode = 'least_loaded' then (
                select count(*) from inbox_thread t where t.workspace_id = d.workspace_id
                    and t.assignee = m.id and t.is_open) else 0 end,
            'languages', case when d.by_language then array(
                select distinct unnest(g.languages) from workspaces_teammember b
                join workspaces_team g on g.workspace_id = b.workspace_id and g.id = b.team_id
                where b.workspace_id = d.workspace_id and b.member = m.id) else '{}' end
            ) order by m.id), '[]')
        from workspaces_workspace w
        join workspaces_member m on m.organisation_id = w.organisation_id and m.is_active
            and m.away_since is null and m.first_password_at is null
        left join inbox_share s on s.workspace_id = d.workspace_id and s.member = m.id
        where w.id = d.workspace_id
            and exists (select 1 from workspaces_role r where r.member_id = m.id
                and (r.workspace_id is null or r.workspace_id = w.id) and r.kind = any(%(kinds)s))
            and (d.team_id is null or exists (select 1 from workspaces_teammember b
                where b.workspace_id = d.workspace_id and b.team_id = d.team_id
                and b.member = m.id))
    )::text, (
        select coalesce(json_agg(json_build_object('thread', t.id,
            'answered_by', coalesce(o.member, 0), 'chosen', coalesce(p.language, ''),
            'texts', case when d.by_language and p.language is null then
                array(select x.text from people_identity i cross join lateral (
                    select x.text, x.sent_at from inbox_message x
                    where x.workspace_id = i.workspace_id and x.identity_id = i.id
                        and x.direction = 'in' order by x.sent_at desc, x.id desc limit %(heard)s
                ) x where i.workspace_id = t.workspace_id and i.person_id = t.person_id
                order by x.sent_at desc limit %(heard)s) else '{}' end
            ) order by t.last_inbound_at, t.id), '[]')
        from inbox_thread t
        left join lateral (
            select p.language from people_person p where p.workspace_id = t.workspace_id
                and (p.id = t.person_id or p.merged_into_id = t.person_id) and p.language <> ''
            order by p.id <> t.person_id, p.id limit 1
        ) p on true
        left join lateral (
            select substr(o.actor, 8)::bigint as member from (
                select e.id from inbox_thread e where e.workspace_id = t.workspace_id
                    and e.person_id = t.person_id
                order by e.last_at desc, e.id desc limit %(looked)s
            ) e
            join channels_outboxact o on o.workspace_id = t.workspace_id and o.thread_id = e.id
            where o.actor ~ '^member:[0-9]{1,18}$' and o.state not in ('cancelled', 'refused')
                and o.verb in ('reply', 'private_reply', 'message')
            order by o.id desc limit 1
        ) o on true
        where t.workspace_id = d.workspace_id and t.id = any(%(threads)s::bigint[])
            and t.assignee is null and t.is_open and t.needs_answer
    )::text
    from workspaces_distribution d where d.workspace_id = %(workspace)s and d.mode <> 'off'
"""
GIVE = """
    with given as (
        select * from unnest(%(threads)s::bigint[], %(members)s::bigint[], %(numbers)s::bigint[])
            u (thread, member, number)
    ), kept as (
        insert into inbox_share as s (workspace_id, member, number)
        select %(workspace)s, g.member, max(g.number) from given g
        group by g.member order by g.member
        on conflict (workspace_id, member) do update set number = excluded.number
    )
    update inbox_thread t set assignee = g.member, assigned_at = %(now)s
    from given g
    where t.workspace_id = %(workspace)s and t.id = g.thread and t.assignee is null
"""


def distribute(fact: AnswersNeeded) -> None:
    """Give these conversations to those who are there, when the client wants that."""
    take_turn(fact.workspace)
    found = _ask(fact.workspace, fact.threads)
    if found is None:
        return
    mode, latest, candidates, waiting = found
    gifts = give_out(waiting, candidates, mode, latest=latest)
    if gifts:
        _give(fact.workspace, gifts, fact.now)
        write_audit(fact.workspace, [_entry(gift, mode) for gift in gifts], now=fact.now)
        stream.tell(fact.workspace, [gift.thread for gift in gifts])


def count_loads(workspace: Workspace, members: Iterable[int]) -> Mapping[int, int]:
    """Return how many open conversations each of these members has."""
    loads = dict.fromkeys(members, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select assignee, count(*) from inbox_thread where workspace_id = %s and is_open "
            "and assignee = any(%s::bigint[]) group by assignee",
            [workspace.pk, list(loads)],
        )
        return loads | dict(cursor.fetchall())


def _ask(
    workspace: int, threads: Sequence[int]
) -> tuple[Mode, int, Sequence[Candidate], Sequence[Waiting]] | None:
    values: dict[str, Any] = {
        "workspace": workspace,
        "threads": list(threads),
        "kinds": ANSWERERS,
        "heard": HEARD,
        "looked": THREADS_LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(SITUATION, values)
        row = cursor.fetchone()
    if row is None:
        return None
    mode, latest, candidates, waiting = row
    return (
        Mode(mode),
        latest,
        [
            Candidate(one["member"], one["load"], one["last"], frozenset(one["languages"]))
            for one in json.loads(candidates)
        ],
        [Waiting(one["thread"], _language(one), one["answered_by"]) for one in json.loads(waiting)],
    )


def _language(one: Mapping[str, Any]) -> str:
    return str(one["chosen"]) or detect_language(one["texts"])


def _give(workspace: int, gifts: Sequence[Gift], now: datetime) -> None:
    values: dict[str, Any] = {
        "workspace": workspace,
        "threads": [gift.thread for gift in gifts],
        "members": [gift.member for gift in gifts],
        "numbers": [gift.number for gift in gifts],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE, values)


def _entry(gift: Gift, mode: Mode) -> Entry:
    detail = {"member": gift.member, "because": str(gift.because)}
    return Entry(f"distribution:{mode.value}", "assign", f"thread:{gift.thread}", detail)
