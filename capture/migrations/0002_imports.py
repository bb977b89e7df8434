import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('capture', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('key', models.CharField(editable=False, max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=5)),
                ('came_in', models.CharField(blank=True, max_length=20)),
                ('layout', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('layout_key', models.CharField(max_length=64)),
                ('targets', models.JSONField(default=list)),
                ('options', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='upload_newest')],
                'constraints': [accounts.constraints.TenantRows(name='upload_rows')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dry', models.BooleanField(default=False)),
                ('plan', models.JSONField()),
                ('counts', models.JSONField(default=dict)),
                ('undone', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job')),
                ('undo_job', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='import_runs', to='accounts.workspace')),
                ('upload', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='capture.upload')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', '-id'], name='importrun_newest'), models.Index(fields=['workspace', 'upload'], name='importrun_of_upload')],
                'constraints': [accounts.constraints.TenantRows(name='importrun_rows'), accounts.constraints.TenantKey(field='upload', name='importrun_upload_key', to='capture.Upload'), accounts.constraints.TenantKey(field='job', name='importrun_job_key', to='accounts.Job'), accounts.constraints.TenantKey(field='undo_job', name='importrun_undo_job_key', to='accounts.Job')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveBigIntegerField()),
                ('what', models.CharField(choices=[('created', 'New lead'), ('updated', 'Updated'), ('merged', 'Same person as an earlier row'), ('same', 'Nothing new'), ('refused', 'Refused'), ('skipped', 'Left out')], max_length=7)),
                ('lead', models.BigIntegerField(null=True)),
                ('mark', models.CharField(blank=True, max_length=64)),
                ('changed', models.JSONField(null=True)),
                ('complaints', models.JSONField(null=True)),
                ('cells', models.JSONField(null=True)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='import_rows', to='accounts.workspace')),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='capture.importrun')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('lead__isnull', False)), fields=['workspace', 'run', 'lead'], name='importrow_of_lead'), models.Index(condition=models.Q(('mark', ''), _negated=True), fields=['workspace', 'run', 'mark'], name='importrow_of_mark'), models.Index(condition=models.Q(('complaints__isnull', False)), fields=['workspace', 'run', 'line'], name='importrow_complaints')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='importrow_rows'), accounts.constraints.TenantKey(field='run', name='importrow_run_key', to='capture.ImportRun'), models.UniqueConstraint(fields=('workspace', 'run', 'line'), name='importrow_once')],
            },
        ),
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('layout_key', models.CharField(max_length=64)),
                ('targets', models.JSONField()),
                ('layout', models.JSONField(default=dict)),
                ('options', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='remembered_layouts', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='remembered_rows'), models.UniqueConstraint(fields=('workspace', 'layout_key'), name='remembered_once')],
            },
        ),
    ]
