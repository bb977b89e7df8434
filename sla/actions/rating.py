"""Sales tells marketing how good a lead was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads.models import Lead
from sla.actions.following import rated
from sla.models import Rating

MOST = 1_000  # characters of an answer


@transaction.atomic
def rate(lead: Lead, *, stars: int, answers: Sequence[tuple[str, str]], by: User, at: datetime) -> Rating:
    """Rate a lead with one to five stars and answer the agreement's questions; the pass's last word counts.

    Stops the clock of the rating. Raises Refused for other stars.
    """
    if not 1 <= stars <= 5:
        raise Refused("Give one to five stars.")
    said = [{"question": question, "answer": answer.strip()[:MOST]} for question, answer in answers if answer.strip()]
    row, _ = Rating.objects.update_or_create(
        workspace_id=lead.workspace_id,
        lead=lead,
        cycle=lead.cycle,
        defaults={"stars": stars, "answers": said, "by": by, "at": at},
    )
    rated(lead, at=at)
    return row
