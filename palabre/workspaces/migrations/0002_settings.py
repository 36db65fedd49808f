import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table


class Migration(migrations.Migration):

    dependencies = [("workspaces", "0001_initial")]

    operations = [
        migrations.AddField(
            "member", "theme", models.CharField(blank=True, default="", max_length=12)
        ),
        migrations.AddField(
            "member", "density", models.CharField(blank=True, default="", max_length=12)
        ),
        migrations.AddField("member", "settled_at", models.DateTimeField(null=True)),
        migrations.AddField("member", "first_password_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("account", models.BinaryField(max_length=32)),
                ("address", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "at"], name="try_of_account"),
                    models.Index(fields=["address", "at"], name="try_of_address"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("workspace_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "name"), name="team_name_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("workspace_id", models.BigIntegerField()),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="workspaces.team",
                    ),
                ),
                ("member", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "team", "member"), name="team_member_once"
                    )
                ]
            },
        ),
        client_table("workspaces_team", referenced=True),
        client_table("workspaces_teammember", parents={"team_id": "workspaces_team"}),
    ]
