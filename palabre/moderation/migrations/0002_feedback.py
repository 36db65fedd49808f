from django.db import migrations, models

from palabre.plumbing.client_tables import client_table, run_sql


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField()),
                ('decision_id', models.BigIntegerField()),
                ('charter', models.CharField(blank=True, max_length=16)),
                ('rules', models.JSONField()),
                ('what', models.CharField(max_length=12)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(condition=models.Q(('because', []), _negated=True), fields=['workspace_id', 'at'], name='decision_spoken'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['workspace_id', '-id'], name='feedback_list'),
        ),
        migrations.AddIndex(
            model_name='feedback',
            index=models.Index(fields=['workspace_id', 'message_id', 'by'], name='feedback_of_message'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'decision_id', 'by'), name='feedback_once'),
        ),
        run_sql(
            [
                "alter table moderation_decision add constraint moderation_decision_of_workspace "
                "unique (workspace_id, id)"
            ]
        ),
        client_table(
            "moderation_feedback",
            parents={"message_id": "inbox_message", "decision_id": "moderation_decision"},
        ),
    ]
