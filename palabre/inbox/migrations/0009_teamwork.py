import django.db.models.deletion
from django.db import migrations, models

from palabre.plumbing.client_tables import client_table, run_sql


class Migration(migrations.Migration):

    dependencies = [("inbox", "0008_reading")]

    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                ("member", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "member"), name="share_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                (
                    "note",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="inbox.note",
                    ),
                ),
                ("member", models.BigIntegerField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["workspace_id", "member", "-id"], name="mention_of_member"
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["workspace_id", "member", "note"],
                        name="mention_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id", "note", "member"), name="mention_once"
                    )
                ],
            },
        ),
        run_sql(
            [
                "alter table inbox_note add constraint inbox_note_of_workspace "
                "unique (workspace_id, id)"
            ]
        ),
        client_table("inbox_share"),
        client_table("inbox_mention", parents={"note_id": "inbox_note"}),
    ]
