"""What follows from judging leads is written by one function, which PostgreSQL plans once for each connection: holding
them, their rows, their tallies, the history and when to look again were five statements, and planning them cost as
much as doing them where few leads cross something."""

from django.db import migrations

SAID = """s (lead_id bigint, a bigint, b bigint, was text, grade text, score int, fit int, engagement int,
            qualified boolean, qualifies boolean, barred smallint, barred_for text, changed boolean, noted boolean)"""


def shown(said):
    """A lead's row as the judgement in a row of that name wants it."""
    return (
        f"score = {said}.score, fit = {said}.fit, engagement = {said}.engagement, grade = {said}.grade,"
        f" scored_at = now_at, model_version = version, qualifies = {said}.qualifies, barred_for = {said}.barred_for"
    )


def differs(said):
    """Whether that row does not stand there yet."""
    return f"({said}.changed OR l.score <> {said}.score OR l.fit <> {said}.fit OR l.scored_at IS NULL)"


def tallied(said):
    """A tally's own memory of that judgement."""
    return (
        f"score = {said}.score, grade = {said}.grade, qualifies = {said}.qualifies, barred = {said}.barred,"
        " judged_by = version"
    )


NOTED = """workspace_id, lead_id, at, was, "to", score, fit, engagement, qualified, qualifies, cause, model_version"""


def noted(said):
    """What the history says of it."""
    names = ("was", "grade", "score", "fit", "engagement", "qualified", "qualifies")
    return f"ws, {said}.lead_id, now_at, {', '.join(f'{said}.{name}' for name in names)}, why, version"


# `how`: "wait" holds the leads, "skip" holds those nobody else holds, "held" was done before, "begin" was done before
# and nobody has a tally. Leads come in their order, so that nobody waits in a circle. While nothing is known of the
# table, each lead is found by itself: of unknown tables two rows are expected, and a plan for two would be kept.
SETTLE = f"""
CREATE FUNCTION scoring_settle(
    ws bigint, wanted bigint[], told json, version int, now_at timestamptz, why text, how text,
    again bigint[], again_at timestamptz[]
) RETURNS TABLE (held bigint, stands varchar) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
    ids bigint[] := '{{}}';
    known constant boolean := (SELECT min(reltuples) > 100 FROM pg_class
        WHERE oid IN ('leads_lead'::regclass, 'scoring_tally'::regclass));
    one record;
BEGIN
    IF how = 'wait' THEN
        FOR held, stands IN SELECT l.id, l.stage FROM leads_lead l WHERE l.workspace_id = ws AND l.id = ANY(wanted)
            AND l.merged_into_id IS NULL AND l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE
        LOOP ids := ids || held; RETURN NEXT; END LOOP;
    ELSIF how = 'skip' THEN
        FOR held, stands IN SELECT l.id, l.stage FROM leads_lead l WHERE l.workspace_id = ws AND l.id = ANY(wanted)
            AND l.merged_into_id IS NULL AND l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE SKIP LOCKED
        LOOP ids := ids || held; RETURN NEXT; END LOOP;
    ELSIF how = 'begin' THEN
        FOR held IN INSERT INTO scoring_tally AS t
            (workspace_id, lead_id, traits_a, traits_b, score, grade, qualifies, barred, judged_by)
            SELECT ws, s.lead_id, s.a, s.b, s.score, s.grade, s.qualifies, s.barred, version
            FROM json_to_recordset(told) AS {SAID} ORDER BY s.lead_id ON CONFLICT DO NOTHING RETURNING t.lead_id
        LOOP ids := ids || held; RETURN NEXT; END LOOP;
    ELSE
        ids := wanted;
    END IF;
    IF known THEN
        WITH said AS MATERIALIZED (
            SELECT s.* FROM json_to_recordset(told) AS {SAID} WHERE s.lead_id = ANY(ids) ORDER BY s.lead_id
        ), shown AS (
            UPDATE leads_lead l SET {shown("s")} FROM said s
            WHERE l.workspace_id = ws AND l.id = s.lead_id AND {differs("s")}
        ), tallied AS (
            UPDATE scoring_tally t SET {tallied("s")} FROM said s
            WHERE t.workspace_id = ws AND t.lead_id = s.lead_id AND s.changed AND how <> 'begin'
        )
        INSERT INTO scoring_gradechange ({NOTED}) SELECT {noted("s")} FROM said s WHERE s.noted;
    ELSE
        FOR one IN SELECT * FROM json_to_recordset(told) AS {SAID} WHERE s.lead_id = ANY(ids) ORDER BY s.lead_id LOOP
            UPDATE leads_lead l SET {shown("one")}
            WHERE l.workspace_id = ws AND l.id = one.lead_id AND {differs("one")};
            IF one.changed AND how <> 'begin' THEN
                UPDATE scoring_tally t SET {tallied("one")} WHERE t.workspace_id = ws AND t.lead_id = one.lead_id;
            END IF;
            IF one.noted THEN
                INSERT INTO scoring_gradechange ({NOTED}) VALUES ({noted("one")});
            END IF;
        END LOOP;
    END IF;
    IF cardinality(again) > 0 THEN
        INSERT INTO scoring_recheck AS r (workspace_id, lead_id, due_at)
        SELECT ws, x.lead_id, x.due_at FROM unnest(again, again_at) AS x (lead_id, due_at)
        WHERE how <> 'begin' OR x.lead_id = ANY(ids) ORDER BY x.lead_id
        ON CONFLICT (workspace_id, lead_id) DO UPDATE SET due_at = excluded.due_at WHERE r.due_at > excluded.due_at;
    END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("scoring", "0007_keys_that_buy_nothing")]
    operations = [
        migrations.RunSQL(
            SETTLE,
            "DROP FUNCTION scoring_settle(bigint, bigint[], json, int, timestamptz, text, text, bigint[], timestamptz[])",
        )
    ]
