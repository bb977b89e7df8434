"""What the law gives people: a copy of everything about them, and to be forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actions import Refused
from accounts.models import User, Workspace
from leads import addresses
from leads.actions import consents, locks
from leads.actions.relatives import family, standing
from leads.models import Identity, Lead, Visitor
from leads.traces import PLACES, SHORTEST, Subject, forgotten, shown

FORMAT = "baton-lead-export-1"


def export(lead: Lead, *, at: datetime) -> dict[str, Any]:
    """Everything about a person, of all the leads that were merged into theirs, as JSON has it; see docs/privacy.md."""
    subject = subject_of(lead)
    return {
        "format": FORMAT,
        "lead": lead.pk,
        "at": at.isoformat(),
        "may_be_written_to": consents.may_be_written_to(lead),
        "places": {place.label: {"what": place.what, "rows": shown(place, subject)} for place in PLACES.values()},
    }


@transaction.atomic
def erase(lead: Lead, *, at: datetime, by: User | None) -> dict[str, int]:
    """Forget a person, in every place and with all leads that were merged into theirs; answer rows by place.

    What stays is that there was somebody: rows without a name, so that counts stay true, and the hash of the
    address, so that it is not written to again. Cannot be undone. Raises Refused when it was done before.
    """
    locks.alone(lead.workspace_id)
    subject = subject_of(lead)
    rows = Lead.objects.filter(workspace_id=lead.workspace_id, pk__in=subject.leads)
    kept = list(rows.select_for_update().order_by("pk"))
    if any(row.erased_at for row in kept):
        raise Refused("This person was erased already.")
    stopped = {address: at for address in addresses_of(subject)}
    consents.suppress(lead.workspace_id, stopped, reason=consents.BY_ERASURE)
    done = {place.label: forgotten(place, subject) for place in reversed(PLACES.values())}
    rows.update(erased_at=at, changed_at=at)
    workspace = Workspace.objects.get(pk=lead.workspace_id)
    done = {label: count for label, count in done.items() if count}
    audit.record(workspace=workspace, by=by, verb="erased", what=f"lead {lead.pk}", details=done)
    lead.refresh_from_db()
    return done


def subject_of(lead: Lead) -> Subject:
    """Whose traces are looked for."""
    ids = family(standing(lead))
    rows = Lead.objects.filter(workspace_id=lead.workspace_id, pk__in=ids)
    texts = set()
    for row in rows:
        full = f"{row.first_name} {row.last_name}" if row.first_name and row.last_name else ""
        texts |= {row.email, row.email_key or "", row.phone, full}
    ids_of = Identity.objects.filter(workspace_id=lead.workspace_id, lead__in=ids)
    # Only ids that are addresses: a number would be found in what is somebody else's.
    texts |= {value for value in ids_of.values_list("value", flat=True) if addresses.is_one(value)}
    visitors = Visitor.objects.filter(workspace_id=lead.workspace_id, lead__in=ids)
    return Subject(
        lead.workspace_id,
        leads=ids,
        visitors=list(visitors.values_list("pk", flat=True)),
        texts=sorted({text.lower() for text in texts if len(text) >= SHORTEST}),
    )


def addresses_of(subject: Subject) -> set[str]:
    """The addresses among what somebody is known by."""
    return {text for text in subject.texts if addresses.is_one(text)}
