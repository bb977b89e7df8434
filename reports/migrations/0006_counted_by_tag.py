"""What leads were counted as is found by each of its values, without looking at the leads themselves.

All columns are added by one statement, so that the table is written anew once and not nine times.
"""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform

NAMES = ("source", "channel", "campaign", "landing", "product", "content", "rep", "pool", "grade")
ADDED = ", ".join(
    f"ADD COLUMN {name} text GENERATED ALWAYS AS (tags ->> {place}) STORED" for place, name in enumerate(NAMES, start=1)
)
DROPPED = ", ".join(f"DROP COLUMN {name}" for name in NAMES)


def column(place: int, name: str) -> migrations.AddField:
    """A column as Django knows it."""
    return migrations.AddField(
        "counted",
        name,
        models.GeneratedField(
            db_persist=True, expression=KeyTextTransform(place, "tags"), output_field=models.TextField()
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_the_tour"), ("reports", "0005_reasons")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE reports_counted {ADDED}",
            f"ALTER TABLE reports_counted {DROPPED}",
            state_operations=[column(place, name) for place, name in enumerate(NAMES, start=1)],
        ),
        *(
            migrations.AddIndex(
                "counted", models.Index(fields=["workspace", name], name=f"reports_counted_{name}")
            )
            for name in NAMES
        ),
    ]
