import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table, run_sql


def about(name, fields, options):
    """Return the operation that makes a table of things about a person."""
    own = [
        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
        ('workspace_id', models.BigIntegerField()),
        ('by', models.CharField(max_length=200)),
        ('at', models.DateTimeField()),
    ]
    person = ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='people.person'))
    return migrations.CreateModel(name=name, fields=[*own, *fields, person], options=options)


SEARCH = [
    "create extension if not exists unaccent",
    "create extension if not exists pg_trgm",
    # Each word begins after a space, so that the beginning of a word can be asked for.
    """
    create function palabre_plain(words text) returns text
    language sql immutable parallel safe set search_path = public, pg_temp as $$
        select ' ' || lower(unaccent('unaccent', words))
    $$
    """,
    "create index people_identity_words on people_identity "
    "using gin (palabre_plain(name || ' ' || external_id) gin_trgm_ops)",
    # Policies hide the index from the planner (its operators are not leakproof), so the search
    # is a function that names the transaction's workspaces itself. $1 holds patterns of LIKE,
    # the most telling one first; $2 is how many rows at most.
    """
    create function palabre_find_people(patterns text[], most int)
    returns table (person_id bigint, workspace_id bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
        select i.person_id, i.workspace_id from people_identity i
        where palabre_plain(i.name || ' ' || i.external_id) like $1[1]
        and palabre_plain(i.name || ' ' || i.external_id) like all ($1)
        and i.workspace_id = any (coalesce(nullif(
            current_setting('palabre.workspaces', true), ''), '{}')::bigint[])
        order by i.id desc limit $2
    $$
    """,
]


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='language_by',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, to='people.person'),
        ),
        migrations.AddField(
            model_name='identity',
            name='home',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='born', to='people.person'),
        ),
        run_sql(["update people_identity set home_id = person_id"]),
        migrations.AlterField(
            model_name='identity',
            name='home',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='born', to='people.person'),
        ),
        run_sql([
            "alter table people_person add constraint people_person_merged_into_same_workspace "
            "foreign key (workspace_id, merged_into_id) references people_person (workspace_id, id)",
            "alter table people_identity add constraint people_identity_home_id_same_workspace "
            "foreign key (workspace_id, home_id) references people_person (workspace_id, id)",
        ]),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['workspace_id', 'merged_into'], name='person_merged'),
        ),
        migrations.AddIndex(
            model_name='identity',
            index=models.Index(fields=['workspace_id', 'home'], name='identity_of_home'),
        ),
        about('Tag', [
            ('name', models.CharField(max_length=60)),
            ('is_flag', models.BooleanField(default=False)),
        ], {
            'indexes': [models.Index(fields=['workspace_id', 'is_flag', 'name', 'person'], name='person_tag_by_name')],
            'constraints': [models.UniqueConstraint(fields=('workspace_id', 'person', 'is_flag', 'name'), name='person_tag_once')],
        }),
        about('Strike', [
            ('reason', models.CharField(max_length=500)),
            ('message_id', models.BigIntegerField(null=True)),
            ('withdrawn_by', models.CharField(blank=True, max_length=200)),
            ('withdrawn_at', models.DateTimeField(null=True)),
        ], {
            'indexes': [models.Index(fields=['workspace_id', 'person', 'id'], name='strike_of_person')],
        }),
        about('Consent', [
            ('kind', models.CharField(max_length=20)),
            ('is_given', models.BooleanField()),
            ('how', models.CharField(max_length=300)),
        ], {
            'indexes': [models.Index(fields=['workspace_id', 'person', 'kind', 'id'], name='consent_of_person')],
        }),
        about('PersonNote', [
            ('text', models.TextField()),
        ], {
            'indexes': [models.Index(fields=['workspace_id', 'person', 'id'], name='note_of_person')],
        }),
        about('Merge', [
            ('merged', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='merges', to='people.person')),
            ('undone_by', models.CharField(blank=True, max_length=200)),
            ('undone_at', models.DateTimeField(null=True)),
        ], {
            'indexes': [models.Index(fields=['workspace_id', 'person', 'id'], name='merge_of_person')],
            'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('workspace_id', 'merged'), name='merged_once')],
        }),
        *(
            client_table(f"people_{table}", parents={"person_id": "people_person"} | more)
            for table, more in {
                "tag": {},
                "strike": {},
                "consent": {},
                "personnote": {},
                "merge": {"merged_id": "people_person"},
            }.items()
        ),
        run_sql(SEARCH),
    ]
