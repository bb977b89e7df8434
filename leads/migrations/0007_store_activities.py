"""Storing activities as a function: PostgreSQL plans it once for each connection, not once for each batch."""

from django.db import migrations

# Always by index: a plan made while the tables were empty must still be right when they are full. A lead's last
# activity is kept to the minute: its row has many indexes, and a busy visitor would write it with every click.
STORE = """
CREATE FUNCTION leads_store_activities(ws bigint, told json, claimed boolean, busy bigint[], until timestamptz[])
RETURNS TABLE (places bigint[], ids bigint[]) LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE numbers regclass := pg_get_serial_sequence('leads_activity', 'id');
BEGIN
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
    ), touched AS (
        UPDATE leads_lead lead SET last_activity_at = latest.at
        FROM unnest(busy, until) AS latest (id, at)
        WHERE lead.workspace_id = ws AND lead.id = latest.id
            AND (lead.last_activity_at IS NULL OR lead.last_activity_at < latest.at - interval '1 minute')
    )
    SELECT array_agg(said.place ORDER BY said.place), array_agg(said.id ORDER BY said.place) FROM said
    WHERE claimed OR said.message_id IN (SELECT fresh.message_id FROM fresh);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0006_segment")]
    operations = [
        migrations.RunSQL(STORE, "DROP FUNCTION leads_store_activities(bigint, json, boolean, bigint[], timestamptz[])"),
    ]
