"""Machines whose clocks are days off decide as the others do: what is decided by the time goes by the database's."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.instants import database_now
from handoff import relay
from leads import actions as leads
from leads.models import Activity, Lead
from routing import actions as routing
from routing.models import Handoff
from scoring import actions as scoring
from scoring.actions.reconciling import kept_scores
from sla import actions as sla
from sla.models import Clock
from tests.conftest import who
from tests.scoring.world import does, event, fit, model, publish

pytestmark = pytest.mark.django_db
SKEWS = [timedelta(days=-3), timedelta(days=3)]
SOON = timedelta(minutes=2)


@pytest.fixture
def scored(inside):
    publish(inside, model([fit(2000)], [does("looked", 1500, 4500, half_life_days=14), does("asked", 2500, 2500)]))
    return inside


def lived(workspace, at):
    """A lead that looked twice, asked for a demo and was offered to a rep."""
    lead = Lead.objects.create(workspace=workspace, title="Head of Sales", return_at=at + timedelta(days=30))
    leads.record(workspace.pk, [event(lead, "page", at - timedelta(days=days)) for days in (9, 1)])
    leads.record(workspace.pk, [event(lead, "demo", at)])
    relay.route(workspace.pk, database_now())
    return lead


@pytest.mark.parametrize("skew", SKEWS, ids=["behind", "ahead"])
def test_scores_steps_and_deadlines_are_those_of_a_machine_that_is_right(scored, skew):
    at = database_now()
    right = lived(scored, at)
    with time_machine.travel(at + skew, tick=True):
        wrong = lived(scored, at)
        assert sla.tick(scored.pk, database_now()) == []
    scores = kept_scores(scored.pk, [right.pk, wrong.pk], database_now())
    assert scores[right.pk] == scores[wrong.pk]
    assert scores[right.pk][0] > 4000
    assert scoring.verify(wrong).equal
    steps = [lead.stage_changes.get(to="mql") for lead in (right, wrong)]
    assert steps[0].at <= steps[1].at <= steps[0].at + SOON
    handoffs = [Handoff.objects.get(lead=lead) for lead in (right, wrong)]
    assert [row.state for row in handoffs] == ["offered", "offered"]
    for one, other in zip(*[Clock.objects.filter(lead=lead).order_by("kind") for lead in (right, wrong)], strict=True):
        assert one.allowed_seconds == other.allowed_seconds
        assert abs(one.due_at - other.due_at) < SOON


@pytest.mark.parametrize("skew", SKEWS, ids=["behind", "ahead"])
def test_a_rep_who_answers_on_a_machine_that_is_wrong_answers_now(scored, as_, skew):
    lead = lived(scored, database_now())
    handoff = Handoff.objects.get(lead=lead)
    browser: Client = as_("ravi")
    with time_machine.travel(database_now() + skew, tick=True):
        browser.force_login(who("ravi"))
        assert browser.post(f"/w/acme/queue/{handoff.pk}/accept/").status_code in {200, 302}
    handoff.refresh_from_db()
    assert handoff.state == "accepted"
    assert abs(handoff.answered_at - database_now()) < SOON
    assert Lead.objects.get(pk=lead.pk).next_step_at > database_now()
    assert routing.reconcile(scored.pk, database_now()) is None
    assert Activity.objects.filter(lead=lead).count() == 3
