"""Who is who does not depend on the order in which events come in."""

from collections import defaultdict

import pytest
from django.db import transaction

from accounts import tenancy
from capture import segment, wire
from capture.actions import Delivery, take
from leads.models import Activity, Identity, Lead, Visitor
from tests.capture.worlds import body, expected, shuffled, world
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def send(key, events):
    parcel = segment.read(wire.opened(body(events)), kind="batch", key=key.key, received=NOON)
    assert not parcel.refused
    return take(key.workspace_id, [Delivery(key, parcel, NOON)])[0]


def outcome(key, batches):
    """What stands in the database after these batches; nothing of it stays."""
    with transaction.atomic():
        for batch in batches:
            send(key, batch)
        with tenancy.workspace(key.workspace_id):
            found = state()
        transaction.set_rollback(True)
    return found


def state():
    names = defaultdict(set)
    for identity in Identity.objects.filter(lead__merged_into=None):
        names[identity.lead_id].add(identity.value)
    for lead in Lead.objects.present():
        names[lead.pk] |= {lead.email_key} if lead.email_key else set()
    people = {pk: frozenset(found) for pk, found in names.items()}
    did = defaultdict(set)
    for activity in Activity.objects.all():
        did[people[activity.lead_id] if activity.lead_id else None].add(str(activity.message_id))
    linked = Visitor.objects.exclude(lead=None)
    return {
        "people": set(people.values()),
        "browsers": {visitor.anonymous_id: people[visitor.lead_id] for visitor in linked},
        "did": dict(did),
    }


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_events_ends_in_the_same(key, seed):
    events = world(seed, merging=False)
    for order in range(3):
        assert outcome(key, shuffled(events, order)) == expected(events)


@pytest.mark.parametrize("seed", range(40))
def test_any_order_of_events_that_join_people_ends_in_the_same(key, seed):
    events = world(seed, merging=True)
    for order in range(3):
        assert outcome(key, shuffled(events, order)) == expected(events)
