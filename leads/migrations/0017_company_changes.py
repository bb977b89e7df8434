"""What a company's columns were before they changed is kept, whichever door changed them."""

import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

KEEP = """
CREATE FUNCTION leads_keep_company() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told jsonb;
BEGIN
    SELECT jsonb_object_agg(key, o.value) INTO told FROM jsonb_each(to_jsonb(OLD)) o JOIN jsonb_each(to_jsonb(NEW)) n
        USING (key) WHERE o.value IS DISTINCT FROM n.value AND key = ANY('{name,domain,industry,employees,revenue,'
        'currency,country,region,city,sites,parent_id}'::text[]);
    IF told IS NOT NULL THEN
        INSERT INTO leads_companychange (workspace_id, company_id, at, were)
        VALUES (OLD.workspace_id, OLD.id, statement_timestamp(), told);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER leads_company_kept AFTER UPDATE ON leads_company FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.* AND OLD.created_at < now()) EXECUTE FUNCTION leads_keep_company();
"""
UNDO = "DROP TRIGGER leads_company_kept ON leads_company; DROP FUNCTION leads_keep_company();"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_the_tour'),
        ('leads', '0016_keys_that_buy_nothing'),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('were', models.JSONField()),
                ('company', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='leads.company')),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='company_changes', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'company', 'at'], name='companychange_of_company')],
                'constraints': [accounts.constraints.TenantRows(name='companychange_rows'), accounts.constraints.TenantKey(field='company', name='companychange_company_key', to='leads.Company')],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
