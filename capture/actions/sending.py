"""Somebody sent a form: they become a lead, or the lead they are learns of it, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts import audit
from accounts.models import User
from capture import questions
from capture.models import FormEntry, WebForm
from capture.questions import Said
from leads import actions as leads
from leads.actions import locks
from leads.person import Complaint, Event, Person

CAUSE = "form"
TRAPPED = "A field that people do not see was filled in"
SEEN = """
INSERT INTO leads_visitor (workspace_id, anonymous_id, first_seen_at) VALUES (%s, %s, %s)
ON CONFLICT (workspace_id, anonymous_id) DO UPDATE SET first_seen_at = leads_visitor.first_seen_at
RETURNING id, lead_id, first_seen_at
"""
LINK = """
UPDATE leads_visitor SET lead_id = %s, linked_at = %s, linked_by = %s
WHERE workspace_id = %s AND id = %s AND lead_id IS NULL
"""


@dataclass
class Sent:
    """What became of a sending: the entry, or what is wrong with it and nothing was kept."""

    entry: FormEntry | None = None
    complaints: list[Complaint] = field(default_factory=list)


@transaction.atomic
def send(form: WebForm, answers: Mapping[str, Any], said: Said, *, at: datetime, trapped: bool = False) -> Sent:
    """Take a sending of a form. The same one twice is one entry; complaints mean that nothing was kept.

    One that fell into the trap for robots is kept back with its words, for somebody to look at.
    """
    message_id = questions.message_id(form.public_id, answers, said, at=at)
    if trapped:
        return Sent(keep_back(form, answers, said, message_id, at=at))
    if said.browser:
        locks.alone(form.workspace_id)  # before any row is held: the browser may change hands
    told = person_of(form, answers, said, at=at)
    outcome = leads.upsert_many(form.workspace_id, [told], at=at, cause=CAUSE)[0]
    if outcome.lead_id is None:
        return Sent(complaints=outcome.complaints)
    rows = FormEntry.objects.filter(workspace_id=form.workspace_id, form=form)
    entry, is_new = rows.get_or_create(
        message_id=message_id,
        defaults={"workspace_id": form.workspace_id, "form": form, "lead_id": outcome.lead_id, "at": at}
        | {"what": outcome.what},
    )
    if is_new:
        note(form, answers, said, message_id, outcome.lead_id, at=at)
        if said.browser:
            link(form.workspace_id, said.browser, outcome.lead_id, message_id, at=at)
    return Sent(entry)


def person_of(form: WebForm, answers: Mapping[str, Any], said: Said, *, at: datetime) -> Person:
    """Whom the answers describe, with what the form itself knows."""
    told = questions.person(answers, said, at=at)
    told.source = form.source or told.utm.get("source", "")
    told.product = told.product or form.product
    told.campaign = told.utm.get("campaign", "") or form.campaign
    if said.consent and form.consent_text:
        told.consent, told.consent_text = True, form.consent_name
    return told


def note(
    form: WebForm, answers: Mapping[str, Any], said: Said, message_id: UUID, lead_id: int, *, at: datetime
) -> None:
    """Record what they did as an activity of theirs."""
    kept = questions.properties(form.name, form.public_id, answers, said, hand=form.raises_hand)
    event = Event(message_id, at, form.activity_type, title=form.name, properties=kept, origin=CAUSE)
    event.lead_id, event.campaign = lead_id, said.utm.get("utm_campaign", "") or form.campaign
    leads.record(form.workspace_id, [event])


def link(workspace_id: int, browser: str, lead_id: int, message_id: UUID, *, at: datetime) -> None:
    """Let the lead have what their browser did before anybody knew them; a browser of somebody else stays theirs."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [workspace_id, browser, at])
        pk, owner, first_seen_at = cursor.fetchone()
        if owner is not None:
            return
        cursor.execute(LINK, [lead_id, at, str(message_id), workspace_id, pk])
    leads.attribute(workspace_id, visitors={pk: lead_id}, since=first_seen_at)


def keep_back(form: WebForm, answers: Mapping[str, Any], said: Said, message_id: UUID, *, at: datetime) -> FormEntry:
    """Keep what looks like a robot's, apart from the leads."""
    words = {key: value for key, value in answers.items() if value not in ("", None, [])}
    kept = {"answers": words, "page": said.page, "utm": said.utm, "consent": said.consent}
    kept |= {"others": said.others} if said.others else {}
    entry, _ = FormEntry.objects.get_or_create(
        workspace_id=form.workspace_id,
        form=form,
        message_id=message_id,
        defaults={"at": at, "held_for": TRAPPED, "said": kept},
    )
    return entry


@transaction.atomic
def let_in(entry: FormEntry, *, by: User) -> list[Complaint]:
    """Take an entry that was kept back after all: a person sent it. Answers what is wrong with it."""
    rows = FormEntry.objects.select_for_update(of=("self",)).filter(workspace_id=entry.workspace_id, pk=entry.pk)
    held = rows.exclude(held_for="").select_related("form__workspace").first()
    if held is None:
        return []
    kept = held.said or {}
    said = Said(str(held.message_id), "", kept["page"], kept["utm"], kept["consent"], kept.get("others", {}))
    sent = send(held.form, kept["answers"], said, at=held.at)
    if not sent.complaints:
        held.delete()
        audit.record(workspace=held.form.workspace, by=by, verb="let in an entry of the form", what=held.form.name)
    return sent.complaints
