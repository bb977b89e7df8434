import accounts.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import scoring.models.versions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('leads', '0008_product_and_standing'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoringModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(default='draft', max_length=9)),
                ('fit_cap', models.PositiveIntegerField(default=5000)),
                ('engagement_cap', models.PositiveIntegerField(default=5000)),
                ('fit_bands', models.JSONField(default=scoring.models.versions.usual_fit_bands)),
                ('engagement_bands', models.JSONField(default=scoring.models.versions.usual_engagement_bands)),
                ('thresholds', models.JSONField(default=list)),
                ('disqualifiers', models.JSONField(default=list)),
                ('groups', models.JSONField(default=list)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('published_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('derived_from', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='derived', to='scoring.scoringmodel')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scoring_models', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='scoringmodel_rows'), accounts.constraints.TenantKey(field='derived_from', name='scoringmodel_derived_from_key', to='scoring.ScoringModel'), models.UniqueConstraint(fields=('workspace', 'version'), name='scoringmodel_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'published'])), fields=('workspace', 'state'), name='scoringmodel_one_of_each'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'retired'])), name='scoringmodel_known_state'), models.CheckConstraint(condition=models.Q(('engagement_cap__lte', 1000000), ('fit_cap__lte', 1000000)), name='scoringmodel_caps')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('undone', models.BooleanField(default=False)),
                ('changed', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='accounts.workspace')),
                ('model', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='scoring.scoringmodel')),
                ('was', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scoring.scoringmodel')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-at'], name='publication_newest')],
                'constraints': [accounts.constraints.TenantRows(name='publication_rows'), accounts.constraints.TenantKey(field='model', name='publication_model_key', to='scoring.ScoringModel'), accounts.constraints.TenantKey(field='was', name='publication_was_key', to='scoring.ScoringModel'), models.CheckConstraint(condition=models.Q(('was', models.F('model')), _negated=True), name='publication_changes_something'), accounts.constraints.AppendOnly(name='publication_append_only')],
            },
        ),
        migrations.CreateModel(
            name='HeldRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.IntegerField()),
                ('held_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='held_releases', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='held_releases', to='accounts.workspace')),
                ('model', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='held', to='scoring.scoringmodel')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dropped_at', None), ('released_at', None)), fields=['workspace', '-score', 'id'], name='heldrelease_waiting')],
                'constraints': [accounts.constraints.TenantRows(name='heldrelease_rows'), accounts.constraints.TenantKey(field='lead', name='heldrelease_lead_key', to='leads.Lead'), accounts.constraints.TenantKey(field='model', name='heldrelease_model_key', to='scoring.ScoringModel'), models.UniqueConstraint(condition=models.Q(('dropped_at', None), ('released_at', None)), fields=('workspace', 'lead'), name='heldrelease_once')],
            },
        ),
        migrations.CreateModel(
            name='FitRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.IntegerField()),
                ('group', models.CharField(blank=True, max_length=40)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('condition', models.JSONField()),
                ('learnt', models.BooleanField(default=False)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='fit_rules', to='accounts.workspace')),
                ('model', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='fit_rules', to='scoring.scoringmodel')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [accounts.constraints.TenantRows(name='fitrule_rows'), accounts.constraints.TenantKey(field='model', name='fitrule_model_key', to='scoring.ScoringModel'), models.CheckConstraint(condition=models.Q(('points__gte', -1000000), ('points__lte', 1000000)), name='fitrule_points')],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_]{0,39}\\Z')])),
                ('label', models.CharField(max_length=80)),
                ('condition', models.JSONField()),
                ('hand_raiser', models.BooleanField(default=False, verbose_name='They ask to be called')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('next_condition', models.JSONField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='signals', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='signal_rows'), models.UniqueConstraint(fields=('workspace', 'key'), name='signal_once'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='signal_has_label')],
            },
        ),
        migrations.CreateModel(
            name='EngagementRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.IntegerField()),
                ('group', models.CharField(blank=True, max_length=40)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('at_most', models.PositiveIntegerField(null=True)),
                ('half_life_days', models.PositiveSmallIntegerField(null=True)),
                ('window_days', models.PositiveSmallIntegerField(null=True)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='engagement_rules', to='accounts.workspace')),
                ('model', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='engagement_rules', to='scoring.scoringmodel')),
                ('signal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='scoring.signal')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [accounts.constraints.TenantRows(name='engagementrule_rows'), accounts.constraints.TenantKey(field='model', name='engagementrule_model_key', to='scoring.ScoringModel'), accounts.constraints.TenantKey(field='signal', name='engagementrule_signal_key', to='scoring.Signal'), models.CheckConstraint(condition=models.Q(('points__gte', -1000000), ('points__lte', 1000000)), name='engagementrule_points'), models.CheckConstraint(condition=models.Q(('at_most', None), ('at_most__lte', 1000000), _connector='OR'), name='engagementrule_at_most'), models.CheckConstraint(condition=models.Q(('half_life_days', None), ('window_days', None), _connector='OR'), name='engagementrule_cools_one_way'), models.CheckConstraint(condition=models.Q(models.Q(('half_life_days', None), ('half_life_days__range', (1, 3650)), _connector='OR'), models.Q(('window_days', None), ('window_days__range', (1, 3650)), _connector='OR')), name='engagementrule_days')],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('condition', models.JSONField()),
                ('half_life_days', models.PositiveSmallIntegerField(null=True)),
                ('window_days', models.PositiveSmallIntegerField(null=True)),
                ('landmark', models.DateTimeField()),
                ('state', models.CharField(default='building', max_length=8)),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('signal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='scoring.signal')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scoring_slots', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='slot_rows'), accounts.constraints.TenantKey(field='signal', name='slot_signal_key', to='scoring.Signal'), models.UniqueConstraint(fields=('workspace', 'number'), name='slot_once'), models.CheckConstraint(condition=models.Q(('number__lt', 32)), name='slot_number'), models.CheckConstraint(condition=models.Q(('state__in', ['building', 'live', 'leaving'])), name='slot_state'), models.CheckConstraint(condition=models.Q(('half_life_days', None), ('window_days', None), _connector='OR'), name='slot_cools_one_way')],
            },
        ),
        migrations.CreateModel(
            name='Staged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.SmallIntegerField()),
                ('lead_id', models.BigIntegerField()),
                ('amount', models.FloatField(null=True)),
                ('changes', models.IntegerField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'slot', 'lead_id'], name='staged_of_slot')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='staged_rows')],
            },
        ),
        migrations.CreateModel(
            name='Stale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leads', models.JSONField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='stale_rows')],
            },
        ),
        migrations.CreateModel(
            name='State',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('generation', models.PositiveBigIntegerField(default=1)),
                ('displayed_at', models.DateTimeField(null=True)),
                ('looked_on', models.DateField(null=True)),
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scoring_state', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='scoringstate_rows')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('pk', models.CompositePrimaryKey('workspace_id', 'lead_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('traits_a', models.BigIntegerField(db_default=0)),
                ('traits_b', models.BigIntegerField(db_default=0)),
                ('changes', models.IntegerField(db_default=0)),
                ('score', models.IntegerField(db_default=0)),
                ('grade', models.CharField(db_default='', max_length=2)),
                ('qualifies', models.BooleanField(db_default=False)),
                ('barred', models.SmallIntegerField(null=True)),
                ('judged_by', models.IntegerField(null=True)),
                ('s00', models.FloatField(null=True)),
                ('s01', models.FloatField(null=True)),
                ('s02', models.FloatField(null=True)),
                ('s03', models.FloatField(null=True)),
                ('s04', models.FloatField(null=True)),
                ('s05', models.FloatField(null=True)),
                ('s06', models.FloatField(null=True)),
                ('s07', models.FloatField(null=True)),
                ('s08', models.FloatField(null=True)),
                ('s09', models.FloatField(null=True)),
                ('s10', models.FloatField(null=True)),
                ('s11', models.FloatField(null=True)),
                ('s12', models.FloatField(null=True)),
                ('s13', models.FloatField(null=True)),
                ('s14', models.FloatField(null=True)),
                ('s15', models.FloatField(null=True)),
                ('s16', models.FloatField(null=True)),
                ('s17', models.FloatField(null=True)),
                ('s18', models.FloatField(null=True)),
                ('s19', models.FloatField(null=True)),
                ('s20', models.FloatField(null=True)),
                ('s21', models.FloatField(null=True)),
                ('s22', models.FloatField(null=True)),
                ('s23', models.FloatField(null=True)),
                ('s24', models.FloatField(null=True)),
                ('s25', models.FloatField(null=True)),
                ('s26', models.FloatField(null=True)),
                ('s27', models.FloatField(null=True)),
                ('s28', models.FloatField(null=True)),
                ('s29', models.FloatField(null=True)),
                ('s30', models.FloatField(null=True)),
                ('s31', models.FloatField(null=True)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='tally_rows'), accounts.constraints.TenantKey(field='lead', name='tally_lead_key', to='leads.Lead')],
            },
        ),
        migrations.CreateModel(
            name='Trait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('condition', models.JSONField()),
                ('mark', models.CharField(max_length=32)),
                ('by_day', models.BooleanField(default=False)),
                ('signals', models.JSONField(default=list)),
                ('state', models.CharField(default='building', max_length=8)),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scoring_traits', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='trait_rows'), models.UniqueConstraint(fields=('workspace', 'number'), name='trait_once'), models.UniqueConstraint(fields=('workspace', 'mark'), name='trait_mark_once'), models.CheckConstraint(condition=models.Q(('number__lt', 124)), name='trait_number'), models.CheckConstraint(condition=models.Q(('state__in', ['building', 'live', 'leaving'])), name='trait_state')],
            },
        ),
        migrations.CreateModel(
            name='Due',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead_id', models.BigIntegerField()),
                ('due_at', models.DateTimeField()),
                ('slot', models.SmallIntegerField(null=True)),
                ('change', models.FloatField(default=0)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'due_at'], name='due_soonest'), models.Index(fields=['workspace', 'lead_id'], name='due_of_lead')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='due_rows')],
            },
        ),
        migrations.CreateModel(
            name='GradeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('was', models.CharField(blank=True, max_length=2)),
                ('to', models.CharField(max_length=2)),
                ('score', models.IntegerField()),
                ('fit', models.IntegerField()),
                ('engagement', models.IntegerField()),
                ('qualified', models.BooleanField()),
                ('qualifies', models.BooleanField()),
                ('cause', models.CharField(max_length=20)),
                ('model_version', models.PositiveIntegerField()),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grade_changes', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grade_changes', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'lead', '-at'], name='gradechange_of_lead')],
                'constraints': [accounts.constraints.TenantRows(name='gradechange_rows'), accounts.constraints.TenantKey(field='lead', name='gradechange_lead_key', to='leads.Lead'), accounts.constraints.AppendOnly(name='gradechange_append_only')],
            },
        ),
        migrations.CreateModel(
            name='Recheck',
            fields=[
                ('pk', models.CompositePrimaryKey('workspace_id', 'lead_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('lead_id', models.BigIntegerField()),
                ('due_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'due_at'], name='recheck_soonest')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='recheck_rows')],
            },
        ),
        migrations.CreateModel(
            name='ScoreCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('looked_at', models.PositiveIntegerField()),
                ('differing', models.PositiveIntegerField()),
                ('differences', models.JSONField(default=list)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='score_checks', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-at'], name='scorecheck_newest')],
                'constraints': [accounts.constraints.TenantRows(name='scorecheck_rows')],
            },
        ),
    ]
