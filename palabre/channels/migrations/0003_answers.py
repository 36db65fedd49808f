from django.db import migrations

from palabre.plumbing.client_tables import run_sql


class Migration(migrations.Migration):

    dependencies = [("channels", "0002_upkeep")]

    operations = [
        run_sql(
            [
                # Whether a member has answered anybody yet is asked by every page.
                "create index act_answers on channels_outboxact (workspace_id, actor, state) "
                "where verb in ('reply', 'private_reply', 'message')",
            ]
        ),
    ]
