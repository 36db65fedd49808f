from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0011_rating'),
    ]

    operations = [
        migrations.AddField(
            model_name='understanding',
            name='skeleton',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
    ]
