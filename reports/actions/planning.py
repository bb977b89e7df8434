"""Verbs of looking forward and back together: goals, owners, events, reviews and their items, subscriptions."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import audit, bells
from accounts.actions import Refused
from accounts.models import User, Workspace
from reports.models import CalendarEvent, Goal, MetricOwner, Review, ReviewItem, ReviewReader, Subscription
from reports.rhythm import next_due, span_of

KIND = "subscriptions"


@transaction.atomic
def set_goal(workspace: Workspace, *, by: User, values: dict[str, Any], goal: Goal | None = None) -> Goal:
    """Make or change a goal. Raises Refused when the name is taken."""
    others = workspace.goals.all() if goal is None else workspace.goals.exclude(pk=goal.pk)
    if others.filter(name=values["name"]).exists():
        raise Refused("There is a goal of this name already.")
    row = goal or Goal(workspace=workspace, set_by=by)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    audit.record(workspace=workspace, by=by, verb="set goal", what=row.name)
    return row


@transaction.atomic
def drop_goal(goal: Goal, *, by: User) -> None:
    """Take a goal back."""
    audit.record(workspace=goal.workspace, by=by, verb="dropped goal", what=goal.name)
    goal.delete()


@transaction.atomic
def own_metric(workspace: Workspace, *, metric: str, owner: User | None) -> None:
    """Say who answers for a number, or nobody."""
    workspace.metric_owners.filter(metric=metric).delete()
    if owner is not None:
        MetricOwner.objects.create(workspace=workspace, metric=metric, owner=owner)


@transaction.atomic
def note_event(
    workspace: Workspace, *, by: User, values: dict[str, Any], event: CalendarEvent | None = None
) -> CalendarEvent:
    """Put something on the calendar, or change it."""
    row = event or CalendarEvent(workspace=workspace, made_by=by)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def drop_event(event: CalendarEvent) -> None:
    """Take it off the calendar."""
    event.delete()


@transaction.atomic
def make_review(workspace: Workspace, *, rhythm: str, today: date, figures: dict[str, Any], by: User | None) -> Review:
    """Make the pack of the last whole week, month or quarter, and carry open items over; the one there is, if any."""
    first, last = span_of(rhythm, today)
    row, made = Review.objects.get_or_create(
        workspace=workspace, rhythm=rhythm, starts_on=first,
        defaults={"ends_on": last, "figures": figures, "made_by": by},
    )  # fmt: skip
    if made:
        open_items = ReviewItem.objects.filter(
            workspace=workspace, review__rhythm=rhythm, is_decision=False, done_at=None
        ).exclude(review=row)
        open_items.update(review=row)
    return row


@transaction.atomic
def choose_readers(workspace: Workspace, *, by: User, readers: dict[str, set[int]], at: datetime) -> None:
    """Say who gets the packs of each rhythm by mail; who had them before keeps their place."""
    for rhythm, wanted in readers.items():
        there = ReviewReader.objects.filter(workspace=workspace, rhythm=rhythm)
        there.exclude(user__in=wanted).delete()
        new = [ReviewReader(workspace=workspace, rhythm=rhythm, user_id=pk, chosen_at=at) for pk in sorted(wanted)]
        ReviewReader.objects.bulk_create(new, ignore_conflicts=True)
    audit.record(workspace=workspace, by=by, verb="chose readers", what="Reviews by mail")


@transaction.atomic
def write_review(review: Review, *, notes: str, held_on: date | None) -> None:
    """Write down what was said."""
    review.notes, review.held_on = notes, held_on
    review.save(update_fields=["notes", "held_on"])


@transaction.atomic
def add_item(review: Review, *, values: dict[str, Any]) -> ReviewItem:
    """A decision, or something to do with an owner and a date."""
    return ReviewItem.objects.create(workspace=review.workspace, review=review, **values)


@transaction.atomic
def finish_item(item: ReviewItem, *, at: datetime) -> bool:
    """Tick it off; False when that was done before."""
    return bool(ReviewItem.objects.filter(pk=item.pk, done_at=None).update(done_at=at))


@transaction.atomic
def subscribe(workspace: Workspace, *, user: User, at: datetime, values: dict[str, Any]) -> Subscription:
    """Send a report on a schedule, or tell when a number passes a line."""
    rhythm = values.get("rhythm", "weekly")
    due = next_due(rhythm, at) if values.get("report") else at
    row = Subscription.objects.create(workspace=workspace, user=user, due_at=due, **values)
    bells.ring(KIND, workspace.pk, at=due)
    return row


@transaction.atomic
def unsubscribe(subscription: Subscription) -> None:
    """No more of it."""
    subscription.delete()


def put_off(subscription: Subscription, *, until: datetime, told_for: str | None = None) -> bool:
    """Claim a due subscription by moving it on; False when somebody else did."""
    changed: dict[str, Any] = {"due_at": until}
    if told_for is not None:
        changed["told_for"] = told_for
    same = Subscription.objects.filter(pk=subscription.pk, due_at=subscription.due_at)
    return bool(same.update(**changed))
