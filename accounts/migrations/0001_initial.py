import accounts.constraints
import accounts.models.people
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='E-mail')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='Name')),
                ('time_zone', models.CharField(blank=True, max_length=64, validators=[accounts.models.people.check_time_zone], verbose_name='Time zone')),
                ('theme', models.CharField(choices=[('system', 'As my device'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=6, verbose_name='Appearance')),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='operator')),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stable_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Webhook'), ('chat', 'Chat')], max_length=7)),
                ('address', models.CharField(max_length=500)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('payload', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('due', 'Due'), ('sent', 'Sent'), ('dead', 'Given up'), ('withdrawn', 'Withdrawn')], default='due', max_length=9)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'due')), fields=['due_at', 'id'], name='account_mail_due')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process', models.CharField(max_length=20)),
                ('instance', models.CharField(max_length=100)),
                ('beat_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('process', 'instance'), name='heartbeat_once')],
            },
        ),
        migrations.CreateModel(
            name='Workspace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('slug', models.CharField(max_length=50, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?\\Z', 'Use 1 to 50 small letters, digits and hyphens; begin and end with a letter or digit.')], verbose_name='Address')),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[accounts.models.people.check_time_zone], verbose_name='Time zone')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(checked="id = nullif(current_setting('baton.workspace', true), '')::bigint", keyed=False, name='workspace_rows', rows="id = nullif(current_setting('baton.workspace', true), '')::bigint OR id IN (SELECT workspace_id FROM accounts_membership WHERE user_id = nullif(current_setting('baton.user', true), '')::bigint)")],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('prefix', models.CharField(editable=False, max_length=8)),
                ('hashed', models.CharField(editable=False, max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='apikey_rows'), models.UniqueConstraint(fields=('workspace', 'prefix'), name='apikey_prefix_once')],
            },
        ),
        migrations.CreateModel(
            name='RepeatableAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.JSONField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('api_key', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.apikey')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'created_at'], name='answer_age')],
                'constraints': [accounts.constraints.TenantRows(name='answer_rows'), accounts.constraints.TenantKey(field='api_key', name='answer_api_key_key', to='accounts.ApiKey'), models.UniqueConstraint(fields=('workspace', 'api_key', 'key'), name='answer_once')],
            },
        ),
        migrations.CreateModel(
            name='OutboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stable_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('channel', models.CharField(choices=[('mail', 'Mail'), ('webhook', 'Webhook'), ('chat', 'Chat')], max_length=7)),
                ('address', models.CharField(max_length=500)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('payload', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('due', 'Due'), ('sent', 'Sent'), ('dead', 'Given up'), ('withdrawn', 'Withdrawn')], default='due', max_length=9)),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('settled_at', models.DateTimeField(null=True)),
                ('once', models.CharField(blank=True, max_length=200, null=True)),
                ('cause', models.CharField(blank=True, max_length=60)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outbox', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'due')), fields=['workspace', 'due_at', 'id'], name='outbox_due'), models.Index(fields=['workspace', 'status', '-id'], name='outbox_newest')],
                'constraints': [accounts.constraints.TenantRows(name='outbox_rows'), models.UniqueConstraint(fields=('workspace', 'once'), name='outbox_once'), models.UniqueConstraint(fields=('workspace', 'stable_id'), name='outbox_stable_id')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('marketer', models.BooleanField(default=False)),
                ('rep', models.BooleanField(default=False)),
                ('manager', models.BooleanField(default=False)),
                ('admin', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('seen_at', models.DateTimeField(editable=False, null=True)),
                ('deactivated_at', models.DateTimeField(editable=False, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'workspace'], name='membership_of_user')],
                'constraints': [accounts.constraints.TenantRows(name='membership_rows', rows="workspace_id = nullif(current_setting('baton.workspace', true), '')::bigint OR user_id = nullif(current_setting('baton.user', true), '')::bigint"), models.UniqueConstraint(fields=('workspace', 'user'), name='membership_once'), models.CheckConstraint(condition=models.Q(('marketer', True), ('rep', True), ('manager', True), ('admin', True), _connector='OR'), name='membership_has_role')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('params', models.JSONField(default=dict)),
                ('state', models.JSONField(default=dict)),
                ('result', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='waiting', max_length=9)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('trouble', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('began_at', models.DateTimeField(null=True)),
                ('moved_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('stop_asked_at', models.DateTimeField(null=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stop_asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='job_newest'), models.Index(condition=models.Q(('status__in', ['waiting', 'running'])), fields=['workspace', 'moved_at', 'id'], name='job_open')],
                'constraints': [accounts.constraints.TenantRows(name='job_rows'), models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'running', 'done', 'failed', 'cancelled'])), name='job_known_status'), models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'running']), ('ended_at__isnull', False), _connector='XOR'), name='job_open_or_ended')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='E-mail')),
                ('marketer', models.BooleanField(default=False)),
                ('rep', models.BooleanField(default=False)),
                ('manager', models.BooleanField(default=False)),
                ('admin', models.BooleanField(default=False)),
                ('invited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='invitation_rows'), models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=('workspace', 'email'), name='invitation_open_once'), models.CheckConstraint(condition=models.Q(('marketer', True), ('rep', True), ('manager', True), ('admin', True), _connector='OR'), name='invitation_has_role')],
            },
        ),
        migrations.CreateModel(
            name='Bell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['due_at', 'id'], name='bell_due'), models.Index(fields=['workspace', 'kind', 'due_at'], name='bell_of_kind')],
                'constraints': [accounts.constraints.TenantRows(checked="workspace_id = nullif(current_setting('baton.workspace', true), '')::bigint OR current_setting('baton.doorbells', true) = 'on'", name='bell_rows', rows="workspace_id = nullif(current_setting('baton.workspace', true), '')::bigint OR current_setting('baton.doorbells', true) = 'on'")],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('verb', models.CharField(max_length=40)),
                ('what', models.CharField(max_length=200)),
                ('details', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.apikey')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='audit_entries', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='audit_newest')],
                'constraints': [accounts.constraints.TenantRows(name='audit_rows'), accounts.constraints.TenantKey(field='key', name='audit_key_key', to='accounts.ApiKey'), accounts.constraints.AppendOnly(name='audit_append_only')],
            },
        ),
    ]
