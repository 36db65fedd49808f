from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0002_feedback'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='measures',
            field=models.JSONField(db_default=[]),
        ),
    ]
