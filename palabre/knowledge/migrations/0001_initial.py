from palabre.plumbing.client_tables import client_table
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('shortcut', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('language', models.CharField(max_length=8)),
                ('by', models.CharField(max_length=200)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace_id', 'shortcut'), name='saved_reply_shortcut_once')],
            },
        ),
        client_table("knowledge_savedreply"),
    ]
