"""Looking up who is who as a function: PostgreSQL plans it once for each connection, not once for each batch."""

from django.db import migrations

# Each statement of a volatile function sees what was committed before it: after the lock, not before the function.
# One look-up by the whole key for each text, whatever the planner believes of tables it has not counted yet.
LOOK = """
CREATE FUNCTION capture_look_up(ws bigint, place bigint, alone boolean, browsers text[], users text[],
    addresses text[], urls text[], keys text[], campaigns text[])
RETURNS TABLE (kind text, said text, found bigint, browser bigint, linked timestamptz, linked_by uuid,
    seen timestamptz) LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF alone THEN PERFORM pg_advisory_xact_lock(place); ELSE PERFORM pg_advisory_xact_lock_shared(place); END IF;
    IF cardinality(browsers) > 0 THEN
        RETURN QUERY SELECT 'browser', v.anonymous_id::text, v.lead_id, v.id, v.linked_at, v.linked_by, v.first_seen_at
        FROM unnest(browsers) AS it JOIN leads_visitor v ON v.workspace_id = ws AND v.anonymous_id = it;
    END IF;
    IF cardinality(users) > 0 THEN
        RETURN QUERY SELECT 'user_id', i.value::text, i.lead_id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(users) AS it
        JOIN leads_identity i ON i.workspace_id = ws AND i.kind = 'user_id' AND i.value = it;
    END IF;
    IF cardinality(addresses) > 0 THEN
        RETURN QUERY SELECT 'email', i.value::text, i.lead_id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(addresses) AS it
        JOIN leads_identity i ON i.workspace_id = ws AND i.kind = 'email' AND i.value = it;
        RETURN QUERY SELECT 'email', l.email_key::text, l.id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(addresses) AS it JOIN leads_lead l ON l.workspace_id = ws AND l.email_key = it;
    END IF;
    IF cardinality(urls) > 0 THEN
        RETURN QUERY SELECT 'url', c.url::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid, NULL::timestamptz
        FROM unnest(urls) AS it JOIN leads_content c ON c.workspace_id = ws AND c.url = it AND c.url <> '';
    END IF;
    IF cardinality(keys) > 0 THEN
        RETURN QUERY SELECT 'key', c.key::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid, NULL::timestamptz
        FROM unnest(keys) AS it JOIN leads_content c ON c.workspace_id = ws AND c.key = it AND c.key <> '';
    END IF;
    IF cardinality(campaigns) > 0 THEN
        RETURN QUERY SELECT 'campaign', c.key::text, c.id, NULL::bigint, NULL::timestamptz, NULL::uuid,
            NULL::timestamptz
        FROM unnest(campaigns) AS it JOIN leads_campaign c ON c.workspace_id = ws AND c.key = it AND c.key <> '';
    END IF;
END
$$
"""
UNDO = (
    "DROP FUNCTION capture_look_up(bigint, bigint, boolean, text[], text[], text[], text[], text[], text[])"
)


class Migration(migrations.Migration):
    dependencies = [("capture", "0002_imports")]
    operations = [migrations.RunSQL(LOOK, UNDO)]
