from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0007_posts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('workspace_id', models.BigIntegerField()),
                ('thread_id', models.BigIntegerField()),
                ('member', models.BigIntegerField()),
                ('message', models.BigIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('workspace_id', 'thread_id', 'member'), name='reading_once'),
        ),
        client_table("inbox_reading", parents={"thread_id": "inbox_thread"}, cascade=True),
    ]
