"""Passes that people set off, taking them back, and the list of reasons."""

import pytest
from django.utils import timezone

from accounts import tenancy
from leads.models import Lead
from routing.models import Handoff, RejectReason
from tests.conftest import who
from tests.routing.worlds import lead_of

pytestmark = pytest.mark.django_db
HERE = "/w/acme/"


def made(acme, **columns):
    with tenancy.workspace(acme):
        return lead_of(acme, first_name="Tomas", **columns).pk


def test_a_marketer_passes_a_lead_to_somebody_by_name_and_takes_it_back(as_, acme):
    maya, pk = as_("maya"), made(acme)
    assert b"Pass to sales now" in maya.get(f"{HERE}leads/{pk}/").content
    said = {"why": "Met at the fair", "to": str(who("ravi").pk)}
    assert maya.post(f"{HERE}leads/{pk}/pass/", said).status_code == 302
    with tenancy.workspace(acme):
        handoff = Handoff.objects.get(lead=pk)
        assert (handoff.trigger, handoff.said, handoff.wanted_rep) == ("manual", "Met at the fair", who("ravi"))
    assert maya.post(f"{HERE}leads/{pk}/pass/", said).status_code == 422
    assert maya.post(f"{HERE}handoffs/{handoff.pk}/withdraw/", {"why": "Too early"}).status_code == 302
    assert maya.post(f"{HERE}handoffs/{handoff.pk}/withdraw/", {"why": "Too early"}).status_code == 422
    with tenancy.workspace(acme):
        assert Lead.objects.get(pk=pk).holder == "marketing"


def test_a_rep_brings_a_lead_to_their_own_queue(as_, acme):
    ravi, pk = as_("ravi"), made(acme)
    assert ravi.post(f"{HERE}leads/{pk}/pass/", {"why": "An old customer's friend"}).status_code == 302
    with tenancy.workspace(acme):
        assert Handoff.objects.get(lead=pk).wanted_rep == who("ravi")


def test_what_is_barred_is_not_passed(as_, acme):
    pk = made(acme, barred_for="A competitor")
    answer = as_("maya").post(f"{HERE}leads/{pk}/pass/", {"why": "All the same"})
    assert (answer.status_code, b"A competitor" in answer.content) == (422, True)


def test_reasons_are_added_changed_and_taken_off_the_list(as_, acme):
    maya = as_("maya")
    said = {"label": "No project", "fate": "nurture", "return_days": "45", "track": "Keep warm"}
    assert maya.post(f"{HERE}settings/reasons/new/", said).status_code == 302
    assert maya.post(f"{HERE}settings/reasons/new/", said).status_code == 422
    with tenancy.workspace(acme):
        reason = RejectReason.objects.get(key="no_project")
    maya.post(f"{HERE}settings/reasons/{reason.pk}/retire/")
    assert "Put No project back" in maya.get(f"{HERE}settings/reasons/").content.decode()
    with tenancy.workspace(acme):
        assert RejectReason.objects.get(pk=reason.pk).retired_at <= timezone.now()
