"""The migration step that makes a table a client's own: policy, composite keys, grants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations

ALLOWED = (
    "any ((select coalesce(nullif(current_setting('palabre.workspaces', true), ''), '{}')"
    "::bigint[])::bigint[])"
)
"""The workspaces of the transaction. The inner select makes PostgreSQL read it once a query."""


def protect(table: str) -> list[str]:
    """Return the SQL that shows and accepts only rows of the transaction's workspaces."""
    return [
        f"alter table {table} enable row level security",
        f"create policy only_its_workspaces on {table} "
        f"using (workspace_id = {ALLOWED}) with check (workspace_id = {ALLOWED})",
    ]


def client_table(
    table: str,
    *,
    parents: Mapping[str, str] | None = None,
    referenced: bool = False,
    cascade: bool = False,
) -> Any:
    """Return a migration operation for one table of a client.

    `parents` maps a column to the table it points at. The foreign keys are composite, with the
    workspace first, so that no row of one workspace can point at another's: a plain foreign key
    would allow it, since PostgreSQL checks keys without policies. `referenced` gives the table
    the unique key that such foreign keys need. With `cascade`, rows go with their parents.
    """
    end = " on delete cascade" if cascade else ""
    statements = protect(table)
    if referenced:
        statements.append(
            f"alter table {table} add constraint {table}_of_workspace unique (workspace_id, id)"
        )
    for column, parent in (parents or {}).items():
        statements.append(
            f"alter table {table} add constraint {table}_{column}_same_workspace "
            f"foreign key (workspace_id, {column}) references {parent} (workspace_id, id){end}"
        )
    return run_sql(statements)


def run_sql(statements: Sequence[str]) -> Any:
    """Return an operation that runs SQL; going back is by restoring a backup."""
    return migrations.RunSQL(list(statements), reverse_sql=migrations.RunSQL.noop)
