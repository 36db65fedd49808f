import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0002_assignment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='inbox.thread')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'thread', 'at', 'id'], name='note_of_thread')],
            },
        ),
        client_table("inbox_note", parents={"thread_id": "inbox_thread"}),
    ]
