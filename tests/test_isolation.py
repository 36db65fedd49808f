"""No client ever sees, changes or points at a row of another: PostgreSQL itself sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from config.servers import program_address
from palabre.inbox.models import Message
from palabre.plumbing.scope import workspace_scope
from tests.workspaces.full_clients import FullClient, as_owner, client_tables, dump, fill

SHARED_TABLES = {
    "auth_group": "Django's own table; the desk gives rights by roles and leaves it empty.",
    "auth_group_permissions": "Django's own table; left empty.",
    "auth_permission": "Django's list of its models; nothing of a client.",
    "django_content_type": "Django's list of its models; nothing of a client.",
    "django_migrations": "Which migrations ran.",
    "django_session": "Who is signed in; read before it is known for which client.",
    "workspaces_organisation": "The firms of this installation.",
    "workspaces_workspace": "The clients' names; membership decides which are shown.",
    "workspaces_member": "Who signs in; a member may work for several clients.",
    "workspaces_role": "Who may enter where: read before any scope can be set.",
    "workspaces_signintry": "Failed sign-ins, as digests: before it is known who asks.",
    "workspaces_token": "Digests of keys: read before any scope can be set.",
}
"""Every table without a policy, and why it may be."""
DEFINERS = {
    "palabre_find_account": "The sealed account of one random key, for the door.",
    "palabre_find_accounts_of": "The sealed accounts of one id on a network, for an app's door.",
    "palabre_workspaces_with_arrivals": "Numbers of workspaces, for the worker.",
    "palabre_workspaces_with_acts": "Numbers of workspaces, for the sender.",
    "palabre_workspaces_to_listen": "Numbers of workspaces, for the listener.",
    "palabre_is_chat_heard": "Whether any live chat is heard, so that the worker makes way.",
    "palabre_drawn": "A sum of points drawn from a limit of the whole installation.",
    "palabre_sharers": "How many clients share such a limit.",
    "palabre_find_people": "Numbers of people of the transaction's own workspaces.",
    "palabre_search": "Numbers of messages of the transaction's own workspaces.",
}
"""Every function that runs with its owner's rights, and what it may tell."""
LOOSE = {
    ("channels_outboxact", "message_id"): "Channels stand below the inbox and keep only a number.",
    ("channels_outboxact", "thread_id"): "Channels stand below the inbox and keep only a number.",
    ("inbox_message", "decision_id"): "The inbox stands below moderation; joined by workspace.",
    ("people_strike", "message_id"): "People stand below the inbox and keep only a number.",
}
"""Columns that name a row without a foreign key: every query joins them by workspace too."""
NOT_POINTERS = {"workspace_id", "external_id", "parent_external_id"}
KEYS = """
    select c.conrelid::regclass::text, c.confrelid::regclass::text,
        array(select a.attname::text from unnest(c.conkey) with ordinality k (n, o)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by o)
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        and c.conrelid::regclass::text = any(%s) order by 1, 3
"""


@pytest.fixture
def rooms(database: None) -> tuple[FullClient, FullClient]:
    """Give two clients with content in every table."""
    return fill("Atelier", "amande"), fill("Brasserie", "basilic")


@contextmanager
def program(*workspaces: int) -> Iterator[psycopg.Cursor[Any]]:
    """Give a cursor of the program's role, scoped; what is done is taken back."""
    with psycopg.connect(program_address()) as connection, connection.cursor() as cursor:
        if workspaces:
            scope = "{" + ",".join(map(str, workspaces)) + "}"
            cursor.execute("select set_config('palabre.workspaces', %s, true)", [scope])
        yield cursor
        connection.rollback()


def run(cursor: psycopg.Cursor[Any], text: str, values: Any = None, **names: str) -> Any:
    """Run SQL with names of tables and columns put in."""
    query = sql.SQL(text)
    return cursor.execute(
        query.format(**{key: sql.Identifier(name) for key, name in names.items()}), values
    )


def test_every_table_has_a_policy_or_a_reason_to_have_none(database: None) -> None:
    tables = dict(
        as_owner(
            "select c.relname, exists (select 1 from pg_policy p where p.polrelid = c.oid "
            "and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}' "
            "and pg_get_expr(p.polqual, c.oid) like '%palabre.workspaces%' "
            "and pg_get_expr(p.polwithcheck, c.oid) like '%palabre.workspaces%') "
            "and c.relrowsecurity "
            "and (select count(*) from pg_policy p where p.polrelid = c.oid) = 1 "
            "from pg_class c where c.relnamespace = 'public'::regnamespace "
            "and c.relkind in ('r', 'p', 'f', 'm', 'v')"
        )
    )
    assert {name for name, has_policy in tables.items() if not has_policy} == set(SHARED_TABLES)
    assert {name for name, has_policy in tables.items() if has_policy} == set(client_tables())


def test_both_clients_have_rows_in_every_table(rooms: tuple[FullClient, FullClient]) -> None:
    for room in rooms:
        assert [table for table, rows in dump(room.id).items() if not rows] == []


def test_a_query_without_any_filter_sees_only_the_scope(
    rooms: tuple[FullClient, FullClient],
) -> None:
    mine, _ = rooms
    with program(mine.id) as cursor:
        for table in client_tables():
            seen = run(cursor, "select distinct workspace_id from {t}", t=table).fetchall()
            assert seen == [(mine.id,)], table


def test_without_a_scope_nothing_is_seen(rooms: tuple[FullClient, FullClient]) -> None:
    with program() as cursor:
        for table in client_tables():
            assert run(cursor, "select count(*) from {t}", t=table).fetchone() == (0,), table
        cursor.execute("select count(*) from palabre_search('bonjour', 10)")
        assert cursor.fetchone() == (0,)


def test_what_an_earlier_transaction_saw_is_not_seen_by_the_next_one(
    rooms: tuple[FullClient, FullClient],
) -> None:
    with psycopg.connect(program_address(), autocommit=True) as connection:
        with connection.transaction():
            connection.execute(
                "select set_config('palabre.workspaces', %s, true)", [f"{{{rooms[0].id}}}"]
            )
            seen = connection.execute("select count(*) from inbox_message").fetchone()
        assert seen is not None
        assert seen[0] > 0
        after = connection.execute("select count(*) from inbox_message").fetchone()
    assert after == (0,)


def test_an_update_without_any_filter_changes_only_the_scope(
    rooms: tuple[FullClient, FullClient],
) -> None:
    mine, other = rooms
    before = dump(other.id)
    with program(mine.id) as cursor:
        for table in client_tables():
            if table != "workspaces_auditentry":
                run(cursor, "update {t} set workspace_id = workspace_id", t=table)
                assert cursor.rowcount == len(dump(mine.id)[table]), table
        cursor.connection.commit()
    assert dump(other.id) == before


def test_a_delete_without_any_filter_leaves_every_row_of_the_other(
    rooms: tuple[FullClient, FullClient],
) -> None:
    mine, other = rooms
    before = dump(other.id)
    with program(mine.id) as cursor:
        for _ in range(5):  # children first: each round frees the parents of the one before
            for table in client_tables():
                try:
                    with cursor.connection.transaction():
                        run(cursor, "delete from {t}", t=table)
                except (psycopg.errors.ForeignKeyViolation, psycopg.errors.InsufficientPrivilege):
                    continue
        cursor.connection.commit()
    left = {table for table, rows in dump(mine.id).items() if rows}
    assert left <= {"workspaces_auditentry", "inbox_counter"}
    assert dump(other.id) == before


def test_a_row_of_the_other_client_cannot_be_written(
    rooms: tuple[FullClient, FullClient],
) -> None:
    mine, other = rooms
    for table in client_tables():
        columns = [
            row[0]
            for row in as_owner(
                "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
                "and not attisdropped and attidentity = '' and attname <> 'workspace_id'",
                [table],
            )
        ]
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        copy = sql.SQL(
            "insert into {t} (workspace_id, {c}) select %s, {c} from {t} limit 1"
            if columns
            else "insert into {t} (workspace_id) select %s from {t} limit 1"
        ).format(t=sql.Identifier(table), c=names)
        with program(mine.id) as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
            cursor.execute(copy, [other.id])
        with program(mine.id) as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(cursor, "update {t} set workspace_id = %s", [other.id], t=table)


def foreign_keys() -> list[tuple[str, str, list[str]]]:
    """Return child, parent and columns of every foreign key of a client's tables."""
    return [
        (child, parent, columns) for child, parent, columns in as_owner(KEYS, [client_tables()])
    ]


def test_every_pointer_is_a_key_with_the_workspace_in_it(database: None) -> None:
    keys = foreign_keys()
    assert all(columns[0] == "workspace_id" and len(columns) == 2 for _, _, columns in keys)
    pointers = {
        (table, column)
        for table, column in as_owner(
            "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid "
            "where c.relname = any(%s) and a.attnum > 0 and a.attname like '%%\\_id'",
            [client_tables()],
        )
        if column not in NOT_POINTERS
    }
    assert pointers - {(child, columns[1]) for child, _, columns in keys} == set(LOOSE)


def test_no_row_can_point_at_a_row_of_another_client(
    rooms: tuple[FullClient, FullClient],
) -> None:
    mine, other = rooms
    for child, parent, (_, column) in foreign_keys():
        ((foreign,),) = as_owner(
            f"select min(id) from {parent} where workspace_id = %s", [other.id]
        )
        with program(mine.id) as cursor, pytest.raises(psycopg.errors.ForeignKeyViolation):
            run(
                cursor,
                "update {t} set {c} = %s where ctid = (select ctid from {t} limit 1)",
                [foreign],
                t=child,
                c=column,
            )


def test_statistics_of_the_planner_tell_nothing_of_clients(
    rooms: tuple[FullClient, FullClient],
) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("analyze")
    with program(rooms[0].id) as cursor:
        cursor.execute("select count(*) from pg_stats where tablename = any(%s)", [client_tables()])
        assert cursor.fetchone() == (0,)


def test_every_function_with_its_owners_rights_is_known(database: None) -> None:
    found = as_owner(
        "select proname, proconfig from pg_proc "
        "where prosecdef and pronamespace = 'public'::regnamespace"
    )
    assert {name for name, _ in found} == set(DEFINERS)
    for name, configuration in found:
        assert configuration == ["search_path=public, pg_temp"], name


def test_a_search_finds_only_what_the_scope_holds(rooms: tuple[FullClient, FullClient]) -> None:
    mine, other = rooms
    query = "select distinct workspace_id from palabre_search(%s, 100)"
    with program(mine.id) as cursor:
        assert cursor.execute(query, ["bonsoir"]).fetchall() == [(mine.id,)]
        assert cursor.execute(query, [other.mark]).fetchall() == []
    with program(mine.id, other.id) as cursor:
        assert len(cursor.execute(query, ["bonsoir"]).fetchall()) == 2


def test_the_workers_functions_tell_numbers_alone(rooms: tuple[FullClient, FullClient]) -> None:
    with program() as cursor:
        cursor.execute("select palabre_workspaces_with_arrivals()")
        assert sorted(cursor.fetchall()) == sorted((room.id,) for room in rooms)
        cursor.execute("select palabre_workspaces_with_acts(now() + interval '10 years')")
        assert sorted(cursor.fetchall()) == sorted((room.id,) for room in rooms)


def test_an_account_is_found_by_its_whole_key_alone(rooms: tuple[FullClient, FullClient]) -> None:
    mine, _ = rooms
    query = "select workspace_id from palabre_find_account(%s, %s)"
    with program() as cursor:
        assert cursor.execute(query, ["facebook", mine.ids["key"]]).fetchall() == [(mine.id,)]
        for network, key in (
            ("instagram", mine.ids["key"]),
            ("facebook", "%"),
            ("facebook", mine.ids["key"][:-1]),
            ("facebook", ""),
        ):
            assert cursor.execute(query, [network, key]).fetchall() == []


def test_an_inner_scope_ends_with_its_block(rooms: tuple[FullClient, FullClient]) -> None:
    mine, other = rooms
    with workspace_scope([mine.id]):
        with workspace_scope([other.id]):
            assert {one.workspace_id for one in Message.objects.all()} == {other.id}
        assert {one.workspace_id for one in Message.objects.all()} == {mine.id}
