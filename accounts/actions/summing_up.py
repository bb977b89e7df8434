"""The morning's summary, by mail: what is open for one person, when their day begins."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts import bells, mail
from accounts.actions.notifying import zone_of
from accounts.models import Membership, Notification, NotificationOptions, Workspace
from accounts.quiet import last_morning, next_morning
from accounts.summaries import lines_for

SUMMARIES = "summaries"
LATEST = timedelta(hours=6)  # a morning that is longer ago than this has no summary any more
LOOK_AGAIN = timedelta(hours=1)  # people come, go and change their clocks
UNREAD = 10


@bells.answers(SUMMARIES, every=LOOK_AGAIN)
def sum_up(workspace_id: int, now: datetime) -> datetime | None:
    """Mail each member whose morning has come, once for each morning; answer when the next one's is."""
    workspace = Workspace.objects.get(pk=workspace_id)
    found = {one.user_id: one for one in NotificationOptions.objects.filter(workspace=workspace)}
    following = now + LOOK_AGAIN
    for member in Membership.objects.active().filter(workspace=workspace).select_related("user").order_by("pk"):
        options = found.get(member.user_id) or NotificationOptions(workspace=workspace, user=member.user)
        if not options.summary:
            continue
        zone = zone_of(member.user, workspace)
        morning = last_morning(now, at=options.summary_at, zone=zone)
        if now - morning < LATEST and not options.is_summed_up(morning):
            tell(member, workspace, options, morning=morning, now=now)
        following = min(following, next_morning(now, at=options.summary_at, zone=zone))
    return following


def tell(
    member: Membership, workspace: Workspace, options: NotificationOptions, *, morning: datetime, now: datetime
) -> None:
    """One person's summary, if there is anything to say; either way this morning is dealt with."""
    NotificationOptions.objects.update_or_create(
        workspace=workspace, user=member.user, defaults={"summed_up_to": morning}
    )
    context = contents(member, workspace, now=now)
    if not context["lines"] and not context["unread"]:
        return
    mail.send(
        to=member.user.email,
        template="summary",
        context=context,
        workspace=workspace,
        once=f"summary:{member.user_id}:{morning.isoformat()}",
        cause="summary",
    )


def contents(member: Membership, workspace: Workspace, *, now: datetime) -> dict[str, Any]:
    """What a summary says."""
    member.workspace = workspace
    unread = Notification.objects.filter(workspace=workspace).of(member.user_id).unread()
    lines = [
        {"text": line.text, "link": settings.BASE_URL + line.url if line.url else ""}
        for line in lines_for(member, at=now)
    ]
    newest = [{"title": row.title, "link": settings.BASE_URL + row.url} for row in unread.order_by("-id")[:UNREAD]]
    link = f"{settings.BASE_URL}/w/{workspace.slug}/"
    return {"person": member.user, "lines": lines, "unread": newest, "unread_count": unread.count(), "link": link}
