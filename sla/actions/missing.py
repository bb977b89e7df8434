"""What came too late: written down once, with its cause; what comes of the same lateness says so."""

from datetime import datetime

from sla.models import Breach, Cause, Clock, Excuse, Kind

OF_KIND = {Kind.ACCEPT: Cause.UNACCEPTED, Kind.ATTEMPT: Cause.UNTRIED, Kind.FEEDBACK: Cause.UNRATED}


def note_breach(clock: Clock, *, at: datetime) -> None:
    """Write down that the clock ran out; once. What was excused before is excused where it comes of the same."""
    if Breach.objects.filter(workspace_id=clock.workspace_id, clock=clock).exists():
        return
    root = root_of(clock) if clock.kind == Kind.RESPOND else None
    cause = OF_KIND.get(Kind(clock.kind), Cause.UNACCEPTED if root is not None else Cause.UNTOUCHED)
    row = Breach(
        workspace_id=clock.workspace_id,
        clock=clock,
        lead_id=clock.lead_id,
        kind=clock.kind,
        cause=cause,
        root=root,
        rep_id=clock.rep_id,
        pool=clock.pool,
        due_at=clock.due_at,
        noticed_at=at,
    )
    Breach.objects.bulk_create([row], ignore_conflicts=True)
    if root is not None:
        excuse_too(clock, root)


def root_of(clock: Clock) -> Breach | None:
    """The acceptance that was missed, where that is why nobody had answered by the time this clock ran out.

    A lead that was accepted in time has none: its rep did not get in touch. Nor has one that was accepted late, but
    with time left to answer in.
    """
    offers = Clock.objects.filter(workspace_id=clock.workspace_id, lead=clock.lead_id, handoff_id=clock.handoff_id)
    accepted = offers.filter(kind=Kind.ACCEPT, why="Accepted", stopped_at__lt=clock.due_at)
    if clock.handoff_id is None or accepted.exists():
        return None
    missed = Breach.objects.filter(workspace_id=clock.workspace_id, clock__in=offers.filter(kind=Kind.ACCEPT))
    return missed.filter(due_at__lte=clock.due_at).order_by("-due_at", "-pk").first()


def excuse_too(clock: Clock, root: Breach) -> None:
    """One lateness has one excuse."""
    said = Excuse.objects.filter(workspace_id=root.workspace_id, breach=root).first()
    row = Breach.objects.get(workspace_id=clock.workspace_id, clock=clock)
    if said is not None:
        again = Excuse(workspace_id=row.workspace_id, breach=row, lead_id=row.lead_id)
        again.by_id, again.at, again.reason = said.by_id, said.at, said.reason
        Excuse.objects.bulk_create([again], ignore_conflicts=True)


def same_lateness(breach: Breach) -> list[Breach]:
    """The breach, the one it comes of, and all that come of that."""
    root = breach.root_id or breach.pk
    rows = Breach.objects.filter(workspace_id=breach.workspace_id)
    return list((rows.filter(pk=root) | rows.filter(root=root)).order_by("pk"))
