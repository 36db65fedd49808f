from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0010_understanding'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='rating',
            field=models.SmallIntegerField(null=True),
        ),
    ]
