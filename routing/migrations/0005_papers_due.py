"""A process that is busy with what comes in leaves a pass's receipt and brief to a ticker: these are found by this."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0004_at_work_first")]

    operations = [
        migrations.AddField(
            model_name="handoff",
            name="papers_due",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(papers_due=True), fields=["workspace", "id"], name="handoff_papers_due"
            ),
        ),
    ]
