import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notifications'),
        ('accounts', '__first__'),
        ('reports', '0002_touching'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm', models.CharField(choices=[('weekly', 'Every week'), ('monthly', 'Every month'), ('quarterly', 'Every quarter')], max_length=9)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='Held on')),
                ('notes', models.TextField(blank=True)),
                ('figures', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-starts_on'], name='review_newest')],
                'constraints': [accounts.constraints.TenantRows(name='review_rows'), models.UniqueConstraint(fields=('workspace', 'rhythm', 'starts_on'), name='review_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_decision', models.BooleanField(default=False, verbose_name='A decision, nothing to do')),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='By')),
                ('done_at', models.DateTimeField(editable=False, null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='reports.review')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='review_items', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='reviewitem_rows'), accounts.constraints.TenantKey(field='review', name='reviewitem_review_key', to='reports.Review')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.CharField(blank=True, max_length=20)),
                ('query', models.CharField(blank=True, max_length=500)),
                ('rhythm', models.CharField(choices=[('weekly', 'Every week'), ('monthly', 'Every month'), ('quarterly', 'Every quarter')], default='weekly', max_length=9, verbose_name='How often')),
                ('metric', models.CharField(blank=True, max_length=20)),
                ('way', models.CharField(blank=True, max_length=5)),
                ('line', models.IntegerField(default=0)),
                ('dimension', models.CharField(blank=True, max_length=8)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('due_at', models.DateTimeField(null=True)),
                ('told_for', models.CharField(blank=True, max_length=20)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'due_at'], name='subscription_due')],
                'constraints': [accounts.constraints.TenantRows(name='subscription_rows')],
            },
        ),
        migrations.CreateModel(
            name='CalendarEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('marketing', 'Marketing'), ('sales', 'Sales'), ('company', 'Company'), ('industry', 'Industry')], default='marketing', max_length=9)),
                ('title', models.CharField(max_length=120)),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='To')),
                ('note', models.CharField(blank=True, max_length=300)),
                ('url', models.URLField(blank=True, max_length=300, verbose_name='Address')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_events', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'starts_on'], name='calendarevent_by_day')],
                'constraints': [accounts.constraints.TenantRows(name='calendarevent_rows'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='calendarevent_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(verbose_name='To')),
                ('revenue', models.PositiveBigIntegerField(help_text='In hundredths.', verbose_name='Revenue')),
                ('deal', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='Usual size of a win')),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='goal_rows'), models.UniqueConstraint(fields=('workspace', 'name'), name='goal_name_once'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='goal_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='MetricOwner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metric', models.CharField(max_length=20)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='metric_owners', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='metricowner_rows'), models.UniqueConstraint(fields=('workspace', 'metric'), name='metricowner_once')],
            },
        ),
    ]
