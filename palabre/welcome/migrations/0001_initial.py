from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [("workspaces", "0002_settings"), ("channels", "0003_answers")]

    operations = [
        migrations.CreateModel(
            name="FirstSteps",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("workspace_id", models.BigIntegerField()),
                ("member", models.BigIntegerField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "member"), name="first_steps_of_member_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Setup",
            fields=[
                ("workspace_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("by", models.BigIntegerField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        client_table("welcome_firststeps"),
        client_table("welcome_setup"),
    ]
