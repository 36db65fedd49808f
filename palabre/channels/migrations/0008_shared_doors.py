"""One app of a network has one address: a door finds the other accounts that share its app."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from palabre.plumbing.client_tables import run_sql


class Migration(migrations.Migration):
    """Let doors find accounts by their id on the network."""

    dependencies: ClassVar = [("channels", "0007_making_way")]
    operations: ClassVar = [
        run_sql(
            [
                """
                create function palabre_find_accounts_of(of_network text, of_external_id text)
                returns table (id bigint, workspace_id bigint, key text, secrets bytea)
                language sql stable security definer set search_path = public, pg_temp as $$
                    select id, workspace_id, key, secrets from channels_account
                    where network = of_network and external_id = of_external_id
                        and state <> 'disconnected'
                $$
                """,
                "create index account_of_network on channels_account (network, external_id)",
            ]
        ),
    ]
