import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table, run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0003_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='refresh_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='signed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='outboxact',
            name='intent',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AlterField(
            model_name='outboxact',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('unknown', 'Unknown'), ('sign_in', 'Sign In'), ('done', 'Done'), ('refused', 'Refused'), ('cancelled', 'Cancelled'), ('by_hand', 'By Hand')], default='waiting', max_length=12),
        ),
        migrations.CreateModel(
            name='NetworkApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('network', models.CharField(max_length=20)),
                ('base_url', models.CharField(max_length=300)),
                ('redirect', models.CharField(max_length=500)),
                ('sealed', models.BinaryField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'network', 'base_url', 'redirect'), name='app_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('network', models.CharField(max_length=20)),
                ('base_url', models.CharField(max_length=300)),
                ('redirect', models.CharField(max_length=500)),
                ('state', models.BinaryField(max_length=32)),
                ('sealed', models.BinaryField()),
                ('by', models.CharField(max_length=200)),
                ('account_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'state'), name='visit_once')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('filled_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.account')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'account', 'until'], name='gap_of_account')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('used', models.IntegerField()),
                ('capacity', models.IntegerField()),
                ('resets_at', models.DateTimeField()),
                ('is_told', models.BooleanField(default=False)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'account', 'name'), name='quota_once')],
            },
        ),
        migrations.CreateModel(
            name='SourceState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=40)),
                ('cursor', models.TextField(blank=True)),
                ('due_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('connected_at', models.DateTimeField(null=True)),
                ('held_by', models.CharField(blank=True, max_length=60)),
                ('held_until', models.DateTimeField(null=True)),
                ('failures', models.SmallIntegerField(default=0)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('detail', models.TextField(blank=True)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='channels.account')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'due_at'], name='source_due')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'account', 'name'), name='source_once')],
            },
        ),
        client_table("channels_sourcestate", parents={"account_id": "channels_account"}),
        client_table("channels_gap", parents={"account_id": "channels_account"}),
        client_table("channels_quota", parents={"account_id": "channels_account"}),
        client_table("channels_networkapp"),
        client_table("channels_signinvisit", parents={"account_id": "channels_account"}),
        run_sql(
            [
                # The listener learns where there is something to read or a sign-in to renew, and
                # nothing else, across workspaces.
                """
                create function palabre_workspaces_to_listen(at timestamptz) returns setof bigint
                language sql stable security definer set search_path = public, pg_temp as $$
                    select w.id from workspaces_workspace w where exists (
                        select 1 from channels_sourcestate s where s.workspace_id = w.id
                        and s.due_at <= at and (s.held_until is null or s.held_until <= at))
                    or exists (
                        select 1 from channels_account a where a.workspace_id = w.id
                        and a.refresh_at <= at)
                $$
                """,
                # What all clients together drew from a limit of our whole app on a network.
                """
                create function palabre_drawn(of_network text, of_name text, at timestamptz)
                returns bigint
                language sql stable security definer set search_path = public, pg_temp as $$
                    select coalesce(sum(q.used), 0) from channels_quota q
                    join channels_account a
                        on a.workspace_id = q.workspace_id and a.id = q.account_id
                    where a.network = of_network and q.name = of_name and q.resets_at > at
                $$
                """,
                # Among how many clients such a limit is shared.
                """
                create function palabre_sharers(of_network text) returns bigint
                language sql stable security definer set search_path = public, pg_temp as $$
                    select count(distinct workspace_id) from channels_account
                    where network = of_network and state <> 'disconnected'
                $$
                """,
            ]
        ),
    ]
