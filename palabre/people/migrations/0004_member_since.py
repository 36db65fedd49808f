from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_sanctions'),
    ]

    operations = [
        migrations.AddField(
            model_name='identity',
            name='member_since',
            field=models.DateTimeField(null=True),
        ),
    ]
