"""What left the house, sent once more."""

from django.db import transaction

from accounts import outbox
from accounts.audit import record
from accounts.models import OutboxItem, User


@transaction.atomic
def send_again(item: OutboxItem, *, by: User) -> bool:
    """Send a dead item from the start of its schedule; False when it is not dead."""
    if not outbox.replay(item):
        return False
    what = f"{item.get_channel_display().lower()} to {item.address}"
    record(workspace=item.workspace, by=by, verb="sent again", what=what, details={"subject": item.subject})
    return True
