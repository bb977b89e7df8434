"""What stands around the leads: campaigns, content, the team with its limits, goals, reviews, the calendar."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User, Workspace
from handoff.demo import words
from leads.models import Campaign, Content
from reports import actions as reports
from reports.actions.packing import figures_of
from reports.models import CalendarEvent, Goal, MetricOwner, ReviewItem
from reports.periods import months_before
from routing.actions import plans, pools
from routing.models import Absence, PlanState, Pool, PoolMember, RepProfile, RoutingPlan

# the pool and its rule, which of the reps, the leads, who of the pool
TERRITORIES: list[tuple[str, tuple[int, ...], dict[str, Any], dict[str, Any]]] = [
    (
        "DACH",
        (1, 3, 5),
        {"field": "lead.country", "op": "is_any_of", "value": ["DE", "AT", "CH"]},
        {"at_work_first": True},
    ),
    (
        "Large firms",
        (0, 2, 4),
        {"field": "company.employees", "op": "at_least", "value": 500},
        {"strategy": "least_loaded"},
    ),
]


def library(workspace: Workspace, *, at: datetime) -> None:
    """Campaigns with their cost, content with its place in the journey."""
    Campaign.objects.bulk_create(
        Campaign(
            workspace=workspace,
            name=name,
            key=key,
            channel=channel,
            cost=cost,
            starts_on=(at - timedelta(days=began)).date(),
            ends_on=(at - timedelta(days=began - lasted)).date(),
        )
        for name, key, channel, began, lasted, cost in words.CAMPAIGNS
    )
    Content.objects.bulk_create(
        Content(workspace=workspace, title=title, url=url, kind=kind, journey=journey)
        for title, url, kind, journey in words.CONTENT
    )


def team(workspace: Workspace, reps: Iterable[User], *, by: User, at: datetime) -> None:
    """Everybody who sells: in the pool, with limits; one of them is away."""
    people = list(reps)
    pool = Pool.objects.get(workspace=workspace, fallback=True)
    for place, rep in enumerate(people):
        RepProfile.objects.update_or_create(
            workspace=workspace, rep=rep, defaults={"open_at_once": (19, 17, 20, 12, 18, 19)[place], "per_week": 12}
        )
        PoolMember.objects.get_or_create(workspace=workspace, pool=pool, rep=rep)
    Absence.objects.create(
        workspace=workspace,
        rep=people[3],
        starts_at=at - timedelta(days=1),
        ends_at=at + timedelta(days=5),
        note="On holiday",
        entered_by=by,
    )


def territories(workspace: Workspace, reps: Sequence[User], *, by: User, at: datetime) -> None:
    """Two pools before the fall-back one: the German-speaking countries, and large firms by whoever has least open."""
    force = RoutingPlan.objects.filter(workspace=workspace, state=PlanState.PUBLISHED).first()
    draft = plans.start_draft(workspace, by=by, at=at - timedelta(days=40), based_on=force)
    for name, members, condition, how in TERRITORIES:
        pool = pools.write_pool(workspace, by=by, name=name)
        pools.seat(pool, by=by, weights={reps[place].pk: 1 for place in members})
        plans.write_rule(draft, name=name, pool=pool, condition=condition, **how)
    plans.publish(draft, by=by, at=at - timedelta(days=39), note="DACH and large firms have their own people")


def ahead(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> None:
    """Goals, owners of numbers, the calendar, reviews with decisions, what comes by itself."""
    today, mona, maya = at.date(), cast["mona"], cast["maya"]
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for name, first, amount in (
        ("This quarter", quarter, 60_000_000),
        ("Next quarter", months_before(quarter, -3), 72_000_000),
    ):
        Goal.objects.create(
            workspace=workspace,
            name=name,
            starts_on=first,
            revenue=amount,
            owner=mona,
            set_by=mona,
            ends_on=months_before(first, -3) - timedelta(days=1),
        )
    for metric, owner in (("mql", maya), ("acceptance", mona), ("won", mona), ("response", mona)):
        MetricOwner.objects.create(workspace=workspace, metric=metric, owner=owner)
    CalendarEvent.objects.bulk_create(
        CalendarEvent(
            workspace=workspace,
            kind=kind,
            title=title,
            note=note,
            made_by=maya,
            starts_on=today + timedelta(days=days),
            ends_on=today + timedelta(days=days + lasts) if lasts else None,
        )
        for kind, title, days, lasts, note in words.EVENTS
    )
    reviews(workspace, cast, at=at)
    reports.subscribe(workspace, user=mona, at=at, values={"report": "pipeline", "rhythm": "weekly"})
    alert = {"metric": "sal", "way": "over", "line": 20, "rhythm": "weekly", "dimension": "source"}
    reports.subscribe(workspace, user=maya, at=at, values=alert | {"value": "Webinar “Route 26”"})


def reviews(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> None:
    """Last month's review, held; and the week's, to be held, with what is open."""
    mona, maya, ravi = cast["mona"], cast["maya"], cast["ravi"]
    readers = {"weekly": {mona.pk, maya.pk}, "monthly": {mona.pk}}
    reports.choose_readers(workspace, by=mona, readers=readers, at=at)
    figures = figures_of(workspace, rhythm="monthly", now=at)
    month = reports.make_review(workspace, rhythm="monthly", today=at.date(), figures=figures, by=mona)
    held = month.ends_on + timedelta(days=4)
    reports.write_review(
        month,
        notes="Paid search brings many and sells few. Students cost us two hours a week.",
        held_on=min(held, at.date()),
    )
    decided = "Hand-raisers are answered within 30 minutes, also at lunch."
    ReviewItem.objects.create(workspace=workspace, review=month, text=decided, is_decision=True)
    for text, owner, days in (
        ("Try the rule “analysts: −10” in the draft", maya, 6),
        ("Call the ten oldest SALs", ravi, -2),
    ):
        ReviewItem.objects.create(
            workspace=workspace, review=month, text=text, owner=owner, due_on=at.date() + timedelta(days=days)
        )
    figures = figures_of(workspace, rhythm="weekly", now=at)
    reports.make_review(workspace, rhythm="weekly", today=at.date(), figures=figures, by=mona)
