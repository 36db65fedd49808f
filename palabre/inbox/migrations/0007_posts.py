from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0006_lists'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='surface',
            name='surface_undescribed',
        ),
        migrations.AddField(
            model_name='surface',
            name='comments',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='surface',
            name='likes',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='surface',
            name='picture',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='surface',
            name='picture_address',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='surface',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='surface',
            name='shares',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='surface',
            index=models.Index(condition=models.Q(('described_at', None), ('kind', 'post')), fields=['workspace_id', 'id'], name='surface_undescribed'),
        ),
    ]
