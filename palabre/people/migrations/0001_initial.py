import django.db.models.deletion
from palabre.plumbing.client_tables import client_table
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("channels", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('name', models.CharField(blank=True, max_length=300)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('first_seen_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'id'], name='person_list')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('network', models.CharField(max_length=20)),
                ('external_id', models.CharField(max_length=200)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'person'], name='identity_of_person')],
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'account_id', 'external_id'), name='identity_once')],
            },
        ),
        client_table("people_person", referenced=True),
        client_table(
            "people_identity",
            parents={"person_id": "people_person", "account_id": "channels_account"},
            referenced=True,
        ),
    ]
