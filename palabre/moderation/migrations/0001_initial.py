from palabre.plumbing.client_tables import client_table
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("inbox", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Charter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('number', models.IntegerField()),
                ('source', models.TextField()),
                ('hash', models.CharField(max_length=16)),
                ('by', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'number'), name='charter_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField()),
                ('verdict', models.CharField(max_length=8)),
                ('because', models.JSONField()),
                ('charter', models.CharField(blank=True, max_length=16)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['workspace_id', 'message_id', '-id'], name='decision_of_message'), models.Index(fields=['workspace_id', '-id'], name='decision_list')],
            },
        ),
        client_table("moderation_charter"),
        client_table("moderation_decision", parents={"message_id": "inbox_message"}),
    ]
