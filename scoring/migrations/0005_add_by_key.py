"""One statement adds to all the leads of a batch where the planner has counted the tallies, and one for each lead where
it has not: of a table it knows nothing of it expects two rows, and would compare every lead with every tally."""

from django.db import migrations

SLOTS = [f"s{number:02d}" for number in range(32)]
AMOUNTS = ", ".join(f"{name} float8" for name in SLOTS)


def added(said):
    """What becomes of the slots by a row of that name."""
    return ", ".join(
        f"{name} = CASE WHEN {said}.{name} IS NULL THEN t.{name} ELSE coalesce(t.{name}, 0) + {said}.{name} END"
        for name in SLOTS
    )


# In the order of leads, in which they are told, so that two batches never wait for each other in a circle.
ADD = f"""
CREATE OR REPLACE FUNCTION scoring_add(ws bigint, told json) RETURNS SETOF scoring_tally LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE one record;
BEGIN
    IF (SELECT reltuples FROM pg_class WHERE oid = 'scoring_tally'::regclass) > 100 THEN
        RETURN QUERY
        WITH said AS MATERIALIZED (SELECT * FROM json_to_recordset(told) AS r (lead_id bigint, {AMOUNTS}))
        UPDATE scoring_tally t SET {added("x")}, changes = t.changes + 1
        FROM said x WHERE t.workspace_id = ws AND t.lead_id = x.lead_id RETURNING t.*;
        RETURN;
    END IF;
    FOR one IN SELECT * FROM json_to_recordset(told) AS r (lead_id bigint, {AMOUNTS}) LOOP
        RETURN QUERY UPDATE scoring_tally t SET {added("one")}, changes = t.changes + 1
        WHERE t.workspace_id = ws AND t.lead_id = one.lead_id RETURNING t.*;
    END LOOP;
END
$$
"""  # noqa: S608 - our own names


class Migration(migrations.Migration):
    dependencies = [("scoring", "0004_rehearsals")]
    operations = [migrations.RunSQL(ADD, migrations.RunSQL.noop)]
