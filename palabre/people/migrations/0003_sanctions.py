from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_what_is_known'),
    ]

    operations = [
        migrations.AddField(
            model_name='strike',
            name='amount',
            field=models.SmallIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name='strike',
            name='expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='strike',
            name='rule',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
        migrations.AddField(
            model_name='tag',
            name='expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='strike',
            constraint=models.UniqueConstraint(condition=models.Q(('rule', ''), _negated=True), fields=('workspace_id', 'message_id', 'rule'), name='strike_of_rule_once'),
        ),
    ]
