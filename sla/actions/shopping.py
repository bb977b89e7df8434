"""The secret shopper: a marked lead walks through the live chain, so that managers learn how long a person waits."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from accounts import bells
from accounts.actions import Refused
from accounts.audit import record
from accounts.models import User, Workspace
from leads import actions as leads
from leads.models import Lead
from leads.person import Event
from sla.models import Shopper, ShopperLead

BELL = "shopper"
NAMES = ("Alex Winter", "Robin Vale", "Kim Sommer", "Jo Marsh", "Sascha Field", "Toni Brook")
SIGNAL = "demo requested"  # the activity that raises a hand


@transaction.atomic
def plan_shopping(workspace: Workspace, *, is_on: bool, every_days: int, by: User, at: datetime) -> Shopper:
    """Say whether and how often test leads are sent; the first comes with the next look."""
    row, _ = Shopper.objects.select_for_update().get_or_create(workspace=workspace)
    begun = is_on and not row.is_on
    row.is_on, row.every_days = is_on, every_days
    row.next_at = None if not is_on else at if begun else min(row.next_at or at, at + timedelta(days=every_days))
    row.save()
    if is_on:
        bells.ring(BELL, workspace.pk, at=row.next_at)
    said = f"every {every_days} days" if is_on else "off"
    record(workspace=workspace, by=by, verb="set", what="the secret shopper", details={"sends": said})
    return row


@bells.answers(BELL)
def shop(workspace_id: int, now: datetime) -> datetime | None:
    """Send the test lead that is due, once, and say when the next is."""
    row = Shopper.objects.select_for_update(skip_locked=True).filter(workspace_id=workspace_id, is_on=True).first()
    if row is None or row.next_at is None:
        return None
    if row.next_at <= now:
        send_test_lead(row.workspace, at=now)
        row.next_at = now + timedelta(days=row.every_days)
        row.save(update_fields=["next_at"])
    return row.next_at


@transaction.atomic
def send_test_lead(workspace: Workspace, *, at: datetime, by: User | None = None) -> ShopperLead:
    """Let a marked lead ask for a demo, as a visitor would; everything after that is the chain's.

    Refused while the last one still waits for an answer.
    """
    if by is not None and Lead.objects.present().filter(workspace=workspace, is_test=True, holder__in=WAITING).exists():
        raise Refused("The last test lead still waits for an answer.")
    count = ShopperLead.objects.filter(workspace=workspace).count()
    name = NAMES[count % len(NAMES)].split()
    lead = Lead.objects.create(
        workspace=workspace,
        first_name=name[0],
        last_name=name[1],
        title="Head of Operations",
        company_name="Test Company",
        source="Website",
        is_test=True,
        return_at=at + timedelta(days=30),
    )
    row = ShopperLead.objects.create(workspace=workspace, lead=lead, sent_at=at)
    ask(lead, at=at)
    if by is not None:
        record(workspace=workspace, by=by, verb="sent", what=f"a test lead ({lead.called})")
    return row


WAITING = ("waiting", "offered")


def ask(lead: Lead, *, at: datetime) -> None:
    """The activity by which the lead raises a hand."""
    asked = Event(message_id=uuid4(), at=at, type=SIGNAL, title="Test lead: demo requested", origin="secret shopper")
    asked = replace(asked, lead_id=lead.pk)
    leads.record(lead.workspace_id, [asked])
