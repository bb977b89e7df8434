import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notifications'),
        ('accounts', '__first__'),
        ('leads', '0011_offering'),
        ('routing', '0002_waiting'),
    ]

    operations = [
        migrations.CreateModel(
            name='Play',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=160, verbose_name='What is done')),
                ('doer', models.CharField(choices=[('holder', 'The rep who holds the lead'), ('passer', 'The marketer who passed it')], default='holder', max_length=6, verbose_name='By')),
                ('hours', models.PositiveSmallIntegerField(default=24, verbose_name='Within hours')),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='plays', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'stage'], name='play_of_stage')],
                'constraints': [accounts.constraints.TenantRows(name='play_rows')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000, verbose_name='Question')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=2000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='leads.lead')),
                ('to', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['workspace', '-id'], name='question_open'), models.Index(fields=['workspace', 'lead'], name='question_of_lead')],
                'constraints': [accounts.constraints.TenantRows(name='question_rows'), accounts.constraints.TenantKey(field='lead', name='question_lead_key', to='leads.Lead')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('change', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.stagechange')),
                ('done_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='leads.lead')),
                ('play', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='routing.play')),
                ('to', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None), ('dropped_at', None)), fields=['workspace', 'to', 'due_at'], name='task_open'), models.Index(fields=['workspace', 'lead'], name='task_of_lead')],
                'constraints': [accounts.constraints.TenantRows(name='task_rows'), accounts.constraints.TenantKey(field='lead', name='task_lead_key', to='leads.Lead'), accounts.constraints.TenantKey(field='change', name='task_change_key', to='leads.StageChange'), accounts.constraints.TenantKey(field='play', name='task_play_key', to='routing.Play'), models.UniqueConstraint(fields=('workspace', 'change', 'play'), name='task_once')],
            },
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=60, verbose_name='Name')),
                ('question', models.CharField(max_length=200)),
                ('required', models.BooleanField(default=True, verbose_name='Must be answered')),
                ('position', models.PositiveSmallIntegerField(default=100)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='checklist', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='checklistitem_rows'), models.UniqueConstraint(fields=('workspace', 'key'), name='checklistitem_once')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sequence', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('no_show', 'Nobody came'), ('cancelled', 'Called off')], default='planned', max_length=9)),
                ('with_lead', models.BooleanField(default=False, verbose_name='Invite the lead as well')),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField(default=30)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='Where')),
                ('agenda', models.TextField(blank=True)),
                ('invited', models.JSONField(default=list)),
                ('attended', models.JSONField(blank=True, default=list)),
                ('outcome', models.CharField(blank=True, max_length=1000)),
                ('next_step', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
                ('colleague', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='leads.lead')),
                ('organiser', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'starts_at'], name='meeting_by_time'), models.Index(fields=['workspace', 'lead'], name='meeting_of_lead')],
                'constraints': [accounts.constraints.TenantRows(name='meeting_rows'), accounts.constraints.TenantKey(field='lead', name='meeting_lead_key', to='leads.Lead'), models.UniqueConstraint(fields=('workspace', 'uid'), name='meeting_uid_once'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='meeting_length')],
            },
        ),
        migrations.CreateModel(
            name='NextStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='Next step')),
                ('set_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField(null=True)),
                ('channel', models.CharField(blank=True, max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leads.lead')),
                ('set_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='next_steps', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='nextstep_rows'), accounts.constraints.TenantKey(field='lead', name='nextstep_lead_key', to='leads.Lead'), models.UniqueConstraint(fields=('workspace', 'lead'), name='nextstep_once')],
            },
        ),
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('expected_on', models.DateField(null=True, verbose_name='Expected close')),
                ('checklist', models.JSONField(blank=True, default=dict)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_as', models.CharField(blank=True, max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('handoff', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='routing.handoff')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='leads.lead')),
                ('opened_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='opportunity_newest')],
                'constraints': [accounts.constraints.TenantRows(name='opportunity_rows'), accounts.constraints.TenantKey(field='lead', name='opportunity_lead_key', to='leads.Lead'), accounts.constraints.TenantKey(field='handoff', name='opportunity_handoff_key', to='routing.Handoff'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('workspace', 'lead'), name='opportunity_open_once'), models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='opportunity_amount')],
            },
        ),
    ]
