"""What tests of duplicates play with: leads that say and do things, are merged and parted."""

import uuid
from datetime import timedelta

from leads import actions as leads
from leads.models import Activity, Consent, Identity, Lead, Visitor
from leads.person import Event, Person
from tests.conftest import NOON, who

LATER = NOON + timedelta(days=3)
FOLLOWING = (Activity, Visitor, Identity, Consent)


def say(workspace, at=NOON, **said):
    outcome = leads.upsert(workspace.pk, Person(**said), at=at, cause="form")
    return Lead.objects.get(pk=outcome.lead_id)


def act(lead, kind="page", at=NOON):
    event = Event(message_id=uuid.uuid4(), at=at, type=kind, lead_id=lead.pk)
    leads.record(lead.workspace_id, [event])


def merge(kept, gone, at=LATER):
    row = leads.merge(kept, gone, at=at, by=who("maya"))
    kept.refresh_from_db()
    gone.refresh_from_db()
    return row


def part(row, at=LATER):
    return leads.undo_merge(row, at=at, by=who("maya"))


def pair(workspace, **said):
    one = say(workspace, email="jane@example.org", first_name="Jane", **said)
    return one, say(workspace, email="j.doe@example.net", last_name="Doe", title="CMO", **said)
