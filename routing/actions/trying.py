"""A plan tried out: what it would do with leads, step by step, without giving anything to anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Workspace
from leads.models import Lead
from routing.actions.gathering import roster_of
from routing.actions.planning import Reading, read
from routing.actions.routing import company_owners
from routing.models import Handoff, RoutingPlan, Trigger
from routing.picker import choose
from routing.roster import Choice, Roster, Subject

LAST_WEEK = timedelta(days=7)
MOST = 500


@dataclass(frozen=True)
class Trial:
    """What would become of one lead; `was` is who got it in fact."""

    lead: Lead
    choice: Choice
    was: int | None = None
    name: str = ""
    was_name: str = ""

    @property
    def differs(self) -> bool:
        """Whether somebody else would get it."""
        return self.was is not None and self.was != self.choice.rep


@dataclass
class TriedOut:
    """A plan tried on leads: each trial, and how many each rep would get."""

    version: int
    trials: list[Trial] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)


def try_out(workspace: Workspace, plan: RoutingPlan | None, leads: Iterable[int], *, at: datetime) -> TriedOut:
    """Send leads (by id, up to MOST) through a version of the plan, as everybody stands now."""
    ids = list(dict.fromkeys(leads))[:MOST]
    reading = read(workspace, plan, now=at)
    roster = roster_of(workspace, now=at, plan=reading.plan)
    known = reading.met(ids, workspace_id=workspace.pk)
    owners = company_owners(workspace, [lead for lead, _ in known.values()])
    had = last_handoffs(workspace, ids)
    done = TriedOut(reading.plan.version, broken=reading.broken)
    for pk in ids:
        if pk in known:
            done.trials.append(trial(*known[pk], reading, roster, owners, had.get(pk)))
    for each in done.trials:
        label = each.name or "Waits"
        done.counts[label] = done.counts.get(label, 0) + 1
    return done


def trial(
    lead: Lead, met: frozenset[int], reading: Reading, roster: Roster, owners: dict[int, int], had: Handoff | None
) -> Trial:
    """One lead's."""
    subject = Subject(
        met=met,
        # Accepting makes a rep the owner: what is asked is who would have got it before that.
        owner=None if had is not None else lead.owner_id,
        company_owner=None if had is not None else owners.get(lead.company_id or 0),
        language=lead.language,
        bypasses=had is not None and had.trigger == Trigger.HAND_RAISER,
    )
    choice, was = choose(subject, reading.plan, roster), had.rep_id if had else None
    return Trial(lead, choice, was, named(choice.rep, choice.pool, roster), named(was, None, roster))


def named(rep: int | None, pool: int | None, roster: Roster) -> str:
    """Who that is."""
    if rep is not None:
        return roster.reps[rep].name if rep in roster.reps else f"Person {rep}"
    return roster.pool_name(pool) if pool is not None else ""


def last_handoffs(workspace: Workspace, ids: list[int]) -> dict[int, Handoff]:
    """The newest pass of each lead."""
    rows = Handoff.objects.filter(workspace=workspace, lead__in=ids).order_by("lead_id", "-id").distinct("lead_id")
    return {row.lead_id: row for row in rows}


def passed_since(workspace: Workspace, since: datetime) -> list[int]:
    """The leads that passed since then, newest first."""
    rows = Handoff.objects.filter(workspace=workspace, opened_at__gte=since).order_by("-id")
    return list(dict.fromkeys(rows.values_list("lead_id", flat=True)[:MOST]))
