import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notifications'),
        ('accounts', '__first__'),
        ('leads', '0011_offering'),
        ('scoring', '0003_rows_go_with_their_lead'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('definition_version', models.PositiveIntegerField()),
                ('draft_changed_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(default=dict)),
                ('draft', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='rehearsals', to='scoring.scoringmodel')),
                ('job', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job')),
                ('published', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scoring.scoringmodel')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rehearsals', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'draft', '-id'], name='rehearsal_of_draft')],
                'constraints': [accounts.constraints.TenantRows(name='rehearsal_rows'), accounts.constraints.TenantKey(cascade=True, field='draft', name='rehearsal_draft_key', to='scoring.ScoringModel'), accounts.constraints.TenantKey(field='published', name='rehearsal_published_key', to='scoring.ScoringModel'), accounts.constraints.TenantKey(field='job', name='rehearsal_job_key', to='accounts.Job'), models.CheckConstraint(condition=models.Q(('since__lt', models.F('until'))), name='rehearsal_looks_back')],
            },
        ),
        migrations.CreateModel(
            name='RehearsedLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('draft_score', models.IntegerField()),
                ('published_score', models.IntegerField()),
                ('won_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('rejected_at', models.DateTimeField(null=True)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('rehearsal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='scoring.rehearsal')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rehearsed_leads', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='rehearsedlead_rows'), accounts.constraints.TenantKey(cascade=True, field='rehearsal', name='rehearsedlead_rehearsal_key', to='scoring.Rehearsal'), accounts.constraints.TenantKey(cascade=True, field='lead', name='rehearsedlead_lead_key', to='leads.Lead'), models.UniqueConstraint(fields=('workspace', 'rehearsal', 'lead'), name='rehearsedlead_once')],
            },
        ),
    ]
