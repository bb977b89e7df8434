"""Make the activity table a partitioned one: the same columns, constraints and indexes, one table a month."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import migrations

from leads import partitions


def partition(apps, editor):
    model = apps.get_model("leads", "Activity")
    table = model._meta.db_table
    editor.execute(f"ALTER TABLE {table} RENAME TO {table}_plain")
    editor.execute(
        f"CREATE TABLE {table} (LIKE {table}_plain INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING GENERATED)"
        " PARTITION BY RANGE (at)"
    )
    editor.execute(f"DROP TABLE {table}_plain CASCADE")
    editor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id, at)")
    editor.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT activity_by_key FOREIGN KEY (by_id)"
        " REFERENCES accounts_user (id) DEFERRABLE INITIALLY DEFERRED"
    )
    for constraint in model._meta.constraints:
        editor.execute(str(constraint.create_sql(model, editor)), params=None)
    for index in model._meta.indexes:
        editor.add_index(model, index)
    # Written once: of an activity only whose it is, and whether it counts, may be corrected.
    role = editor.quote_name(settings.APP_ROLE)
    editor.execute(f"REVOKE UPDATE ON {table} FROM {role}")
    editor.execute(f"GRANT UPDATE (lead_id, content_id, campaign_id, counts) ON {table} TO {role}")
    with editor.connection.cursor() as cursor:
        partitions.make_months(cursor, today=datetime.now(UTC).date(), role=settings.APP_ROLE)


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]
    operations = [migrations.RunPython(partition, migrations.RunPython.noop)]
