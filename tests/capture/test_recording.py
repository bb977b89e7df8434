"""The one way an activity is stored."""

import uuid
from datetime import timedelta

import pytest

from leads import actions as leads
from leads.models import Activity, Campaign, Content, Lead, Visitor
from leads.person import Event
from leads.signals import activities_recorded
from tests.conftest import NOON


@pytest.fixture
def lead(inside):
    return Lead.objects.create(workspace=inside, email="lee@example.com", email_key="lee@example.com", return_at=NOON)


def viewed(lead, *, at=NOON, **more):
    return Event(message_id=uuid.uuid4(), at=at, type="page", lead_id=lead.pk, origin="test", **more)


def test_an_activity_is_stored_once_however_often_it_is_told(inside, lead):
    event = viewed(lead)
    assert len(leads.record(inside.pk, [event, event])) == 1
    assert leads.record(inside.pk, [event]) == []
    assert Activity.objects.count() == 1


def test_the_answer_is_what_stands_in_the_table(inside, lead):
    events = [viewed(lead, at=NOON - timedelta(days=20 * n), title=f"Page {n}", properties={"n": n}) for n in range(60)]
    for told in leads.record(inside.pk, events):
        row = Activity.objects.get(pk=told.pk)
        for name in ("message_id", "title", "at", "properties"):
            assert getattr(row, name) == getattr(told, name)


def test_the_last_activity_never_goes_back(inside, lead):
    leads.record(inside.pk, [viewed(lead), viewed(lead, at=NOON - timedelta(days=3))])
    leads.record(inside.pk, [viewed(lead, at=NOON - timedelta(days=1))])
    lead.refresh_from_db()
    assert lead.last_activity_at == NOON


def test_what_is_told_of_a_merged_lead_belongs_to_the_one_it_was_merged_into(inside, lead):
    second = Lead.objects.create(workspace=inside, return_at=NOON, merged_into=lead)
    third = Lead.objects.create(workspace=inside, return_at=NOON, merged_into=second)
    (stored,) = leads.record(inside.pk, [viewed(third)])
    assert stored.lead_id == lead.pk
    lead.refresh_from_db()
    assert lead.last_activity_at == NOON


@pytest.mark.parametrize(
    ("address", "properties"),
    [
        ("/pricing", {"url": "https://acme.example/pricing/?utm_source=x#top"}),
        ("https://acme.example/pricing/", {"url": "https://ACME.example/pricing"}),
        ("acme.example/pricing", {"url": "http://acme.example/pricing/"}),
        ("/pricing/", {"path": "/pricing"}),
        ("https://acme.example/", {"url": "https://acme.example"}),
    ],
)
def test_content_is_found_by_its_address(inside, lead, address, properties):
    content = Content.objects.create(workspace=inside, title="Pricing", url=address)
    (stored,) = leads.record(inside.pk, [viewed(lead, properties=properties)])
    assert stored.content_id == content.pk


def test_content_and_campaign_are_found_by_their_keys(inside, lead):
    guide = Content.objects.create(workspace=inside, title="Guide", key="guide-42", url="/other")
    spring = Campaign.objects.create(workspace=inside, name="Spring", key="spring-26")
    event = viewed(lead, properties={"content": "guide-42", "path": "/"}, campaign="spring-26")
    (stored,) = leads.record(inside.pk, [event])
    assert (stored.content_id, stored.campaign_id) == (guide.pk, spring.pk)


def test_the_house_is_told_once_for_a_batch(inside, lead):
    heard = []

    def hear(sender, workspace_id, activities, **more):
        heard.append((workspace_id, [activity.type for activity in activities]))

    activities_recorded.connect(hear)
    try:
        leads.record(inside.pk, [viewed(lead), viewed(lead)])
        leads.record(inside.pk, [])
    finally:
        activities_recorded.disconnect(hear)
    assert heard == [(inside.pk, ["page", "page"])]


def test_what_a_visitor_did_is_given_to_the_lead_they_turn_out_to_be(inside, lead):
    visitor = Visitor.objects.create(workspace=inside, anonymous_id="a-1")
    event = Event(message_id=uuid.uuid4(), at=NOON, type="page", visitor_id=visitor.pk, properties={"path": "/a"})
    leads.record(inside.pk, [event])
    (given,) = leads.attribute(inside.pk, visitors={visitor.pk: lead.pk})
    assert (given.lead_id, given.properties) == (lead.pk, {"path": "/a"})
    assert Activity.objects.get().lead_id == lead.pk
    assert leads.attribute(inside.pk, visitors={visitor.pk: lead.pk}) == []
