"""The key to the lead carries the workspace: checking the workspace as well cost every tally and buys nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_the_tour'),
        ('scoring', '0006_displayed_to'),
    ]

    operations = [
        migrations.AlterField(
            model_name='gradechange',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grade_changes', to='accounts.workspace'),
        ),
        migrations.AlterField(
            model_name='tally',
            name='workspace',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
    ]
