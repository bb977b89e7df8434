"""Adding to tallies looks each lead up by the whole key, whatever the planner believes of a table it has not counted
yet: one statement for all of them was planned while tallies were few, and then compared every lead with every tally."""

from django.db import migrations

SLOTS = [f"s{number:02d}" for number in range(32)]
AMOUNTS = ", ".join(f"{name} float8" for name in SLOTS)
ADDED = ", ".join(
    f"{name} = CASE WHEN x.{name} IS NULL THEN t.{name} ELSE coalesce(t.{name}, 0) + x.{name} END" for name in SLOTS
)
# Row by row in the order of leads, so that two batches never wait for each other in a circle.
ADD = f"""
CREATE OR REPLACE FUNCTION scoring_add(ws bigint, told json) RETURNS SETOF scoring_tally LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE x record;
BEGIN
    FOR x IN SELECT * FROM json_to_recordset(told) AS r (lead_id bigint, {AMOUNTS}) LOOP
        RETURN QUERY UPDATE scoring_tally t SET {ADDED}, changes = t.changes + 1
        WHERE t.workspace_id = ws AND t.lead_id = x.lead_id RETURNING t.*;
    END LOOP;
END
$$
"""  # noqa: S608 - our own names


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_rehearsals")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
