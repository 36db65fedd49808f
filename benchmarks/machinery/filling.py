"""Fills one workspace with invented conversations: by COPY and set-based SQL, as the owner.

Foreign keys are not checked while it runs (the rows are right by construction); what threads
show is then computed by the program's own refresh, and counters are kept by its triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Thread as Runner
from typing import Any

import psycopg

from benchmarks.machinery.crowd import POSTS, Crowd, Size, Thread, Written
from benchmarks.machinery.report import say

NETWORKS = ("instagram", "facebook", "facebook", "instagram", "generic")
MESSAGE_COLUMNS = (
    "id, workspace_id, account_id, thread_id, surface_id, identity_id, kind, direction, "
    "external_id, parent_external_id, text, text_rank, text_at, sent_at, received_at, "
    "is_complete, is_hidden, hidden_at, is_liked, state, verdict, decision_id, reviewed_at"
)
THREAD_COLUMNS = (
    "id, workspace_id, account_id, surface_id, key, kind, closed_at, is_open, needs_answer, "
    "needs_review, has_hidden, messages, last_at, last_text, last_author"
)
DERIVED = {
    "revisions": """
        insert into inbox_revision (workspace_id, message_id, rank, at, text)
        select workspace_id, id, 0, sent_at, text from inbox_message where workspace_id = %(w)s
    """,
    "decisions": """
        insert into moderation_decision
            (id, workspace_id, message_id, verdict, because, charter, by, at)
        overriding system value
        select decision_id, workspace_id, id, verdict, case when verdict = 'allow' then '[]' else
            '[{"rule": "Gros mots", "text": "Gros mots", "texts": {}, "policy": "", '
            '"spans": [[0, 4]], "shadow": false}]' end::jsonb,
            'invented', 'charter:invented', received_at
        from inbox_message where workspace_id = %(w)s and decision_id is not null
    """,
    "acts": """
        insert into channels_outboxact (workspace_id, account_id, message_id, thread_id, verb, text,
            target, key, state, reason, detail, due_at, tries, looks, external_id, actor,
            created_at, sent_at, done_at)
        select workspace_id, account_id, case when is_hidden then id end, thread_id,
            case when is_hidden then 'hide' else 'reply' end,
            case when is_hidden then '' else text end, jsonb_build_object('comment', external_id),
            'invented:' || id, 'done', '', '', sent_at, 1, 0,
            case when is_hidden then '' else external_id end,
            case when is_hidden then 'charter:invented' else 'member:1' end,
            sent_at, sent_at, sent_at
        from inbox_message where workspace_id = %(w)s and (is_hidden or direction = 'out')
        order by id
    """,
    "ledger": """
        insert into channels_ledgerentry
            (workspace_id, account_id, key, body, state, reason, received_at, applied_at)
        select workspace_id, account_id, substring(sha256(body) for 16), body, 1, '', received_at,
            received_at + interval '40 ms'
        from (
            select m.*, convert_to(
                '{"object":"page","entry":[{"id":"' || account_id || '","time":'
                || extract(epoch from sent_at)::bigint || ',"changes":[{"field":"feed","value":'
                || json_build_object('item', 'comment', 'verb', 'add', 'comment_id', external_id,
                    'message', text, 'from', json_build_object('id', identity_id))::text
                || '}]}]}', 'UTF8') as body
            from inbox_message m where workspace_id = %(w)s order by id
        ) m
    """,
}
SEARCH = """
    insert into inbox_search (workspace_id, message_id, document)
    select workspace_id, id, palabre_document(text) from inbox_message
    where workspace_id = %s and id %% 2 = %s
"""
REFRESHED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """The workspace that was filled."""

    workspace: int
    member: int
    accounts: Sequence[int]


def make_client(name: str) -> Filled:
    """Open a workspace with its accounts, by the program's own verbs; Django must be ready."""
    from palabre.channels.actions import NewAccount, connect_account
    from palabre.plumbing import clock
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.actions import open_workspace
    from palabre.workspaces.models import Member

    member = Member.objects.order_by("id").get()
    room = open_workspace(
        organisation=member.organisation, name=name, language="fr", now=clock.now()
    )
    secrets = {"app_secret": "sesame", "verify_token": "open", "access_token": "token"}
    accounts = []
    with workspace_scope([room.pk]):
        for number, network in enumerate(NETWORKS, start=1):
            page = f"77{number}"
            new = NewAccount(network, f"{name} {number}", page, secrets)
            made = connect_account(workspace=room.pk, new=new, by="benchmark", now=clock.now())
            accounts.append(made.pk)
    return Filled(room.pk, member.pk, accounts)


def fill(database: str, filled: Filled, size: Size) -> None:
    """Write people, surfaces, threads, messages and all that follows from them."""
    crowd = Crowd(size, accounts=len(filled.accounts))
    threads = crowd.list_threads()
    with psycopg.connect(database) as owner:
        owner.execute("set session_replication_role = replica")
        indexed = owner.execute(
            "select indexdef from pg_indexes where indexname = 'inbox_search_words'"
        ).fetchone()
        owner.execute("drop index inbox_search_words")
        say("people and surfaces")
        _copy(owner, "people_person (id, workspace_id, name, language, first_seen_at)",
              ((n, filled.workspace, f"Personne {n}", "", size.now)
               for n in range(1, size.people + 1)))  # fmt: skip
        _copy(owner, "people_identity (id, workspace_id, person_id, home_id, account_id, network, "
              "external_id, name)", _identities(filled, size))  # fmt: skip
        _copy(owner, "inbox_surface (id, workspace_id, account_id, kind, external_id, text, "
              "address)", _surfaces(filled))  # fmt: skip
        say(f"{size.messages:,} messages")
        _copy(owner, f"inbox_message ({MESSAGE_COLUMNS})",
              _messages(filled, size, crowd.write(threads)))  # fmt: skip
        owner.execute("set session_replication_role = origin")
        _copy(owner, f"inbox_thread ({THREAD_COLUMNS})", _threads(filled, size, threads))
        owner.execute("set session_replication_role = replica")
        for name, statement in DERIVED.items():
            say(name)
            owner.execute(statement, {"w": filled.workspace})
        owner.execute(
            "insert into channels_ledgercount (workspace_id, applied) values (%s, %s)",
            [filled.workspace, size.messages],
        )
        for table in ("people_person", "people_identity", "inbox_surface", "inbox_thread",
                      "inbox_message", "moderation_decision"):  # fmt: skip
            owner.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(select max(id) from {table}))"
            )
    _index_words(database, filled.workspace, str(indexed[0]) if indexed else "")
    _analyze(database, "before refresh")
    _refresh(filled.workspace, len(threads))
    _write_audit(filled.workspace, size)
    _analyze(database, "vacuum and statistics")


def _copy(owner: psycopg.Connection[Any], target: str, rows: Iterable[Sequence[Any]]) -> None:
    with owner.cursor() as cursor, cursor.copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _identities(filled: Filled, size: Size) -> Iterator[Sequence[Any]]:
    for place, account in enumerate(filled.accounts):
        for n in range(1, size.people + 1):
            id = place * size.people + n
            network = NETWORKS[place]
            external = str(9_000_000 + n)
            yield id, filled.workspace, n, n, account, network, external, f"Personne {n}"


def _surfaces(filled: Filled) -> Iterator[Sequence[Any]]:
    for place, account in enumerate(filled.accounts):
        for n in range(POSTS + 1):
            id = place * (POSTS + 1) + n + 1
            kind, external = ("post", f"p_{account}_{n}") if n else ("inbox", "inbox")
            text = f"Nouveauté numéro {n} : venez la découvrir en boutique" if n else ""
            yield id, filled.workspace, account, kind, external, text, ""


def _threads(filled: Filled, size: Size, threads: Sequence[Thread]) -> Iterator[Sequence[Any]]:
    for one in threads:
        kind = "message" if one.is_private else "comment"
        closed = size.now if one.is_closed else None
        yield (
            one.id, filled.workspace, filled.accounts[one.account - 1], one.surface, one.key, kind,
            closed, True, False, False, False, 0, size.now, "", "",
        )  # fmt: skip


def _messages(filled: Filled, size: Size, written: Iterable[Written]) -> Iterator[Sequence[Any]]:
    decision = 0
    for id, one in enumerate(written, start=1):
        thread = one.thread
        is_hidden = one.verdict in {"hide", "hold"}
        held = one.verdict == "hold" and not one.is_reviewed
        state = "held" if held else "hidden" if is_hidden else "visible"
        identity = (thread.account - 1) * size.people + one.person if one.person else None
        decision += bool(one.verdict)
        yield (
            id, filled.workspace, filled.accounts[thread.account - 1], thread.id, thread.surface,
            identity, "message" if thread.is_private else "comment",
            "out" if one.is_ours else "in", one.external_id, one.parent, one.text, 0, one.at,
            one.at, one.at + timedelta(seconds=1), True, is_hidden, one.at if is_hidden else None,
            False, state, one.verdict, decision if one.verdict else None,
            one.at if one.is_reviewed else None,
        )  # fmt: skip
        if id % 100_000 == 0:
            say(f"  {id:,}")


def _index_words(database: str, workspace: int, index: str) -> None:
    say("documents of the search, on two connections")

    def run(half: int) -> None:
        with psycopg.connect(database) as owner:
            owner.execute("set session_replication_role = replica")
            owner.execute(SEARCH, [workspace, half])

    runners = [Runner(target=run, args=[half]) for half in (0, 1)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    say("index of the search")
    with psycopg.connect(database) as owner:
        owner.execute(index.encode())


def _analyze(database: str, why: str) -> None:
    say(why)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("vacuum (analyze)")


def _refresh(workspace: int, threads: int) -> None:
    """Let the program compute what each thread shows; its triggers keep the counters."""
    from palabre.inbox.refresh import refresh_threads
    from palabre.plumbing.scope import workspace_scope

    say("what threads show, by the program's own refresh")
    for first in range(1, threads + 1, REFRESHED_AT_ONCE):
        with workspace_scope([workspace]):
            refresh_threads(workspace, range(first, min(first + REFRESHED_AT_ONCE, threads + 1)))


def _write_audit(workspace: int, size: Size) -> None:
    """Chain an audit entry for each decision that is not plain allowing."""
    from palabre.inbox.queries import fetch
    from palabre.plumbing.scope import workspace_scope
    from palabre.workspaces.audit import Entry, write_audit

    say("audit entries")
    query = (
        "select id, verdict from inbox_message where workspace_id = %(w)s "
        "and verdict in ('review', 'hide', 'hold') order by id"
    )
    with workspace_scope([workspace]):
        rows = fetch(query, {"w": workspace})
        entries = [
            Entry(
                "charter:invented", "decision", f"message:{row['id']}", {"verdict": row["verdict"]}
            )
            for row in rows
        ]
        write_audit(workspace, entries, now=size.now)
