"""A pool's chat room is a row of its own, not a column here; a rule may prefer who is at work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0003_work")]

    operations = [
        migrations.RemoveField(model_name="pool", name="slack_url"),
        migrations.AddField(
            model_name="routingrule",
            name="at_work_first",
            field=models.BooleanField(
                default=False,
                help_text="Of those whose turn it could be, whoever is inside their working hours goes first.",
                verbose_name="Prefer who is at work now",
            ),
        ),
    ]
