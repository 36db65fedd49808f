from django.db import migrations, models

from palabre.plumbing.client_tables import run_sql


class Migration(migrations.Migration):

    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.AddField("account", "findings", models.JSONField(default=list)),
        migrations.AddField("account", "checked_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "account",
            "state",
            models.CharField(
                choices=[
                    ("connected", "Connected"),
                    ("sign_in_again", "Sign In Again"),
                    ("paused", "Paused"),
                    ("disconnected", "Disconnected"),
                ],
                default="connected",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            "ledgerentry",
            "state",
            models.SmallIntegerField(
                choices=[(0, "Waiting"), (1, "Applied"), (2, "Dead"), (3, "Dismissed")], default=0
            ),
        ),
        run_sql(
            [
                # A disconnected account's door is closed: its address is nobody's.
                """
                create or replace function palabre_find_account(of_network text, of_key text)
                returns table (id bigint, workspace_id bigint, external_id text, secrets bytea)
                language sql stable security definer set search_path = public, pg_temp as $$
                    select id, workspace_id, external_id, secrets from channels_account
                    where key = of_key and network = of_network and state <> 'disconnected'
                $$
                """,
                # The last day's arrivals are counted by the hour; a summary of ranges costs
                # arrivals next to nothing.
                "create index ledger_received on channels_ledgerentry "
                "using brin (received_at) with (autosummarize = on)",
            ]
        ),
    ]
