"""Tallies leave room in their pages, so that an update stays beside the row it replaces (HOT); adding to them is a
function, which PostgreSQL plans once for each connection, not once for each batch."""

from django.db import migrations

SLOTS = [f"s{number:02d}" for number in range(32)]
ADDED = ", ".join(f"{name} = CASE WHEN x.{name} IS NULL THEN t.{name} ELSE coalesce(t.{name}, 0) + x.{name} END"
                  for name in SLOTS)
# Row by row in the order of leads, so that two batches never wait for each other in a circle.
ADD = f"""
CREATE FUNCTION scoring_add(ws bigint, told json) RETURNS SETOF scoring_tally LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    WITH said AS MATERIALIZED (
        SELECT * FROM json_to_recordset(told) AS x (lead_id bigint, {", ".join(f"{name} float8" for name in SLOTS)})
    )
    UPDATE scoring_tally t SET {ADDED}, changes = t.changes + 1
    FROM said x WHERE t.workspace_id = ws AND t.lead_id = x.lead_id
    RETURNING t.*;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE scoring_tally SET (fillfactor = 70);"
            " ALTER TABLE scoring_recheck SET (fillfactor = 80)",
            "ALTER TABLE scoring_tally RESET (fillfactor); ALTER TABLE scoring_recheck RESET (fillfactor)",
        ),
        migrations.RunSQL(ADD, "DROP FUNCTION scoring_add(bigint, json)"),
    ]
