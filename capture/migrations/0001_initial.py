import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='WriteKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='The site, app or server that sends with it.', max_length=80, verbose_name='Name')),
                ('key', models.CharField(editable=False, max_length=60)),
                ('origins', models.JSONField(blank=True, default=list, verbose_name='Web sites that may use it')),
                ('per_minute', models.PositiveIntegerField(default=60000, verbose_name='Events a minute')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('last_used_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='write_keys', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='writekey_rows'), models.UniqueConstraint(fields=('workspace', 'key'), name='writekey_once'), models.CheckConstraint(condition=models.Q(('per_minute__gte', 1)), name='writekey_takes_something')],
            },
        ),
        migrations.CreateModel(
            name='RejectedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_at', models.DateTimeField()),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('code', models.CharField(max_length=40)),
                ('reason', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('size', models.PositiveIntegerField()),
                ('replayed_at', models.DateTimeField(null=True)),
                ('replayed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rejected_events', to='accounts.workspace')),
                ('key', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rejected_events', to='capture.writekey')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('replayed_at', None)), fields=['workspace', '-id'], name='rejectedevent_waiting'), models.Index(condition=models.Q(('replayed_at', None)), fields=['workspace', 'code', '-id'], name='rejectedevent_of_code'), models.Index(fields=['workspace', 'received_at'], name='rejectedevent_age')],
                'constraints': [accounts.constraints.TenantRows(name='rejectedevent_rows'), accounts.constraints.TenantKey(field='key', name='rejectedevent_key_key', to='capture.WriteKey')],
            },
        ),
    ]
