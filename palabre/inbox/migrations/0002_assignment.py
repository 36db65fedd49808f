from django.db import migrations, models

from palabre.plumbing.client_tables import run_sql

COUNTER = """
    create or replace function {name}() returns trigger language plpgsql as $$
    begin
        insert into inbox_counter as kept (workspace_id, name, value)
        select r.workspace_id, v.name, sum(r.delta)
        from ({rows}) r
        cross join lateral (values
            ('all', true), ('open', r.is_open), ('answer', r.is_open and r.needs_answer),
            ('review', r.needs_review), ('hidden', r.has_hidden),
            ('unassigned', r.is_open and r.assignee is null)) v (name, holds)
        where v.holds
        group by r.workspace_id, v.name having sum(r.delta) <> 0
        order by r.workspace_id, v.name
        on conflict (workspace_id, name) do update set value = kept.value + excluded.value;
        return null;
    end $$
"""
ROWS = {
    "inbox_count_threads": "select *, 1 as delta from new_rows",
    "inbox_count_threads_again":
        "select *, 1 as delta from new_rows union all select *, -1 from old_rows",
    "inbox_count_threads_less": "select *, -1 as delta from old_rows",
}
FILL = """
    insert into inbox_counter (workspace_id, name, value)
    select workspace_id, 'unassigned', count(*) from inbox_thread where is_open
    group by workspace_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='thread',
            name='assignee',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='thread',
            name='assigned_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('assignee__isnull', False), ('is_open', True)), fields=['workspace_id', 'assignee', '-last_at', '-id'], name='thread_of_member'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('assignee', None), ('is_open', True)), fields=['workspace_id', '-last_at', '-id'], name='thread_unassigned'),
        ),
        run_sql([COUNTER.format(name=name, rows=rows) for name, rows in ROWS.items()]),
        run_sql([FILL]),
    ]
