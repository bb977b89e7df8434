import accounts.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
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
            name='Handoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('offered', 'Offered'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ('trigger', models.CharField(choices=[('score', 'Met the definition'), ('hand-raiser', 'Raised a hand'), ('manual', 'Passed by marketing'), ('self-sourced', 'Found by the rep'), ('import', 'Came with an import'), ('other', 'Another cause')], max_length=12)),
                ('said', models.CharField(blank=True, max_length=200)),
                ('priority', models.PositiveSmallIntegerField(default=5)),
                ('score', models.IntegerField(default=0)),
                ('grade', models.CharField(blank=True, max_length=2)),
                ('definition_version', models.BigIntegerField(null=True)),
                ('receipt', models.JSONField(blank=True, default=dict)),
                ('brief', models.JSONField(blank=True, default=dict)),
                ('opened_at', models.DateTimeField()),
                ('decision', models.JSONField(blank=True, default=dict)),
                ('plan_version', models.PositiveIntegerField(null=True)),
                ('offered_at', models.DateTimeField(null=True)),
                ('accept_by', models.DateTimeField(null=True)),
                ('offers', models.PositiveSmallIntegerField(default=0)),
                ('tried', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('agreement_version', models.PositiveIntegerField(null=True)),
                ('tier', models.CharField(blank=True, max_length=40)),
                ('promise_at', models.DateTimeField(null=True)),
                ('held_for', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('responded_at', models.DateTimeField(null=True)),
                ('qualified_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_as', models.CharField(blank=True, max_length=20)),
                ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cause', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='leads.stagechange')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='leads.lead')),
                ('passed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rep', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('responded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wanted_rep', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('rep__isnull', False), ('state', 'offered')), fields=['workspace', 'rep', 'priority', 'accept_by', 'id'], name='handoff_queue_of_rep'), models.Index(condition=models.Q(('state', 'waiting')), fields=['workspace', 'priority', 'opened_at', 'id'], name='handoff_waiting'), models.Index(condition=models.Q(('state', 'offered')), fields=['workspace', 'accept_by'], name='handoff_due'), models.Index(fields=['workspace', 'lead', '-id'], name='handoff_of_lead'), models.Index(fields=['workspace', 'rep', 'offered_at'], name='handoff_of_rep'), models.Index(fields=['workspace', '-id'], name='handoff_newest')],
                'constraints': [accounts.constraints.TenantRows(name='handoff_rows'), accounts.constraints.TenantKey(field='lead', name='handoff_lead_key', to='leads.Lead'), accounts.constraints.TenantKey(field='cause', name='handoff_cause_key', to='leads.StageChange'), models.UniqueConstraint(fields=('workspace', 'cause'), name='handoff_cause_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=('workspace', 'lead'), name='handoff_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), _negated=True), models.Q(('accept_by', None), ('rep', None)), _connector='OR'), name='handoff_waiting_with_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('answered_at__isnull', False), ('rep__isnull', False)), _connector='OR'), name='handoff_accepted_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rejected', 'withdrawn']), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='handoff_over_is_closed'), models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 9)), name='handoff_priority')],
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('fallback', models.BooleanField(default=False)),
                ('slack_url', models.CharField(blank=True, db_default='', max_length=500, verbose_name='Slack webhook')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pools', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='pool_once'), models.UniqueConstraint(condition=models.Q(('fallback', True)), fields=('workspace',), name='pool_one_fallback'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='pool_has_name'), models.CheckConstraint(condition=models.Q(('fallback', False), ('retired_at', None), _connector='OR'), name='pool_fallback_stays')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('accept_by', models.DateTimeField(null=True)),
                ('why', models.CharField(max_length=200)),
                ('plan_version', models.PositiveIntegerField(null=True)),
                ('decision', models.JSONField(default=dict)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handoff', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='offered', to='routing.handoff')),
                ('rep', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='accounts.workspace')),
                ('pool', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='routing.pool')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'handoff', 'number'], name='offer_of_handoff'), models.Index(fields=['workspace', 'rep', '-at'], name='offer_of_rep'), models.Index(fields=['workspace', 'pool', '-id'], name='offer_of_pool')],
                'constraints': [accounts.constraints.TenantRows(name='offer_rows'), accounts.constraints.TenantKey(field='handoff', name='offer_handoff_key', to='routing.Handoff'), accounts.constraints.TenantKey(field='pool', name='offer_pool_key', to='routing.Pool'), accounts.constraints.AppendOnly(name='offer_append_only')],
            },
        ),
        migrations.CreateModel(
            name='PoolMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('turn', models.BigIntegerField(default=0, editable=False)),
                ('given', models.PositiveIntegerField(default=0, editable=False)),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('pool', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='routing.pool')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pool_members', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'rep'], name='poolmember_of_rep')],
                'constraints': [accounts.constraints.TenantRows(name='poolmember_rows'), accounts.constraints.TenantKey(field='pool', name='poolmember_pool_key', to='routing.Pool'), models.UniqueConstraint(fields=('workspace', 'pool', 'rep'), name='poolmember_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 100)), name='poolmember_weight')],
            },
        ),
        migrations.CreateModel(
            name='RejectReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=80)),
                ('fate', models.CharField(choices=[('nurture', 'Back to nurture'), ('disqualify', 'Disqualified')], default='nurture', max_length=10, verbose_name='The lead goes')),
                ('return_days', models.PositiveSmallIntegerField(default=90, verbose_name='Looked at again after days')),
                ('track', models.CharField(blank=True, max_length=60, verbose_name='Nurture track')),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reject_reasons', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='rejectreason_once')],
            },
        ),
        migrations.CreateModel(
            name='RepProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('per_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='New leads a day')),
                ('per_week', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='New leads a week')),
                ('open_at_once', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Leads open at once')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                ('paused', models.BooleanField(default=False, verbose_name='Takes no leads for now')),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rep_profiles', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='repprofile_rows'), models.UniqueConstraint(fields=('workspace', 'rep'), name='repprofile_once')],
            },
        ),
        migrations.CreateModel(
            name='RoutingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'In force'), ('retired', 'Earlier version')], default='draft', max_length=9)),
                ('owner_first', models.BooleanField(default=True, help_text='Whoever owns the lead or works with its company gets it.', verbose_name='The owner first')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='What changes')),
                ('based_on', models.PositiveIntegerField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('published_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='routing_plans', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='routingplan_rows'), models.UniqueConstraint(fields=('workspace', 'version'), name='routingplan_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('workspace',), name='routingplan_one_in_force'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('workspace',), name='routingplan_one_draft')],
            },
        ),
        migrations.CreateModel(
            name='RoutingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('condition', models.JSONField(blank=True, null=True)),
                ('strategy', models.CharField(choices=[('turns', 'In turn, by weight'), ('least_loaded', 'Whoever has least open'), ('owner', "The lead's owner, else in turn"), ('anyone', 'The whole pool: whoever accepts first')], default='turns', max_length=12)),
                ('skill', models.CharField(blank=True, max_length=60, verbose_name='Needs the skill')),
                ('same_language', models.BooleanField(default=False, verbose_name="Speaks the lead's language")),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='routing.routingplan')),
                ('pool', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='routing.pool')),
                ('rep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='routing_rules', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'plan', 'position'], name='routingrule_in_order')],
                'constraints': [accounts.constraints.TenantRows(name='routingrule_rows'), accounts.constraints.TenantKey(field='plan', name='routingrule_plan_key', to='routing.RoutingPlan'), accounts.constraints.TenantKey(field='pool', name='routingrule_pool_key', to='routing.Pool'), models.CheckConstraint(condition=models.Q(models.Q(('pool__isnull', False), ('rep', None)), models.Q(('pool', None), ('rep__isnull', False)), _connector='OR'), name='routingrule_has_one_target')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='From')),
                ('ends_at', models.DateTimeField(verbose_name='Until')),
                ('note', models.CharField(blank=True, max_length=120)),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'ends_at'], name='absence_by_end')],
                'constraints': [accounts.constraints.TenantRows(name='absence_rows'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_ends_after_it_starts')],
            },
        ),
        migrations.AddField(
            model_name='handoff',
            name='pool',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='routing.pool'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='reason',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handoffs', to='routing.rejectreason'),
        ),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(condition=models.Q(('rep', None), ('state', 'offered')), fields=['workspace', 'pool', 'priority', 'accept_by', 'id'], name='handoff_queue_of_pool'),
        ),
        migrations.AddConstraint(
            model_name='pool',
            constraint=accounts.constraints.TenantRows(name='pool_rows'),
        ),
        migrations.AddConstraint(
            model_name='rejectreason',
            constraint=accounts.constraints.TenantRows(name='rejectreason_rows'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=accounts.constraints.TenantKey(field='pool', name='handoff_pool_key', to='routing.Pool'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=accounts.constraints.TenantKey(field='reason', name='handoff_reason_key', to='routing.RejectReason'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), models.Q(('accept_by__isnull', False), ('offered_at__isnull', False), models.Q(('rep__isnull', False), ('pool__isnull', False), _connector='OR')), _connector='OR'), name='handoff_offer_whole'),
        ),
    ]
