import django.contrib.postgres.fields
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0009_teamwork'),
    ]

    operations = [
        migrations.CreateModel(
            name='Understanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField()),
                ('lang', models.CharField(blank=True, max_length=8)),
                ('mood', models.CharField(blank=True, max_length=8)),
                ('intent', models.CharField(blank=True, max_length=20)),
                ('urgency', models.FloatField(default=0)),
                ('risks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('labels', models.JSONField(default=dict)),
                ('sentiment', models.JSONField(default=dict)),
                ('intents', models.JSONField(default=dict)),
                ('personal_data', models.JSONField(default=list)),
                ('versions', models.JSONField(default=dict)),
                ('wants_full', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='thread',
            name='intent',
            field=models.CharField(blank=True, db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='thread',
            name='is_urgent',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name='thread',
            name='lang',
            field=models.CharField(blank=True, db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='thread',
            name='mood',
            field=models.CharField(blank=True, db_default='', max_length=8),
        ),
        migrations.AddField(
            model_name='thread',
            name='risks',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_default=[], size=None),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('is_urgent', True)), fields=['workspace_id', '-last_at', '-id'], name='thread_urgent'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('risks', []), _negated=True), fields=['workspace_id', '-last_at', '-id'], name='thread_of_risk'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('mood__in', ['negative', 'positive'])), fields=['workspace_id', 'mood', '-last_at', '-id'], name='thread_of_mood'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('intent__in', ['', 'other']), _negated=True), fields=['workspace_id', 'intent', '-last_at', '-id'], name='thread_of_intent'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('lang', ''), _negated=True), fields=['workspace_id', 'lang', '-last_at', '-id'], name='thread_of_lang'),
        ),
        migrations.AddIndex(
            model_name='understanding',
            index=models.Index(condition=models.Q(('wants_full', True)), fields=['workspace_id', '-message_id'], name='understanding_to_deepen'),
        ),
        migrations.AddConstraint(
            model_name='understanding',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'message_id'), name='understanding_once'),
        ),
        client_table(
            "inbox_understanding", parents={"message_id": "inbox_message"}, cascade=True
        ),
    ]
