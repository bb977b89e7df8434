import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import leads.definitions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notifications'),
        ('accounts', '__first__'),
        ('leads', '0009_test_leads'),
    ]

    operations = [
        migrations.AddField(
            model_name='lead',
            name='score_at_return',
            field=models.IntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Definition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(default=leads.definitions.State['PROPOSED'], max_length=10)),
                ('text', models.TextField()),
                ('condition', models.JSONField(null=True)),
                ('checklist', models.JSONField(default=list)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('proposed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('in_force_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='definitions', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='definition_rows'), models.UniqueConstraint(fields=('workspace', 'kind', 'version'), name='definition_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('workspace', 'kind'), name='definition_one_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('workspace', 'kind'), name='definition_one_proposed'), models.CheckConstraint(condition=models.Q(('kind__in', [leads.definitions.Kind['MQL'], leads.definitions.Kind['SAL'], leads.definitions.Kind['SQL'], leads.definitions.Kind['ICP'], leads.definitions.Kind['PERSONA']])), name='definition_known_kind'), models.CheckConstraint(condition=models.Q(('state__in', [leads.definitions.State['PROPOSED'], leads.definitions.State['IN_FORCE'], leads.definitions.State['REPLACED'], leads.definitions.State['WITHDRAWN']])), name='definition_known_state'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'mql'), _negated=True), ('condition__isnull', False), _connector='OR'), name='definition_mql_has_condition'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in_force'), _negated=True), models.Q(('ended_at', None), ('in_force_at__isnull', False)), _connector='OR'), name='definition_in_force_since')],
            },
        ),
        migrations.CreateModel(
            name='DefinitionSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(max_length=9)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('definition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='leads.definition')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='definition_signatures', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='definitionsignature_rows'), accounts.constraints.TenantKey(field='definition', name='definitionsignature_definition_key', to='leads.Definition'), accounts.constraints.AppendOnly(name='definitionsignature_append_only'), models.UniqueConstraint(fields=('workspace', 'definition', 'side'), name='definitionsignature_once'), models.CheckConstraint(condition=models.Q(('side__in', [leads.definitions.Side['MARKETING'], leads.definitions.Side['SALES']])), name='definitionsignature_known_side')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('text', models.CharField(max_length=2000)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('definition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='leads.definition')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'definition', 'at'], name='remark_of_definition')],
                'constraints': [accounts.constraints.TenantRows(name='remark_rows'), accounts.constraints.TenantKey(field='definition', name='remark_definition_key', to='leads.Definition')],
            },
        ),
    ]
