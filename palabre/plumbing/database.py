"""Bringing the database to the present version, and the role the program runs under."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from palabre.plumbing.errors import Refused

LESS_RIGHTS = {
    "workspaces_auditentry": "update, delete, truncate",
    "django_migrations": "insert, update, delete, truncate",
}
"""What is taken from the program: it adds to the audit log, and only reads which migrations ran."""


def prepare_database() -> None:
    """Run the missing migrations as the owner, then give the program its role.

    The role can read and write rows, but it owns nothing, so row-level security holds for it;
    it may add to the audit log and never change it.
    """
    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    ensure_program_role()
    owner.close()


def ensure_program_role() -> None:
    """Create or refresh the program's role: no superuser, no bypass, no ownership."""
    role = sql.Identifier(settings.PROGRAM_ROLE)
    password = sql.Literal(settings.DATABASES["default"]["PASSWORD"])
    login = sql.SQL("login password ")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls from pg_roles where rolname = %s",
            [settings.PROGRAM_ROLE],
        )
        known = cursor.fetchone()
        if known and known[0]:
            raise Refused(
                f"The role {settings.PROGRAM_ROLE} may bypass row-level security: "
                "take SUPERUSER and BYPASSRLS from it."
            )
        verb = "alter" if known else "create"
        cursor.execute(sql.SQL(f"{verb} role {{}} with ").format(role) + login + password)
        cursor.execute(sql.SQL("grant usage on schema public to {}").format(role))
        cursor.execute(
            sql.SQL(
                "grant select, insert, update, delete on all tables in schema public to {}"
            ).format(role)
        )
        cursor.execute(
            sql.SQL("grant usage, select on all sequences in schema public to {}").format(role)
        )
        for table, rights in LESS_RIGHTS.items():
            cursor.execute(
                sql.SQL(f"revoke {rights} on {{}} from {{}}").format(sql.Identifier(table), role)
            )
