"""Each text of a batch is looked up by the whole key, as a statement of its own would: joined, a table that had not been
counted yet was read from end to end for every text."""

from django.db import migrations

LOOK = """
CREATE OR REPLACE FUNCTION capture_look_up(ws bigint, place bigint, alone boolean, browsers text[], users text[],
    addresses text[], urls text[], keys text[], campaigns text[])
RETURNS TABLE (kind text, said text, found bigint, browser bigint, linked timestamptz, linked_by uuid,
    seen timestamptz) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock(place); ELSE PERFORM pg_advisory_xact_lock_shared(place); END IF;
    IF cardinality(browsers) > 0 THEN
        RETURN QUERY SELECT 'browser', v.anonymous_id::text, v.lead_id, v.id, v.linked_at, v.linked_by, v.first_seen_at
        FROM unnest(browsers) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_visitor v WHERE v.workspace_id = ws AND v.anonymous_id = it OFFSET 0
        ) AS v;
    END IF;
    IF cardinality(users) > 0 THEN
        RETURN QUERY SELECT 'user_id', i.value::text, i.lead_id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(users) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_identity i WHERE i.workspace_id = ws AND i.kind = 'user_id' AND i.value = it OFFSET 0
        ) AS i;
    END IF;
    IF cardinality(addresses) > 0 THEN
        RETURN QUERY SELECT 'email', i.value::text, i.lead_id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(addresses) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_identity i WHERE i.workspace_id = ws AND i.kind = 'email' AND i.value = it OFFSET 0
        ) AS i;
        RETURN QUERY SELECT 'email', l.email_key::text, l.id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(addresses) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_lead l WHERE l.workspace_id = ws AND l.email_key = it OFFSET 0
        ) AS l;
    END IF;
    IF cardinality(urls) > 0 THEN
        RETURN QUERY SELECT 'url', c.url::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid, NULL::timestamptz
        FROM unnest(urls) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_content c WHERE c.workspace_id = ws AND c.url = it AND c.url <> '' OFFSET 0
        ) AS c;
    END IF;
    IF cardinality(keys) > 0 THEN
        RETURN QUERY SELECT 'key', c.key::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid, NULL::timestamptz
        FROM unnest(keys) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_content c WHERE c.workspace_id = ws AND c.key = it AND c.key <> '' OFFSET 0
        ) AS c;
    END IF;
    IF cardinality(campaigns) > 0 THEN
        RETURN QUERY SELECT 'campaign', c.key::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(campaigns) AS it
        CROSS JOIN LATERAL (
            SELECT * FROM leads_campaign c WHERE c.workspace_id = ws AND c.key = it AND c.key <> '' OFFSET 0
        ) AS c;
    END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("capture", "0005_last_event")]
    operations = [migrations.RunSQL(LOOK, migrations.RunSQL.noop)]
