import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0005_live'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outboxact',
            index=models.Index(
                models.F('workspace_id'),
                models.F('account_id'),
                django.db.models.fields.json.KeyTextTransform('person', 'target'),
                condition=models.Q(verb__in=['ban', 'time_out', 'mute', 'unban', 'unmute']),
                name='act_against_person',
            ),
        ),
        migrations.AddIndex(
            model_name='outboxact',
            index=models.Index(
                condition=models.Q(state='by_hand'),
                fields=['workspace_id', 'id'],
                name='act_by_hand',
            ),
        ),
    ]
