"""The bell of reviews: when a week, month or quarter is over, its pack is made and mailed to whom it was promised."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from accounts import bells, mail
from accounts.models import Workspace
from reports import rhythm
from reports.actions.packing import figures_of
from reports.actions.planning import make_review
from reports.models import Review, ReviewReader, Rhythm

KIND, EVERY = "reviews", timedelta(hours=1)
OPEN_ITEMS = 20


@bells.answers(KIND, slow=True, every=EVERY)
def mail_due(workspace_id: int, now: datetime) -> datetime | None:
    """Mail the packs of what is over by now; answer when the next one is due."""
    workspace = Workspace.objects.get(pk=workspace_id)
    local = now.astimezone(ZoneInfo(workspace.time_zone))
    following = now + EVERY
    for which in Rhythm.values:
        readers = readers_of(workspace, which, rhythm.due_since(which, local))
        if readers:
            mail_pack(workspace, pack_of(workspace, which, local), readers)
        following = min(following, rhythm.next_due(which, local))
    return following


def readers_of(workspace: Workspace, which: str, since: datetime) -> list[ReviewReader]:
    """Active members who were chosen before the period was over."""
    rows = ReviewReader.objects.filter(
        workspace=workspace,
        rhythm=which,
        chosen_at__lte=since,
        user__memberships__workspace=workspace,
        user__memberships__deactivated_at=None,
    )
    return list(rows.select_related("user").distinct().order_by("user_id"))


def pack_of(workspace: Workspace, which: str, now: datetime) -> Review:
    """The pack of the last whole period; made now where nobody made it yet."""
    day = rhythm.due_since(which, now).date()
    first, _ = rhythm.span_of(which, day)
    found = Review.objects.filter(workspace=workspace, rhythm=which, starts_on=first).first()
    if found is not None:
        return found
    figures = figures_of(workspace, rhythm=which, now=now, today=day)
    return make_review(workspace, rhythm=which, today=day, figures=figures, by=None)


def mail_pack(workspace: Workspace, review: Review, readers: list[ReviewReader]) -> None:
    """One mail for each reader, at most once for each pack, by the outbox."""
    context = contents(workspace, review)
    for reader in readers:
        mail.send(
            to=reader.user.email,
            template="review",
            context={**context, "person": reader.user},
            workspace=workspace,
            once=f"review:{review.pk}:{reader.user_id}",
            cause="review",
        )


def contents(workspace: Workspace, review: Review) -> dict[str, Any]:
    """What the mail says: the figures as the pack keeps them, and what is still to be done."""
    items = review.items.filter(is_decision=False, done_at=None).select_related("owner").order_by("due_on", "id")
    address = settings.BASE_URL + reverse("reports:review", args=[workspace.slug, review.pk])
    return {
        "review": review,
        "parts": review.figures.get("parts", []),
        "items": list(items[:OPEN_ITEMS]),
        "link": address,
        "change": settings.BASE_URL + reverse("reports:reviews", args=[workspace.slug]),
    }
