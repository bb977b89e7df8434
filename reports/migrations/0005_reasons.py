"""Why sales refuses is summed up like everything else: each reason has a number. What was counted is counted anew."""

import accounts.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_the_tour'),
        ('reports', '0004_review_readers'),
    ]

    operations = [
        migrations.AddField(
            model_name='folding',
            name='edition',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name='Reason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.SmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('workspace', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reports_reasons', to='accounts.workspace')),
            ],
            options={
                'constraints': [accounts.constraints.TenantRows(keyed=False, name='reports_reason_rows'), models.UniqueConstraint(fields=('workspace', 'number'), name='reports_reason_number_once'), models.UniqueConstraint(fields=('workspace', 'text'), name='reports_reason_once')],
            },
        ),
    ]
