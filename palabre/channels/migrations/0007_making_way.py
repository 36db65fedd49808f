"""The worker learns whether a live chat is being heard."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from palabre.plumbing.client_tables import run_sql


class Migration(migrations.Migration):
    """Let the worker make way for live chats."""

    dependencies: ClassVar = [("channels", "0006_acts_of_people")]
    operations: ClassVar = [
        run_sql(
            [
                # The worker makes way while a live chat is heard anywhere: its acts come first.
                """
                create function palabre_is_chat_heard(since timestamptz) returns boolean
                language sql stable security definer set search_path = public, pg_temp as $$
                    select exists (
                        select 1 from workspaces_workspace w, lateral (
                            select l.received_at, l.judged from channels_ledgerentry l
                            where l.workspace_id = w.id and l.state = 0 order by l.id desc limit 1
                        ) latest
                        where latest.received_at > since and latest.judged is not null)
                $$
                """,
            ]
        ),
    ]
