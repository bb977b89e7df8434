import accounts.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead', models.BigIntegerField()),
                ('entered_on', models.DateField()),
                ('tags', models.JSONField()),
                ('counts', models.JSONField()),
                ('spans', models.JSONField()),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports_counted', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'entered_on', 'lead'], name='reports_counted_entered')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='reports_counted_rows'), models.UniqueConstraint(fields=('workspace', 'lead'), name='reports_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Folding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('time_zone', models.CharField(max_length=64)),
                ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reports_folding', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(name='reports_folding_rows')],
            },
        ),
        migrations.CreateModel(
            name='Passed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead', models.BigIntegerField()),
                ('change', models.BigIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('grade', models.CharField(blank=True, max_length=2)),
                ('pool', models.BigIntegerField(null=True)),
                ('content', models.BigIntegerField(null=True)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports_passed', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'lead'], name='reports_passed_of_lead')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='reports_passed_rows'), models.UniqueConstraint(fields=('workspace', 'change'), name='reports_passed_once')],
            },
        ),
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=8)),
                ('grain', models.CharField(max_length=1)),
                ('day', models.DateField()),
                ('value', models.CharField(max_length=200)),
                ('entered', models.BigIntegerField(default=0)),
                ('mql', models.BigIntegerField(default=0)),
                ('sal', models.BigIntegerField(default=0)),
                ('sql', models.BigIntegerField(default=0)),
                ('won', models.BigIntegerField(default=0)),
                ('lost', models.BigIntegerField(default=0)),
                ('disqualified', models.BigIntegerField(default=0)),
                ('rejected', models.BigIntegerField(default=0)),
                ('recycled', models.BigIntegerField(default=0)),
                ('revenue', models.BigIntegerField(default=0)),
                ('unflagged', models.BigIntegerField(default=0)),
                ('open', models.BigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rollups', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='rollup_rows'), models.UniqueConstraint(fields=('workspace', 'dimension', 'grain', 'day', 'value'), name='rollup_once')],
            },
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=8)),
                ('kind', models.CharField(max_length=4)),
                ('grain', models.CharField(max_length=1)),
                ('day', models.DateField()),
                ('value', models.CharField(max_length=200)),
                ('place', models.SmallIntegerField()),
                ('count', models.BigIntegerField(default=0)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spreads', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='spread_rows'), models.UniqueConstraint(fields=('workspace', 'dimension', 'kind', 'grain', 'day', 'value', 'place'), name='spread_once')],
            },
        ),
        migrations.CreateModel(
            name='Touched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead', models.BigIntegerField()),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports_touched', to='accounts.workspace')),
            ],
            options={
                'indexes': [models.Index(fields=['workspace', 'id'], name='reports_touched_next')],
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='reports_touched_rows')],
            },
        ),
    ]
