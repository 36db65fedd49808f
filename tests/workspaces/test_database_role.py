"""The role the program runs under can read and write rows, and nothing that guards them."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from config.servers import program_address
from palabre.plumbing.database import ensure_program_role, prepare_database
from palabre.plumbing.errors import Refused
from palabre.plumbing.scope import workspace_scope
from palabre.workspaces.audit import Entry, write_audit
from tests.machinery.seeds import NOW
from tests.workspaces.full_clients import as_owner, client_tables

GUARDS = [
    "alter table inbox_message disable row level security",
    "alter table inbox_message no force row level security",
    "drop policy only_its_workspaces on inbox_message",
    "alter policy only_its_workspaces on inbox_message using (true)",
    "create policy everything on inbox_message using (true)",
    "alter table inbox_message drop constraint inbox_message_thread_id_same_workspace",
    "alter table workspaces_auditentry disable trigger all",
    "drop trigger never_changed on workspaces_auditentry",
    "create or replace function workspaces_audit_is_final() returns trigger language plpgsql "
    "as $$ begin return new; end $$",
    "create function all_messages() returns setof inbox_message language sql security definer "
    "as 'select * from inbox_message'",
    "create table mine (id int)",
    "create schema mine",
    "create role friend superuser",
    "alter role {role} bypassrls",
    "alter role {role} superuser",
    "set role {owner}",
    "set session authorization {owner}",
    "set session_replication_role = replica",
    "grant {owner} to {role}",
    "truncate inbox_message",
    "truncate workspaces_audithead",
    "copy inbox_message to program 'cat'",
    "select pg_read_file('/etc/passwd')",
    "update workspaces_auditentry set actor = 'me'",
    "delete from workspaces_auditentry",
    "truncate workspaces_auditentry",
    "insert into django_migrations (app, name, applied) values ('a', 'b', now())",
    "update django_migrations set name = 'other'",
]


def test_the_role_has_no_power_of_its_own(database: None) -> None:
    found = as_owner(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
        "(select count(*) from pg_auth_members m where m.member = r.oid), "
        "(select count(*) from pg_class c where c.relowner = r.oid), "
        "(select count(*) from pg_proc p where p.proowner = r.oid) "
        "from pg_roles r where rolname = %s",
        [settings.PROGRAM_ROLE],
    )
    assert found == [(False, False, False, False, False, 0, 0, 0)]


def test_the_program_connects_under_that_role(database: None) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == (settings.PROGRAM_ROLE, settings.PROGRAM_ROLE)


@pytest.mark.parametrize("statement", GUARDS)
def test_what_guards_the_rows_is_out_of_its_reach(database: None, statement: str) -> None:
    owner = connections["owner"].settings_dict["USER"]
    text = statement.replace("{owner}", owner).replace("{role}", settings.PROGRAM_ROLE)
    with psycopg.connect(program_address()) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(text)
        connection.rollback()


def test_switching_policies_off_for_itself_hides_everything(database: None) -> None:
    with psycopg.connect(program_address(), autocommit=True) as connection:
        connection.execute("set row_security = off")
        for table in client_tables():
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select * from {table}")


def test_a_table_of_its_own_does_not_fool_a_function_with_its_owners_rights(
    database: None,
) -> None:
    with psycopg.connect(program_address(), autocommit=True) as connection:
        connection.execute("create temp table inbox_search as select 1 as nothing")
        found = connection.execute("select * from palabre_search('a', 1)").fetchall()
    assert found == []


def test_even_the_owner_is_stopped_by_the_table_itself(database: None) -> None:
    with workspace_scope([1]):
        write_audit(1, [Entry("test", "close", "thread:1")], now=NOW)
    owner = connections["owner"]
    for statement in (
        "update workspaces_auditentry set actor = 'x'",
        "delete from workspaces_auditentry",
        "truncate workspaces_auditentry",
    ):
        with owner.cursor() as cursor, pytest.raises(Exception, match="append-only"):
            cursor.execute(statement)


def test_preparing_again_takes_nothing_away_and_gives_nothing_more(database: None) -> None:
    rights = (
        "select table_name, string_agg(privilege_type, ' ' order by privilege_type) "
        "from information_schema.role_table_grants where grantee = %s group by 1 order by 1"
    )
    before = as_owner(rights, [settings.PROGRAM_ROLE])
    prepare_database()
    assert as_owner(rights, [settings.PROGRAM_ROLE]) == before
    assert dict(before)["workspaces_auditentry"] == "INSERT SELECT"
    assert dict(before)["django_migrations"] == "SELECT"
    assert {right for table, right in before if table in client_tables()} == {
        "DELETE INSERT SELECT UPDATE",
        "INSERT SELECT",
    }


def test_a_role_that_may_bypass_policies_is_refused(database: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter role {settings.PROGRAM_ROLE} bypassrls")
        try:
            with pytest.raises(Refused, match="bypass"):
                ensure_program_role()
        finally:
            cursor.execute(f"alter role {settings.PROGRAM_ROLE} nobypassrls")
