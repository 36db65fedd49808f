from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0005_labels'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('key', models.CharField(max_length=200)),
                ('act', models.CharField(max_length=20)),
                ('detail', models.JSONField()),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('items', models.JSONField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.CharField(blank=True, max_length=200)),
                ('undone', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('owner', models.BigIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=4000)),
                ('is_shared', models.BooleanField(default=False)),
                ('place', models.IntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='note',
            name='key',
            field=models.CharField(max_length=120, null=True),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('verdict__in', ['review', 'hold', 'hide', 'delete'])), fields=['workspace_id', 'verdict', 'thread'], name='message_by_verdict'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(fields=['workspace_id', 'account_id', '-last_at', '-id'], name='thread_of_account'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('person_id__isnull', False)), fields=['workspace_id', 'person_id', '-last_at', '-id'], name='thread_of_person'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('assignee__isnull', False)), fields=['workspace_id', 'assignee', '-last_at', '-id'], name='thread_assigned'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'key'), name='note_once'),
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(fields=['workspace_id', 'by', '-id'], name='bulk_of_member'),
        ),
        migrations.AddConstraint(
            model_name='bulk',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'key'), name='bulk_once'),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(fields=['workspace_id', 'owner'], name='saved_view_of_member'),
        ),
        migrations.AddIndex(
            model_name='savedview',
            index=models.Index(condition=models.Q(('is_shared', True)), fields=['workspace_id'], name='saved_view_shared'),
        ),
        client_table("inbox_savedview"),
        client_table("inbox_bulk"),
    ]
