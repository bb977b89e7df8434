"""Words in the order of code points, what erasure may blank of the written-once tables, and a planner that knows."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import migrations, models

ROWS = 200  # enough for the planner to see that a workspace has many rows and an id is one
WORKSPACE = 1
# Free text in a reason may name a person: it, and nothing else, can be blanked by the application.
ERASABLE = {"leads_stagechange": "reason, details", "leads_custodychange": "reason"}


def allow_blanking(apps, editor):
    role = editor.quote_name(settings.APP_ROLE)
    for table, columns in ERASABLE.items():
        editor.execute(f"GRANT UPDATE ({columns}) ON {table} TO {role}")


def forbid_blanking(apps, editor):
    role = editor.quote_name(settings.APP_ROLE)
    for table, columns in ERASABLE.items():
        editor.execute(f"REVOKE UPDATE ({columns}) ON {table} FROM {role}")


def teach_planner(apps, editor):
    """Let tables that keys point at be analysed with rows in them, then take the rows out again.

    The checks of keys are planned once for each connection. On a table that was never analysed the planner finds an
    index on the workspace alone as good as the key, and reads all of a workspace's rows for every check: the first
    import of a new installation would take time with the square of its length. What it learns here stays until real
    rows are analysed.
    """
    tables = [apps.get_model("leads", name)._meta.db_table for name in ("Company", "Lead", "Visitor", "Campaign")]
    with editor.connection.cursor() as cursor:
        # Row-level security holds for the owner, too; but every workspace has bells, and they can be asked for.
        cursor.execute("SELECT set_config('baton.doorbells', 'on', true)")
        cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_bell)")
        (is_in_use,) = cursor.fetchone()
        cursor.execute("SELECT set_config('baton.doorbells', '', true)")
        if is_in_use:
            return  # an installation in use is analysed by autovacuum
        cursor.execute("SELECT set_config('baton.workspace', %s, true)", [str(WORKSPACE)])
        cursor.execute(
            "INSERT INTO accounts_workspace (id, name, slug, time_zone) VALUES (%s, 'Planner', 'planner', 'UTC')",
            [WORKSPACE],
        )
        fill(apps)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in [*tables, "accounts_workspace"]:
            cursor.execute(f"ANALYZE {table}")
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1, false)", [table])
        cursor.execute("DELETE FROM accounts_workspace WHERE id = %s", [WORKSPACE])
        cursor.execute("SELECT set_config('baton.workspace', '', true)")


def fill(apps):
    """Rows as wide as real ones."""
    far = datetime(2000, 1, 1, tzinfo=UTC)
    places = range(ROWS)
    models_of = {name: apps.get_model("leads", name) for name in ("Company", "Lead", "Visitor", "Campaign")}
    models_of["Company"].objects.bulk_create(
        models_of["Company"](workspace_id=WORKSPACE, name=f"Firm {n}", name_norm=f"firm {n}", domain=f"firm{n}.example")
        for n in places
    )
    models_of["Campaign"].objects.bulk_create(
        models_of["Campaign"](workspace_id=WORKSPACE, name=f"Campaign {n}", key=f"campaign-{n}") for n in places
    )
    models_of["Visitor"].objects.bulk_create(
        models_of["Visitor"](workspace_id=WORKSPACE, anonymous_id=f"{n:036}") for n in places
    )
    models_of["Lead"].objects.bulk_create(
        models_of["Lead"](
            workspace_id=WORKSPACE,
            first_name=f"First{n}",
            last_name=f"Last{n}",
            email=f"lead{n}@firm{n}.example",
            email_key=f"lead{n}@firm{n}.example",
            email_domain=f"firm{n}.example",
            return_at=far,
        )
        for n in places
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0003_custody_checks")]
    operations = [
        migrations.AlterField(
            model_name="token", name="word", field=models.CharField(db_collation="C", max_length=64)
        ),
        migrations.RunPython(allow_blanking, forbid_blanking),
        migrations.RunPython(teach_planner, migrations.RunPython.noop),
    ]
