"""Triggers that note, in the transaction of the change, which leads reports have to count anew."""

from django.db import migrations

WATCHED = [
    "source",
    "channel",
    "campaign_id",
    "landing_page",
    "product",
    "owner_id",
    "stage",
    "staged_at",
    "first_seen_at",
    "merged_into_id",
    "erased_at",
    "is_test",
]
CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in WATCHED)
MAKE = f"""
CREATE FUNCTION reports_touch_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (workspace_id, lead) SELECT workspace_id, id FROM moved;
    RETURN NULL;
END $$;
CREATE FUNCTION reports_touch_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (workspace_id, lead) SELECT DISTINCT workspace_id, lead_id FROM moved;
    RETURN NULL;
END $$;
CREATE FUNCTION reports_touch_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (workspace_id, lead)
    SELECT DISTINCT NEW.workspace_id, id FROM unnest(ARRAY[NEW.id, OLD.merged_into_id, NEW.merged_into_id]) AS id
     WHERE id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER reports_lead_made AFTER INSERT ON leads_lead REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION reports_touch_leads();
CREATE TRIGGER reports_lead_gone AFTER DELETE ON leads_lead REFERENCING OLD TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION reports_touch_leads();
CREATE TRIGGER reports_lead_changed AFTER UPDATE ON leads_lead
    FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION reports_touch_lead();
CREATE TRIGGER reports_step_taken AFTER INSERT ON leads_stagechange REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION reports_touch_steps();
"""
UNMAKE = """
DROP TRIGGER reports_step_taken ON leads_stagechange;
DROP TRIGGER reports_lead_changed ON leads_lead;
DROP TRIGGER reports_lead_gone ON leads_lead;
DROP TRIGGER reports_lead_made ON leads_lead;
DROP FUNCTION reports_touch_lead();
DROP FUNCTION reports_touch_steps();
DROP FUNCTION reports_touch_leads();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_rollups"), ("leads", "0009_test_leads")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
