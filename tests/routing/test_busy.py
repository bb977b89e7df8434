"""A process that is busy with what comes in stores the pass, no more: a ticker finds the rep and keeps the papers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import bells, tenancy
from accounts.models import Bell
from handoff import following
from leads import actions as leads
from leads.models import Lead
from routing.models import Handoff
from scoring import actions as scoring
from tests.capture.conftest import key, post  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
DUE = ("papers", "route")


@pytest.fixture
def raised(acme, post, monkeypatch):  # noqa: F811
    """Somebody asked for a demo, heard by a busy process."""
    with tenancy.workspace(acme):
        Bell.objects.all().delete()
    post("identify", {"userId": "u1", "traits": {"email": "lena@firm.example", "title": "CMO"}})
    post("track", {"userId": "u1", "event": "Viewed pricing"})
    monkeypatch.setattr(following, "SETTLED", timedelta(0))
    monkeypatch.setattr(bells.here, "is_busy", True)
    post("track", {"userId": "u1", "event": "Demo Requested"})
    monkeypatch.setattr(bells.here, "is_busy", False)
    with tenancy.workspace(acme):
        return Handoff.objects.get()


def answer_all(acme):
    """Everything that is due now and in a little while."""
    with tenancy.workspace(acme):
        Bell.objects.filter(kind__in=DUE).update(due_at=timezone.now())
    while bells.answer():
        pass


def again(acme, handoff):
    with tenancy.workspace(acme):
        return Handoff.objects.get(pk=handoff.pk)


def test_the_pass_is_written_with_its_cause_and_the_rest_hangs_on_two_bells(acme, raised):
    assert (raised.state, raised.trigger, raised.receipt, raised.brief) == ("waiting", "hand-raiser", {}, {})
    with tenancy.workspace(acme):
        assert set(Bell.objects.filter(kind__in=DUE).values_list("kind", flat=True)) == set(DUE)
        assert Lead.objects.get().holder == "waiting"


def test_a_ticker_offers_it_and_keeps_what_was_known_at_the_pass(acme, raised):
    with tenancy.workspace(acme):
        lead = Lead.objects.get()
        expected = scoring.receipt(lead, as_of=raised.opened_at).as_json()
        leads.change(lead, fields={"title": "Intern"}, at=raised.opened_at, by=None, cause="test")
    answer_all(acme)
    kept = again(acme, raised)
    assert (kept.state, kept.papers_due) == ("offered", False)
    assert kept.receipt["score"] == expected["score"] == kept.score / 100
    assert kept.receipt["lines"]
    assert kept.brief


def test_papers_that_are_kept_stay_as_they_are_however_often_the_bell_rings(acme, raised):
    answer_all(acme)
    kept = again(acme, raised)
    with tenancy.workspace(acme):
        Handoff.objects.update(papers_due=True)
        bells.ring("papers", acme.pk)
    answer_all(acme)
    assert again(acme, raised).receipt == kept.receipt
    assert again(acme, raised).brief == kept.brief
