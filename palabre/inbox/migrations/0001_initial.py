import django.db.models.deletion
from palabre.plumbing.client_tables import client_table, run_sql
from django.db import migrations, models


COUNTERS = [
    """
    create function inbox_count_threads() returns trigger language plpgsql as $$
    begin
        insert into inbox_counter as kept (workspace_id, name, value)
        select r.workspace_id, v.name, sum(r.delta)
        from (select *, 1 as delta from new_rows) r
        cross join lateral (values
            ('all', true), ('open', r.is_open), ('answer', r.is_open and r.needs_answer),
            ('review', r.needs_review), ('hidden', r.has_hidden)) v (name, holds)
        where v.holds
        group by r.workspace_id, v.name having sum(r.delta) <> 0
        order by r.workspace_id, v.name
        on conflict (workspace_id, name) do update set value = kept.value + excluded.value;
        return null;
    end $$
    """,
    """
    create function inbox_count_threads_again() returns trigger language plpgsql as $$
    begin
        insert into inbox_counter as kept (workspace_id, name, value)
        select r.workspace_id, v.name, sum(r.delta)
        from (select *, 1 as delta from new_rows union all select *, -1 from old_rows) r
        cross join lateral (values
            ('all', true), ('open', r.is_open), ('answer', r.is_open and r.needs_answer),
            ('review', r.needs_review), ('hidden', r.has_hidden)) v (name, holds)
        where v.holds
        group by r.workspace_id, v.name having sum(r.delta) <> 0
        order by r.workspace_id, v.name
        on conflict (workspace_id, name) do update set value = kept.value + excluded.value;
        return null;
    end $$
    """,
    """
    create function inbox_count_threads_less() returns trigger language plpgsql as $$
    begin
        insert into inbox_counter as kept (workspace_id, name, value)
        select r.workspace_id, v.name, -count(*)
        from old_rows r
        cross join lateral (values
            ('all', true), ('open', r.is_open), ('answer', r.is_open and r.needs_answer),
            ('review', r.needs_review), ('hidden', r.has_hidden)) v (name, holds)
        where v.holds
        group by r.workspace_id, v.name
        order by r.workspace_id, v.name
        on conflict (workspace_id, name) do update set value = kept.value + excluded.value;
        return null;
    end $$
    """,
    "create trigger counted after insert on inbox_thread referencing new table as new_rows "
    "for each statement execute function inbox_count_threads()",
    "create trigger counted_again after update on inbox_thread referencing new table as new_rows "
    "old table as old_rows for each statement execute function inbox_count_threads_again()",
    "create trigger counted_less after delete on inbox_thread referencing old table as old_rows "
    "for each statement execute function inbox_count_threads_less()",
]

SEARCH = [
    "create extension if not exists unaccent",
    "create text search configuration palabre_french (copy = french)",
    "alter text search configuration palabre_french alter mapping for "
    "hword, hword_part, word with unaccent, french_stem",
    "create text search configuration palabre_english (copy = english)",
    "alter text search configuration palabre_english alter mapping for "
    "hword, hword_part, word with unaccent, english_stem",
    """
    create function palabre_document(words text) returns tsvector
    language sql immutable parallel safe as $$
        select to_tsvector('palabre_french', words) || to_tsvector('palabre_english', words)
    $$
    """,
    """
    create table inbox_search (
        workspace_id bigint not null, message_id bigint not null,
        document tsvector not null, primary key (workspace_id, message_id))
    """,
    "create index inbox_search_words on inbox_search using gin (document)",
    # Policies hide the index from the planner (its operators are not leakproof), so the search
    # is a function that names the transaction's workspaces itself.
    """
    create function palabre_search(words text, most int)
    returns table (message_id bigint, workspace_id bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
        select s.message_id, s.workspace_id from inbox_search s
        where s.document @@ (websearch_to_tsquery('palabre_french', words)
                             || websearch_to_tsquery('palabre_english', words))
        and s.workspace_id = any (coalesce(nullif(
            current_setting('palabre.workspaces', true), ''), '{}')::bigint[])
        order by s.message_id desc limit most
    $$
    """,
]


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=30)),
                ('value', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'name'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='Surface',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('external_id', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('described_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('described_at', None), ('kind', 'post'), ('text', '')), fields=['workspace_id', 'id'], name='surface_undescribed')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'account_id', 'external_id'), name='surface_once')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=220)),
                ('kind', models.CharField(max_length=10)),
                ('person_id', models.BigIntegerField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('is_open', models.BooleanField(default=True)),
                ('needs_answer', models.BooleanField(default=False)),
                ('needs_review', models.BooleanField(default=False)),
                ('has_hidden', models.BooleanField(default=False)),
                ('messages', models.IntegerField(default=0)),
                ('last_at', models.DateTimeField()),
                ('last_text', models.CharField(blank=True, max_length=200)),
                ('last_author', models.CharField(blank=True, max_length=300)),
                ('last_inbound_at', models.DateTimeField(null=True)),
                ('surface', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='inbox.surface')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('surface_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('direction', models.CharField(max_length=3)),
                ('external_id', models.CharField(max_length=200)),
                ('parent_external_id', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('text_rank', models.SmallIntegerField(default=0)),
                ('text_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('is_complete', models.BooleanField(default=True)),
                ('is_hidden', models.BooleanField(default=False)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('is_liked', models.BooleanField(default=False)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('state', models.CharField(default='visible', max_length=8)),
                ('verdict', models.CharField(blank=True, max_length=8)),
                ('decision_id', models.BigIntegerField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('identity', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='people.identity')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='inbox.thread')),
            ],
        ),
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('message', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='inbox.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'message', 'name'), name='label_once')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('rank', models.SmallIntegerField()),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('message', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='inbox.message')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'message', 'rank', 'at'], name='revision_list')],
            },
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(fields=['workspace_id', '-last_at', '-id'], name='thread_list'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('is_open', True), ('needs_answer', True)), fields=['workspace_id', '-last_at', '-id'], name='thread_to_answer'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('needs_review', True)), fields=['workspace_id', '-last_at', '-id'], name='thread_to_review'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('has_hidden', True)), fields=['workspace_id', '-last_at', '-id'], name='thread_hidden'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'account_id', 'key'), name='thread_once'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'thread', 'sent_at'], include=['direction'], name='message_of_thread'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'identity', 'sent_at'], name='message_of_author'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', '-id'], name='message_list'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'account_id', '-id'], name='message_of_account'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['workspace_id', 'sent_at'], include=['direction', 'state'], name='message_by_time'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('direction', 'out')), fields=['workspace_id', 'sent_at'], include=['thread'], name='message_of_ours'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'account_id', 'external_id'), name='message_once'),
        ),
        client_table(
            "inbox_surface", parents={"account_id": "channels_account"}, referenced=True
        ),
        client_table(
            "inbox_thread",
            parents={
                "account_id": "channels_account",
                "surface_id": "inbox_surface",
                "person_id": "people_person",
            },
            referenced=True,
        ),
        client_table(
            "inbox_message",
            parents={
                "account_id": "channels_account",
                "thread_id": "inbox_thread",
                "surface_id": "inbox_surface",
                "identity_id": "people_identity",
            },
            referenced=True,
        ),
        client_table("inbox_revision", parents={"message_id": "inbox_message"}),
        client_table("inbox_label", parents={"message_id": "inbox_message"}),
        client_table("inbox_counter"),
        run_sql(
            [
                # A text is one revision however often it is delivered: a first text whatever
                # its time, an edit at its time.
                "create unique index inbox_revision_once on inbox_revision (workspace_id, "
                "message_id, rank, (case when rank = 0 then null else at end), md5(text)) "
                "nulls not distinct"
            ]
        ),
        run_sql(COUNTERS),
        run_sql(SEARCH),
        client_table("inbox_search", parents={"message_id": "inbox_message"}),
    ]
