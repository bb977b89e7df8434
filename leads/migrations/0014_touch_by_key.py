"""A batch's leads are written one by one, each found by its whole key, whatever the planner believes of a table it has
not counted yet. They come in the order of their ids, so that two batches never wait for each other in a circle."""

from django.db import migrations

STORE = """
CREATE OR REPLACE FUNCTION leads_store_activities(ws bigint, told json, claimed boolean, busy bigint[], until timestamptz[])
RETURNS TABLE (places bigint[], ids bigint[]) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE numbers regclass := pg_get_serial_sequence('leads_activity', 'id');
BEGIN
    FOR place IN 1 .. cardinality(busy) LOOP
        UPDATE leads_lead lead SET last_activity_at = until[place]
        WHERE lead.workspace_id = ws AND lead.id = busy[place]
            AND (lead.last_activity_at IS NULL OR lead.last_activity_at < until[place] - interval '1 minute');
    END LOOP;
    RETURN QUERY
    WITH said AS MATERIALIZED (
        SELECT said.*, nextval(numbers) AS id
        FROM ROWS FROM (json_to_recordset(told) AS (lead_id bigint, visitor_id bigint, at timestamptz,
            sent_at timestamptz, type text, title text, properties jsonb, content_id bigint, campaign_id bigint,
            channel text, origin text, by_id bigint, message_id uuid, counts boolean)
        ) WITH ORDINALITY AS said (lead_id, visitor_id, at, sent_at, type, title, properties, content_id,
            campaign_id, channel, origin, by_id, message_id, counts, place)
    ), fresh AS (
        INSERT INTO leads_messagekey (workspace_id, message_id)
        SELECT ws, said.message_id FROM said WHERE NOT claimed ORDER BY said.message_id
        ON CONFLICT DO NOTHING RETURNING message_id
    ), stored AS (
        INSERT INTO leads_activity (id, workspace_id, lead_id, visitor_id, at, sent_at, type, title, properties,
            content_id, campaign_id, channel, origin, by_id, message_id, counts)
        SELECT said.id, ws, said.lead_id, said.visitor_id, said.at, said.sent_at, said.type,
            coalesce(said.title, ''), coalesce(said.properties, '{}'), said.content_id, said.campaign_id,
            coalesce(said.channel, ''), coalesce(said.origin, ''), said.by_id, said.message_id,
            coalesce(said.counts, true)
        FROM said WHERE claimed OR said.message_id IN (SELECT fresh.message_id FROM fresh)
    )
    SELECT array_agg(said.place ORDER BY said.place), array_agg(said.id ORDER BY said.place) FROM said
    WHERE claimed OR said.message_id IN (SELECT fresh.message_id FROM fresh);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_stage_and_source")]
    operations = [migrations.RunSQL(STORE, migrations.RunSQL.noop)]
