"""Free and disposable mail domains stand in a table of their own: a condition that asked for them carried all of them,
200 KB, with every statement. It belongs to no workspace; the application reads it and cannot write it."""

from django.conf import settings
from django.db import migrations

CREATE = "CREATE TABLE leads_maildomain (domain text NOT NULL, kind text NOT NULL, PRIMARY KEY (domain, kind))"


def only_read(apps, editor):
    """Take away what the application may do with other tables."""
    editor.execute(f"REVOKE INSERT, UPDATE, DELETE ON leads_maildomain FROM {editor.quote_name(settings.APP_ROLE)}")


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_touch_by_key")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE leads_maildomain"),
        migrations.RunPython(only_read, migrations.RunPython.noop),
    ]
