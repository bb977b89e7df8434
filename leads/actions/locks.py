"""Who may change who is who: many may read at a time, and one may change when nobody reads.

Taken before any row is locked, and held to the end of the transaction, so nobody waits in a circle.
"""

from django.db import connection

PLACES = 7_267 << 48  # where these advisory locks begin; one for each workspace


def place(workspace_id: int) -> int:
    """The workspace's lock."""
    return PLACES + workspace_id


def alone(workspace_id: int) -> None:
    """Wait until nobody stores events, and keep everybody from it while leads are merged or parted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [place(workspace_id)])
