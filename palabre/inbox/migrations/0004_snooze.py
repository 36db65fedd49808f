from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0003_note'),
    ]

    operations = [
        migrations.AddField(
            model_name='thread',
            name='snoozed_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('is_open', True), ('snoozed_until__isnull', False)), fields=['workspace_id', 'snoozed_until'], name='thread_snoozed'),
        ),
    ]
