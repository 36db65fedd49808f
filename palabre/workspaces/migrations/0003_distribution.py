import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [("workspaces", "0002_settings")]

    operations = [
        migrations.AddField("member", "away_since", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Distribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField(unique=True)),
                ("mode", models.CharField(max_length=20)),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="workspaces.team",
                    ),
                ),
                ("by_language", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        client_table("workspaces_distribution", parents={"team_id": "workspaces_team"}),
    ]
