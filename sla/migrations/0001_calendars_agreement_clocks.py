import accounts.constraints
import accounts.models.people
import datetime
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('leads', '0009_test_leads'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar_id', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('written', models.JSONField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_editions', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='calendaredition_rows'), accounts.constraints.AppendOnly(name='calendaredition_append_only'), models.UniqueConstraint(fields=('workspace', 'calendar_id', 'digest'), name='calendaredition_once'), models.CheckConstraint(condition=models.Q(('digest', ''), _negated=True), name='calendaredition_has_digest')],
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handoff_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(choices=[('accept', 'Acceptance'), ('respond', 'First response'), ('attempt', 'Next attempt'), ('feedback', 'Feedback')], max_length=8)),
                ('nth', models.PositiveSmallIntegerField(default=1)),
                ('pool', models.BigIntegerField(null=True)),
                ('tier', models.CharField(max_length=40)),
                ('agreement_version', models.PositiveIntegerField()),
                ('allowed_seconds', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('next_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=120)),
                ('ran_seconds', models.PositiveIntegerField(null=True)),
                ('edition', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='sla.calendaredition')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='leads.lead')),
                ('rep', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='clock_rows'), accounts.constraints.TenantKey(field='lead', name='clock_lead_key', to='leads.Lead'), accounts.constraints.TenantKey(field='edition', name='clock_edition_key', to='sla.CalendarEdition'), models.UniqueConstraint(condition=models.Q(('stopped_at', None)), fields=('workspace', 'lead', 'kind'), name='clock_one_running'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('started_at'))), name='clock_due_after_start'), models.CheckConstraint(condition=models.Q(('stopped_at', None), models.Q(('next_at', None), ('paused_at', None)), _connector='OR'), name='clock_stopped_rests')],
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['workspace', 'next_at'], name='clock_due'), models.Index(fields=['workspace', 'lead', 'started_at'], name='clock_of_lead'), models.Index(fields=['workspace', 'kind', 'started_at'], name='clock_of_period'), models.Index(condition=models.Q(('stopped_at', None)), fields=['workspace', 'rep'], name='clock_running_of_rep')],
            },
        ),
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('accept', 'Acceptance'), ('respond', 'First response'), ('attempt', 'Next attempt'), ('feedback', 'Feedback')], max_length=8)),
                ('pool', models.BigIntegerField(null=True)),
                ('due_at', models.DateTimeField()),
                ('noticed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='leads.lead')),
                ('rep', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='accounts.workspace')),
                ('clock', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='breaches', to='sla.clock')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='breach_rows'), accounts.constraints.TenantKey(field='clock', name='breach_clock_key', to='sla.Clock'), accounts.constraints.TenantKey(field='lead', name='breach_lead_key', to='leads.Lead'), accounts.constraints.AppendOnly(name='breach_append_only'), models.UniqueConstraint(fields=('workspace', 'clock'), name='breach_once')],
                'indexes': [models.Index(fields=['workspace', '-due_at'], name='breach_newest')],
            },
        ),
        migrations.CreateModel(
            name='ClockPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('began_at', models.DateTimeField()),
                ('most_until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('clock', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='sla.clock')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clock_pauses', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='clockpause_rows'), accounts.constraints.TenantKey(field='clock', name='clockpause_clock_key', to='sla.Clock'), accounts.constraints.TenantKey(field='lead', name='clockpause_lead_key', to='leads.Lead'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('workspace', 'clock'), name='clockpause_one_open')],
                'indexes': [models.Index(fields=['workspace', 'clock', 'began_at'], name='clockpause_of_clock')],
            },
        ),
        migrations.CreateModel(
            name='ClockStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField()),
                ('overtaken', models.BooleanField(default=False)),
                ('clock', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='sla.clock')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clock_steps', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='clockstep_rows'), accounts.constraints.TenantKey(field='clock', name='clockstep_clock_key', to='sla.Clock'), accounts.constraints.AppendOnly(name='clockstep_append_only'), models.UniqueConstraint(fields=('workspace', 'clock', 'key'), name='clockstep_once')],
            },
        ),
        migrations.CreateModel(
            name='Excuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200)),
                ('breach', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='excuses', to='sla.breach')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='excuses', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='excuse_rows'), accounts.constraints.TenantKey(field='breach', name='excuse_breach_key', to='sla.Breach'), accounts.constraints.TenantKey(field='lead', name='excuse_lead_key', to='leads.Lead'), models.UniqueConstraint(fields=('workspace', 'breach'), name='excuse_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='excuse_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('tier', models.CharField(max_length=40, verbose_name='Tier')),
                ('hand_raiser', models.BooleanField(default=False, verbose_name='For leads who raised a hand')),
                ('condition', models.JSONField(blank=True, null=True)),
                ('accept_seconds', models.PositiveIntegerField(verbose_name='Accepted within')),
                ('respond_seconds', models.PositiveIntegerField(verbose_name='First answered within')),
                ('counts', models.CharField(choices=[('rep', 'The rep’s, else the pool’s'), ('pool', 'The pool’s'), ('workspace', 'The workspace’s'), ('lead', 'The workspace’s hours in the lead’s time zone')], default='rep', max_length=9, verbose_name='Counted by')),
                ('pause_days', models.PositiveSmallIntegerField(default=3, verbose_name='Days it may wait for the lead')),
                ('steps', models.JSONField(default=list)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sla_policies', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('accept_seconds__gt', 0), ('respond_seconds__gte', models.F('accept_seconds'))), name='policy_times')],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='policy',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='sla.policy'),
        ),
        migrations.CreateModel(
            name='Shopper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False, verbose_name='Send test leads')),
                ('every_days', models.PositiveSmallIntegerField(default=14, verbose_name='Every so many days')),
                ('next_at', models.DateTimeField(null=True)),
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='shopper', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='shopper_rows'), models.CheckConstraint(condition=models.Q(('every_days__gte', 1), ('every_days__lte', 365)), name='shopper_days')],
            },
        ),
        migrations.CreateModel(
            name='ShopperLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_at', models.DateTimeField()),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='shopper_leads', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='shopperlead_rows'), accounts.constraints.TenantKey(field='lead', name='shopperlead_lead_key', to='leads.Lead'), models.UniqueConstraint(fields=('workspace', 'lead'), name='shopperlead_once')],
                'indexes': [models.Index(fields=['workspace', '-sent_at'], name='shopperlead_newest')],
            },
        ),
        migrations.CreateModel(
            name='TwoWayAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_force', 'In force'), ('past', 'Past')], default='draft', max_length=8)),
                ('purpose', models.TextField(blank=True, max_length=2000, verbose_name='What we agree on, and why')),
                ('leads_per_month', models.PositiveIntegerField(default=50, verbose_name='MQLs that marketing delivers per month')),
                ('attempts', models.PositiveSmallIntegerField(default=6, verbose_name='Attempts to reach an accepted lead')),
                ('attempt_days', models.PositiveSmallIntegerField(default=10, verbose_name='Over how many days')),
                ('attempt_channels', models.JSONField(default=list, verbose_name='By')),
                ('reason_required', models.BooleanField(default=True, verbose_name='A reason is given with every rejection')),
                ('rating_days', models.PositiveSmallIntegerField(default=5, verbose_name='Days in which sales rates each lead')),
                ('questions', models.JSONField(default=list, verbose_name='Questions sales answers')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('in_force_from', models.DateTimeField(editable=False, null=True)),
                ('in_force_until', models.DateTimeField(editable=False, null=True)),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='accounts.workspace')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('workspace', 'version'), name='agreement_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'past'), _negated=True), fields=('workspace', 'state'), name='agreement_one_draft_one_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('in_force_from', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('in_force_from__isnull', False)), _connector='OR'), name='agreement_state_whole')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('marketing', 'Marketing'), ('sales', 'Sales')], max_length=9)),
                ('at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='accounts.workspace')),
                ('agreement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='sla.twowayagreement')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='signature_rows'), accounts.constraints.TenantKey(field='agreement', name='signature_agreement_key', to='sla.TwoWayAgreement'), accounts.constraints.AppendOnly(name='signature_append_only'), models.UniqueConstraint(fields=('workspace', 'agreement', 'side', 'digest'), name='signature_once')],
            },
        ),
        migrations.AddField(
            model_name='policy',
            name='agreement',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='sla.twowayagreement'),
        ),
        migrations.CreateModel(
            name='WorkCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('time_zone', models.CharField(max_length=64, validators=[accounts.models.people.check_time_zone], verbose_name='Time zone')),
                ('always_open', models.BooleanField(default=False, verbose_name='Open around the clock, every day')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='Public holidays of')),
                ('subdivision', models.CharField(blank=True, max_length=10, verbose_name='State or region')),
                ('half_days_from', models.TimeField(blank=True, null=True, verbose_name='Half holidays close at')),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='work_calendars', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='workcalendar_rows'), models.UniqueConstraint(fields=('workspace', 'name'), name='workcalendar_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='workcalendar_has_name')],
            },
        ),
        migrations.CreateModel(
            name='CalendarUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pool', models.BigIntegerField(null=True)),
                ('rep', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_uses', to='accounts.workspace')),
                ('calendar', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='sla.workcalendar')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='calendaruse_rows'), accounts.constraints.TenantKey(field='calendar', name='calendaruse_calendar_key', to='sla.WorkCalendar'), models.UniqueConstraint(fields=('workspace', 'rep', 'pool'), name='calendaruse_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('rep', None), ('pool', None), _connector='OR'), name='calendaruse_of_one')],
                'indexes': [models.Index(fields=['workspace', 'calendar'], name='calendaruse_of_calendar')],
            },
        ),
        migrations.CreateModel(
            name='CalendarClosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('begins', models.TimeField(default=datetime.time(0, 0))),
                ('ends', models.TimeField(default=datetime.time(0, 0))),
                ('name', models.CharField(max_length=120)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_closures', to='accounts.workspace')),
                ('calendar', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='sla.workcalendar')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='calendarclosure_rows'), accounts.constraints.TenantKey(field='calendar', name='calendarclosure_calendar_key', to='sla.WorkCalendar'), models.UniqueConstraint(fields=('workspace', 'calendar', 'on', 'begins', 'ends'), name='calendarclosure_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('begins', models.TimeField()),
                ('ends', models.TimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_blocks', to='accounts.workspace')),
                ('calendar', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='sla.workcalendar')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='calendarblock_rows'), accounts.constraints.TenantKey(field='calendar', name='calendarblock_calendar_key', to='sla.WorkCalendar'), models.UniqueConstraint(fields=('workspace', 'calendar', 'weekday', 'begins', 'ends'), name='calendarblock_once'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='calendarblock_weekday')],
            },
        ),
        migrations.AddConstraint(
            model_name='twowayagreement',
            constraint=accounts.constraints.TenantRows(name='agreement_rows'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=accounts.constraints.TenantRows(name='policy_rows'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=accounts.constraints.TenantKey(field='policy', name='clock_policy_key', to='sla.Policy'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=accounts.constraints.TenantKey(field='agreement', name='policy_agreement_key', to='sla.TwoWayAgreement'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('workspace', 'agreement', 'place'), name='policy_place_once'),
        ),
    ]
