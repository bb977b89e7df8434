"""What time it is: by the database's clock, which all machines share, where something is decided by it."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The database's clock: machines may disagree, the database does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
