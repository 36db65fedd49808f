from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0012_skeleton'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField()),
                ('about', models.CharField(max_length=20)),
                ('answer', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TaughtModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('intents', 'Intents'), ('corrections', 'Corrections')], max_length=12)),
                ('number', models.IntegerField()),
                ('examples', models.BinaryField(default=bytes)),
                ('content', models.BinaryField(default=bytes)),
                ('report', models.JSONField(default=dict)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('learned_at', models.DateTimeField(null=True)),
                ('live_at', models.DateTimeField(null=True)),
                ('left_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='thread',
            name='own_intent',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.AddField(
            model_name='understanding',
            name='own_intent',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.AddField(
            model_name='understanding',
            name='own_score',
            field=models.FloatField(db_default=0.0),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('own_intent__in', ['', 'none']), _negated=True), fields=['workspace_id', 'own_intent', '-last_at', '-id'], name='thread_of_own'),
        ),
        migrations.AddIndex(
            model_name='correction',
            index=models.Index(fields=['workspace_id', '-id'], name='correction_list'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'message_id', 'about'), name='correction_once'),
        ),
        migrations.AddIndex(
            model_name='taughtmodel',
            index=models.Index(condition=models.Q(('learned_at__isnull', True)), fields=['workspace_id', 'id'], name='taught_waiting'),
        ),
        migrations.AddConstraint(
            model_name='taughtmodel',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'kind', 'number'), name='taught_number_once'),
        ),
        migrations.AddConstraint(
            model_name='taughtmodel',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True), ('live_at__isnull', False)), fields=('workspace_id', 'kind'), name='taught_one_live'),
        ),
        client_table("inbox_taughtmodel"),
        client_table("inbox_correction", parents={"message_id": "inbox_message"}, cascade=True),
    ]
