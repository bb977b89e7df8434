"""The handoff meeting: found in both calendars, invited by mail, moved, called off, and what came of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import actions as accounts
from accounts import mail
from accounts.actions import Refused
from accounts.models import User, Workspace
from leads import actions as leads
from leads.models import Lead
from routing.actions.asking import address
from routing.actions.holding import leads_reps
from routing.actions.selling import log_touch, spoke
from routing.invitations import Guest, Invitation, written
from routing.models import Handoff, Meeting, MeetingState
from routing.slots import Span, proposals, shared
from routing.ways import WAYS

SOONEST, LOOK = timedelta(hours=1), timedelta(days=10)
LENGTHS = (15, 30, 45, 60)
PLANNED = MeetingState.PLANNED


def times_for(workspace: Workspace, *, people: Iterable[User], at: datetime, minutes: int = 30) -> list[datetime]:
    """Beginnings that suit everybody: inside all their open hours and beside their other meetings."""
    start, until = at + SOONEST, at + LOOK
    guests = list(people)
    spans: Sequence[Span] | None = None
    for theirs in WAYS.hours(workspace, guests, start, until).values():
        spans = theirs.spans if spans is None else shared(spans, theirs.spans)
    busy = busy_of(workspace, guests, start, until)
    return proposals(spans or [], busy=busy, length=timedelta(minutes=minutes))


def busy_of(workspace: Workspace, people: list[User], start: datetime, until: datetime) -> list[Span]:
    """The planned meetings of any of them."""
    rows = Meeting.objects.filter(workspace=workspace, state=PLANNED, starts_at__lt=until)
    rows = rows.filter(Q(organiser__in=people) | Q(colleague__in=people), starts_at__gt=start - timedelta(hours=8))
    return [(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)) for row in rows]


def agenda_of(lead: Lead, *, at: datetime) -> str:
    """What there is to talk about, from the brief."""
    found = leads.brief(lead, at)
    who = "; ".join(line["text"] for line in found["who"][:3]) or lead.called
    why = "; ".join(f"“{line['text']}”" for line in found["why"][:2]) or "not said yet: ask first"
    did = ", ".join(line["text"] for line in found["what"][:4]) or "nothing yet"
    asks = "\n".join(f"   - {question}" for question in found["missing"][:5])
    return (
        f"1. Who: {who}\n2. What they did: {did}\n3. Why: {why}\n4. To find out:\n{asks}\n5. Next step, and whose it is"
    )


@transaction.atomic
def plan_meeting(
    handoff: Handoff,
    *,
    by: User,
    at: datetime,
    starts_at: datetime,
    minutes: int = 30,
    colleague: User | None = None,
    with_lead: bool = False,
    place: str = "",
    agenda: str = "",
) -> Meeting:
    """Plan a meeting about a lead and invite everybody by mail."""
    check_time(starts_at, minutes, at=at)
    workspace, lead = handoff.workspace, handoff.lead
    if with_lead and not leads.may_be_written_to(lead):
        raise Refused("The lead has no address, or does not want mail: plan it without them.")
    row = Meeting.objects.create(
        workspace=workspace,
        lead=lead,
        organiser=by,
        colleague=colleague,
        with_lead=with_lead,
        starts_at=starts_at,
        minutes=minutes,
        zone=by.time_zone or workspace.time_zone,
        place=place.strip()[:300],
        agenda=agenda.strip() or agenda_of(lead, at=at),
        made_at=at,
    )
    row.invited = [{"email": guest.email, "name": guest.name} for guest in guests_of(row)]
    row.save(update_fields=["invited"])
    invite(row, at=at, method="REQUEST", words="Invitation")
    return row


@transaction.atomic
def move_meeting(meeting: Meeting, *, by: User, at: datetime, starts_at: datetime, minutes: int) -> Meeting:
    """Move a planned meeting; everybody gets the same invitation with its next number."""
    check_time(starts_at, minutes, at=at)
    row = planned(meeting, by)
    row.starts_at, row.minutes, row.sequence = starts_at, minutes, row.sequence + 1
    row.save(update_fields=["starts_at", "minutes", "sequence"])
    invite(row, at=at, method="REQUEST", words="Moved")
    return row


@transaction.atomic
def call_off(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Call a planned meeting off; everybody is told, and their calendars take it out."""
    row = planned(meeting, by)
    row.state, row.sequence = MeetingState.CANCELLED, row.sequence + 1
    row.save(update_fields=["state", "sequence"])
    invite(row, at=at, method="CANCEL", words="Called off")
    return row


@transaction.atomic
def record_meeting(
    meeting: Meeting,
    *,
    by: User,
    at: datetime,
    attended: list[str],
    outcome: str,
    next_step: str,
    answer: str = "replied",
) -> Meeting:
    """Write down who came, what came of it and what is done next; nobody there: a no show.

    When the lead was there it is a touch like any other, which ended with `answer`.
    """
    lead = Lead.objects.select_for_update(no_key=True).get(pk=meeting.lead_id, workspace_id=meeting.workspace_id)
    row = planned(meeting, by)
    there = [key for key in row.might_come if key in attended]
    if there and not (outcome.strip() and next_step.strip()):
        raise Refused("Say what came of it and what is done next.")
    row.state = MeetingState.HELD if there else MeetingState.NO_SHOW
    row.attended, row.outcome, row.next_step = there, outcome.strip()[:1000], next_step.strip()[:200]
    row.recorded_at, row.recorded_by = at, by
    row.save()
    if row.lead_key in there:
        count_as_touch(row, lead, by=by, at=at, answer=answer)
    return row


def count_as_touch(row: Meeting, lead: Lead, *, by: User, at: datetime, answer: str) -> None:
    """Somebody spoke with the lead: whoever works it, if they were there, else whoever writes it down."""
    worked = Handoff.objects.worked().filter(workspace_id=row.workspace_id, lead=lead.merged_into_id or lead.pk)
    handoff = worked.select_related("rep").order_by("-id").first()
    said: dict[str, Any] = {"channel": "meeting", "outcome": answer, "note": row.outcome}
    began = min(row.starts_at, at)
    if handoff is None:
        spoke(lead, by=by, at=began, **said)
        return
    speaker = handoff.rep if handoff.rep is not None and handoff.rep.email in row.attended else by
    began = max(began, handoff.offered_at or handoff.opened_at)  # nobody answers before they are asked
    if speaker.pk == handoff.rep_id or leads_reps(row.workspace_id, speaker):
        log_touch(handoff, by=speaker, at=at, next_step=row.next_step, spoke_at=began, **said)
    else:
        spoke(lead, by=speaker, at=began, **said)


def planned(meeting: Meeting, by: User) -> Meeting:
    """The meeting, locked, while it is still planned."""
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk, workspace_id=meeting.workspace_id)
    if row.state != PLANNED:
        raise Refused(f"This meeting is over: {row.get_state_display().lower()}.")
    return row


def check_time(starts_at: datetime, minutes: int, *, at: datetime) -> None:
    """Refuse the past and odd lengths."""
    if starts_at <= at:
        raise Refused("Choose a time that lies ahead.")
    if not 5 <= minutes <= 480:
        raise Refused("A meeting takes between 5 minutes and 8 hours.")


def guests_of(row: Meeting) -> list[Guest]:
    """Everybody who is invited: the two colleagues, and the lead if wanted."""
    people = [one for one in (row.organiser, row.colleague) if one is not None]
    guests = [Guest(one.email, one.called) for one in people]
    return [*guests, Guest(row.lead.email, row.lead.called)] if row.with_lead else guests


def invite(row: Meeting, *, at: datetime, method: str, words: str) -> None:
    """Mail the invitation to all, and tell the colleague in the app."""
    guests = [Guest(**guest) for guest in row.invited]
    summary = f"Handoff: {row.lead.called}" if not row.with_lead else f"Meeting with {row.workspace.name}"
    agenda = row.agenda if not row.with_lead else ""  # what we know of a lead is not for their eyes
    invitation = Invitation(
        uid=row.uid,
        sequence=row.sequence,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=row.zone,
        summary=summary,
        description=agenda,
        place=row.place,
        organiser=Guest(row.organiser.email, row.organiser.called),
        guests=guests,
        stamped_at=at,
    )
    text = written(invitation, method=method)
    for guest in guests:
        mail.send(
            to=guest.email,
            template="meeting",
            context={"meeting": row, "words": words, "summary": summary, "agenda": agenda},
            workspace=row.workspace,
            once=f"meeting:{row.pk}:{row.sequence}:{guest.email}"[:200],
            cause="meeting",
            attachments=[{"name": "invite.ics", "content": text, "type": f"text/calendar; method={method}"}],
        )
    if row.colleague is not None:
        accounts.notify(
            row.workspace_id,
            to=[row.colleague.pk],
            kind="meeting",
            key=f"meeting:{row.pk}:{row.sequence}",
            title=f"{words}: {summary}",
            url=address(row.workspace_id, f"meetings/{row.pk}/"),
            at=at,
        )
