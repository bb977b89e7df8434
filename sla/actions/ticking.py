"""What fell due: found by its column, claimed by one ticker, written down once, and told to whoever acts on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from sla.actions.choosing import way_of
from sla.actions.missing import note_breach
from sla.actions.running import end_pauses, steps_of
from sla.models import Clock, ClockPause, ClockStep, Kind
from sla.steps import Do, Step

AT_ONCE = 200
BREATH = timedelta(seconds=1)  # what somebody else holds is looked at again a moment later
LOOK = 30  # seconds: even a bell that was lost is made up for by then


@dataclass(frozen=True)
class Due:
    """One step that is to be carried out now. `key` names it for ever; `late` is by how much it comes too late."""

    key: str
    do: str
    at_percent: int
    clock_id: int
    kind: str
    lead_id: int
    handoff_id: int | None
    rep: int | None
    pool: int | None
    tier: str
    due_at: datetime
    step_at: datetime
    late: timedelta

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self.at_percent >= 100


@transaction.atomic
def tick(workspace_id: int, now: datetime, *, most: int = AT_ONCE) -> list[Due]:
    """Do what is due on the workspace's clocks by `now` (the database's), oldest first, each step once.

    Clocks that another ticker holds are left to it, and so are those of leads that somebody is busy with: whoever
    accepts a lead holds it and then its clocks, and must never wait for us. After a long silence the steps that were
    overtaken are written down without being told: somebody whose time is up needs no reminder that half of it has gone.
    Where more clocks are due than fit, each goes only as far as the next one that is left, so that the order holds.
    """
    while held := claimed(workspace_id, now, most=most + 1):
        until = min(now, held.pop().next_at or now) if len(held) > most else now
        if fell := advance_all(held, now=now, until=until):
            return fell
    return []


def claimed(workspace_id: int, now: datetime, *, most: int) -> list[Clock]:
    """The clocks on which something is due, the oldest first, held against other tickers."""
    rows = Clock.objects.filter(workspace_id=workspace_id, next_at__lte=now).order_by("next_at", "id")
    rows = rows.select_related("policy", "edition", "lead")
    return list(rows.select_for_update(of=("self", "lead"), no_key=True, skip_locked=True)[:most])


def advance_all(held: list[Clock], *, now: datetime, until: datetime) -> list[Due]:
    """Take each clock to `until`; answer what is to be carried out, in the order in which it fell due."""
    held.sort(key=lambda clock: (clock.next_at, clock.kind != Kind.ACCEPT, clock.pk))  # what is caused after its cause
    done: dict[int, set[str]] = {clock.pk: set() for clock in held}
    for clock_id, key in ClockStep.objects.filter(clock__in=held).values_list("clock_id", "key"):
        done[clock_id].add(key)
    pauses: dict[int, list[ClockPause]] = {clock.pk: [] for clock in held}
    for pause in ClockPause.objects.filter(clock__in=held).order_by("began_at"):
        pauses[pause.clock_id].append(pause)
    quiet = being_accepted(held)
    fell: list[Due] = []
    for clock in held:
        fell += advance(clock, pauses[clock.pk], done[clock.pk], now=now, until=until, quiet=clock.pk in quiet)
    return sorted(fell, key=lambda due: (due.step_at, due.clock_id))


def being_accepted(held: list[Clock]) -> set[int]:
    """First-response clocks of leads whose acceptance is still waited for: that clock does the reminding."""
    waiting = {clock.lead_id: clock.pk for clock in held if clock.kind == Kind.RESPOND}
    rows = Clock.objects.running().filter(lead__in=waiting, kind=Kind.ACCEPT)
    return {waiting[lead_id] for lead_id in rows.values_list("lead_id", flat=True)}


def advance(
    clock: Clock, pauses: list[ClockPause], done: set[str], *, now: datetime, until: datetime, quiet: bool
) -> list[Due]:
    """Take one clock to `until`: its steps are written, its breach noted, its next instant set."""
    if clock.paused_at is not None:
        wake(clock, pauses)
    ahead = way_of(clock, pauses).ahead(steps_of(clock, clock.policy), done)
    fallen = [(at, step) for at, step in ahead if at <= now]
    last = fallen[-1][1] if fallen else None
    rows, told = [], []
    for at, step in fallen:
        if at > until:
            break
        overtaken = is_overtaken(step, last) or is_said(clock, step, at=at, quiet=quiet)
        rows.append(
            ClockStep(
                workspace_id=clock.workspace_id, clock=clock, key=step.key, due_at=at, done_at=now, overtaken=overtaken
            )
        )
        told += [] if overtaken else [told_of(clock, step, at=at, now=now)]
    ClockStep.objects.bulk_create(rows)
    if until >= clock.due_at:
        note_breach(clock, at=now)
    clock.next_at = min((at for at, _ in ahead if at > until), default=None)
    clock.save(update_fields=["next_at", "paused_at", "due_at"])
    return told


def wake(clock: Clock, pauses: list[ClockPause]) -> None:
    """A pause has lasted as long as the policy allows: the clock runs on from there."""
    for pause in pauses:
        if pause.ended_at is None:
            pause.ended_at = pause.most_until
            end_pauses(clock, at=pause.most_until)
    clock.paused_at = None


def is_overtaken(step: Step, last: Step | None) -> bool:
    """Whether a later step makes this one pointless: reminders before the latest that is due."""
    return last is not None and step.do is Do.REMIND and step.at < last.at


def is_said(clock: Clock, step: Step, *, at: datetime, quiet: bool) -> bool:
    """Whether the acceptance clock says it: reminders while it runs, and what managers heard at this instant."""
    if clock.kind != Kind.RESPOND or step.do is Do.REOFFER:
        return False
    if step.do is Do.REMIND:
        return quiet
    heard = ClockStep.objects.filter(workspace_id=clock.workspace_id, clock__lead=clock.lead_id, due_at=at)
    theirs = heard.filter(clock__kind=Kind.ACCEPT, clock__handoff_id=clock.handoff_id, overtaken=False)
    return theirs.filter(key__endswith=f"-{Do.TELL}").exists()


def told_of(clock: Clock, step: Step, *, at: datetime, now: datetime) -> Due:
    """The step, for whoever carries it out."""
    return Due(
        key=f"clock-{clock.pk}-{step.key}",
        do=step.do.value,
        at_percent=step.at,
        clock_id=clock.pk,
        kind=clock.kind,
        lead_id=clock.lead.merged_into_id or clock.lead_id,
        handoff_id=clock.handoff_id,
        rep=clock.rep_id,
        pool=clock.pool,
        tier=clock.tier,
        due_at=clock.due_at,
        step_at=at,
        late=now - at,
    )


def next_look(workspace_id: int, now: datetime) -> datetime:
    """When the bell has to ring again: at the next step, and in any case within half a minute.

    The half minutes are the clock's own, so that bells rung for many clocks fall together instead of multiplying.
    """
    seconds = int(now.timestamp()) // LOOK * LOOK + LOOK
    grid = datetime.fromtimestamp(seconds, tz=now.tzinfo)
    following = Clock.objects.filter(workspace_id=workspace_id).aggregate(at=Min("next_at"))["at"]
    return max(min(grid, following or grid), now + BREATH)
