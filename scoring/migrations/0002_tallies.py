"""Tallies leave room in their pages, so that an update stays beside the row it replaces (HOT)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE scoring_tally SET (fillfactor = 70);"
            " ALTER TABLE scoring_recheck SET (fillfactor = 80)",
            "ALTER TABLE scoring_tally RESET (fillfactor); ALTER TABLE scoring_recheck RESET (fillfactor)",
        ),
    ]
