"""Live chats: a decision kept with its change, and the acts that it asks for."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from palabre.plumbing.client_tables import run_sql


class Migration(migrations.Migration):
    """Let a change carry what was decided of it as it was heard."""

    dependencies: ClassVar = [("channels", "0004_sources")]
    operations: ClassVar = [
        migrations.AddField("ledgerentry", "judged", models.JSONField(null=True)),
        run_sql(
            [
                # Acts are ordered with the change that asks for them, and only the first time.
                """
                create function channels_keep_judged(
                    workspaces bigint[], accounts bigint[], keys bytea[], bodies bytea[],
                    judged text[], acts jsonb, at timestamptz) returns bigint
                language plpgsql as $$
                declare kept bigint;
                begin
                    perform set_config('palabre.workspaces', (
                        select array_agg(distinct w)::text from unnest(workspaces) w), true);
                    with fresh as (
                        insert into channels_ledgerentry
                            (workspace_id, account_id, key, body, state, reason, received_at,
                             judged)
                        select w, a, k, b, 0, '', at, j::jsonb
                        from unnest(workspaces, accounts, keys, bodies, judged) u (w, a, k, b, j)
                        on conflict do nothing
                        returning workspace_id, account_id, key
                    ), ordered as (
                        insert into channels_outboxact
                            (workspace_id, account_id, verb, text, target, key, state, reason,
                             detail, due_at, tries, looks, external_id, actor, created_at, intent)
                        select f.workspace_id, f.account_id, o.verb, o.text, o.target, o.key,
                            o.state, '', '', at, 0, 0, '', o.actor, at, o.intent
                        from jsonb_to_recordset(acts) o (account bigint, change text, verb text,
                            text text, target jsonb, key text, state text, actor text,
                            intent text)
                        join fresh f on f.account_id = o.account
                            and f.key = decode(o.change, 'hex')
                        on conflict (workspace_id, key) do nothing
                    )
                    select count(*) into kept from fresh;
                    if kept > 0 then
                        perform pg_notify('palabre_arrivals', '');
                        if acts <> '[]' then perform pg_notify('palabre_acts', ''); end if;
                    end if;
                    return kept;
                end $$
                """,
            ]
        ),
    ]
