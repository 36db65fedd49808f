from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0004_snooze'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='label',
            index=models.Index(fields=['workspace_id', 'name', 'message'], name='label_by_name'),
        ),
    ]
