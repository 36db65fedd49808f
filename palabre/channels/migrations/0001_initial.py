import django.db.models.deletion
from palabre.plumbing.client_tables import client_table, run_sql
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("workspaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('network', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('external_id', models.CharField(max_length=120)),
                ('base_url', models.CharField(blank=True, max_length=300)),
                ('secrets', models.BinaryField()),
                ('state', models.CharField(choices=[('connected', 'Connected'), ('sign_in_again', 'Sign In Again'), ('paused', 'Paused')], default='connected', max_length=20)),
                ('state_reason', models.CharField(blank=True, max_length=300)),
                ('limited_until', models.DateTimeField(null=True)),
                ('last_event_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'network', 'external_id'), name='account_once')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('key', models.BinaryField(max_length=16)),
                ('body', models.BinaryField()),
                ('state', models.SmallIntegerField(choices=[(0, 'Waiting'), (1, 'Applied'), (2, 'Dead')], default=0)),
                ('reason', models.TextField(blank=True)),
                ('received_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.account')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', [0, 2])), fields=['workspace_id', 'state', 'id'], name='ledger_unapplied')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'account', 'key'), name='ledger_key_once')],
            },
        ),
        migrations.CreateModel(
            name='OutboxAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField(null=True)),
                ('thread_id', models.BigIntegerField(null=True)),
                ('verb', models.CharField(max_length=20)),
                ('text', models.TextField(blank=True)),
                ('target', models.JSONField()),
                ('key', models.CharField(max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('unknown', 'Unknown'), ('sign_in', 'Sign In'), ('done', 'Done'), ('refused', 'Refused'), ('cancelled', 'Cancelled')], default='waiting', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('detail', models.TextField(blank=True)),
                ('due_at', models.DateTimeField()),
                ('tries', models.SmallIntegerField(default=0)),
                ('looks', models.SmallIntegerField(default=0)),
                ('external_id', models.CharField(blank=True, max_length=200)),
                ('actor', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.account')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'unknown', 'sending', 'sign_in'])), fields=['workspace_id', 'due_at'], name='act_due'), models.Index(fields=['workspace_id', 'message_id'], name='act_of_message'), models.Index(fields=['workspace_id', 'thread_id', 'id'], name='act_of_thread'), models.Index(condition=models.Q(('external_id', ''), _negated=True), fields=['workspace_id', 'account', 'external_id'], name='act_result')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'key'), name='act_once')],
            },
        ),
        migrations.CreateModel(
            name="LedgerCount",
            fields=[
                ("workspace_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("applied", models.BigIntegerField(default=0)),
            ],
        ),
        client_table("channels_account", referenced=True),
        client_table("channels_ledgerentry", parents={"account_id": "channels_account"}),
        client_table("channels_ledgercount"),
        client_table("channels_outboxact", parents={"account_id": "channels_account"}),
        run_sql(
            [
                # Texts to one person leave one after the other; the sender looks for earlier ones.
                "create index act_to_person on channels_outboxact "
                "(workspace_id, account_id, (target ->> 'person'), id) "
                "where verb in ('private_reply', 'message')",
                # The door knows an account by its key before it knows whose it is.
                """
                create function palabre_find_account(of_network text, of_key text)
                returns table (id bigint, workspace_id bigint, external_id text, secrets bytea)
                language sql stable security definer set search_path = public, pg_temp as $$
                    select id, workspace_id, external_id, secrets from channels_account
                    where key = of_key and network = of_network
                $$
                """,
                # The door keeps arrivals of several accounts in one call and one commit.
                """
                create function channels_keep(
                    workspaces bigint[], accounts bigint[], keys bytea[], bodies bytea[],
                    at timestamptz) returns bigint language plpgsql as $$
                declare kept bigint;
                begin
                    perform set_config('palabre.workspaces', (
                        select array_agg(distinct w)::text from unnest(workspaces) w), true);
                    insert into channels_ledgerentry
                        (workspace_id, account_id, key, body, state, reason, received_at)
                    select w, a, k, b, 0, '', at
                    from unnest(workspaces, accounts, keys, bodies) u (w, a, k, b)
                    on conflict do nothing;
                    get diagnostics kept = row_count;
                    if kept > 0 then perform pg_notify('palabre_arrivals', ''); end if;
                    return kept;
                end $$
                """,
                # The worker learns where there is work, and nothing else, across workspaces.
                """
                create function palabre_workspaces_with_arrivals() returns setof bigint
                language sql stable security definer set search_path = public, pg_temp as $$
                    select w.id from workspaces_workspace w where exists (
                        select 1 from channels_ledgerentry l
                        where l.workspace_id = w.id and l.state = 0)
                $$
                """,
                """
                create function palabre_workspaces_with_acts(at timestamptz) returns setof bigint
                language sql stable security definer set search_path = public, pg_temp as $$
                    select w.id from workspaces_workspace w where exists (
                        select 1 from channels_outboxact a
                        where a.workspace_id = w.id and a.due_at <= at
                        and a.state in ('waiting', 'unknown', 'sending', 'sign_in'))
                $$
                """,
            ]
        ),
    ]
