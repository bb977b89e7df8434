"""What follows from judging leads is written by one function, which PostgreSQL plans once for each connection: holding
them, their rows, their tallies, the history and when to look again were five statements, and planning them cost as
much as doing them where few leads cross something."""

from django.db import migrations

SAID = """s (lead_id bigint, a bigint, b bigint, was text, grade text, score int, fit int, engagement int,
            qualified boolean, qualifies boolean, barred smallint, barred_for text, changed boolean, noted boolean)"""
# Leads come in their order, so that nobody waits in a circle.
HOLD = """SELECT l.id, l.stage FROM leads_lead l WHERE l.workspace_id = {ws} AND l.id = ANY({wanted})
            AND l.merged_into_id IS NULL AND l.erased_at IS NULL ORDER BY l.id FOR NO KEY UPDATE"""
WRITE = f"""
        WITH said AS MATERIALIZED (
            SELECT s.* FROM json_to_recordset({{told}}) AS {SAID}
            WHERE {{how}} = 'held' OR s.lead_id = ANY({{ids}}) ORDER BY s.lead_id
        ), shown AS (
            UPDATE leads_lead l SET score = s.score, fit = s.fit, engagement = s.engagement, grade = s.grade,
                scored_at = {{at}}, model_version = {{version}}, qualifies = s.qualifies, barred_for = s.barred_for
            FROM said s WHERE l.workspace_id = {{ws}} AND l.id = s.lead_id
                AND (s.changed OR l.score <> s.score OR l.fit <> s.fit OR l.scored_at IS NULL)
        ), tallied AS (
            UPDATE scoring_tally t SET score = s.score, grade = s.grade, qualifies = s.qualifies, barred = s.barred,
                judged_by = {{version}}
            FROM said s WHERE t.workspace_id = {{ws}} AND t.lead_id = s.lead_id AND s.changed AND {{how}} <> 'begin'
        )
        INSERT INTO scoring_gradechange (workspace_id, lead_id, at, was, "to", score, fit, engagement, qualified,
            qualifies, cause, model_version)
        SELECT {{ws}}, s.lead_id, {{at}}, s.was, s.grade, s.score, s.fit, s.engagement, s.qualified, s.qualifies,
            {{why}}, {{version}} FROM said s WHERE s.noted"""
NAMES = {"ws": "ws", "wanted": "wanted", "told": "told", "ids": "ids"}
NAMES |= {"at": "now_at", "version": "version", "how": "how", "why": "why"}
NUMBERS = {"ws": "$1", "told": "$2", "ids": "$3", "at": "$4", "version": "$5", "how": "$6", "why": "$7"}

# `how`: "wait" holds the leads, "skip" holds those nobody else holds, "held" was done before, "begin" was done before
# and nobody has a tally. While a table was not counted yet, two rows are expected of it, and a plan for two would be
# kept for thousands: until then everything is planned anew, with whatever joins are best.
SETTLE = f"""
CREATE FUNCTION scoring_settle(
    ws bigint, wanted bigint[], told json, version int, now_at timestamptz, why text, how text,
    again bigint[], again_at timestamptz[]
) RETURNS TABLE (held bigint, stands varchar) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off SET enable_material = off AS $$
DECLARE
    ids bigint[] := '{{}}';
    counted constant boolean := (SELECT min(reltuples) > 100 FROM pg_class
        WHERE oid IN ('leads_lead'::regclass, 'scoring_tally'::regclass));
BEGIN
    IF NOT counted THEN
        PERFORM set_config(name, 'on', true)
        FROM unnest('{{enable_seqscan, enable_hashjoin, enable_mergejoin, enable_material}}'::text[]) AS switch (name);
    END IF;
    IF counted AND how = 'wait' THEN
        FOR held, stands IN {HOLD.format(**NAMES)}
        LOOP ids := ids || held; RETURN NEXT; END LOOP;
    ELSIF counted AND how = 'skip' THEN
        FOR held, stands IN {HOLD.format(**NAMES)} SKIP LOCKED
        LOOP ids := ids || held; RETURN NEXT; END LOOP;
    ELSIF how IN ('wait', 'skip') THEN
        FOR held, stands IN EXECUTE $hold$ {HOLD.format(ws="$1", wanted="$2")} $hold$
            || CASE how WHEN 'skip' THEN 'SKIP LOCKED' ELSE '' END USING ws, wanted
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
    IF ids = '{{}}' THEN
        NULL;  -- only when to look again was said, or somebody else holds them all
    ELSIF counted THEN
        {WRITE.format(**NAMES)};
    ELSE
        EXECUTE $write$ {WRITE.format(**NUMBERS)} $write$ USING ws, told, ids, now_at, version, how, why;
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
