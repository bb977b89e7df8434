"""Everything that ever happened is told to the relay again, in any order, and nothing changes."""

import random
from datetime import timedelta

import pytest
from django.apps import apps

from leads import actions as leads
from leads.models import Lead, StageChange
from leads.signals import stage_changed
from leads.stages import Stage
from routing import actions as routing
from routing.models import Handoff, RejectReason
from tests.conftest import NOON, who
from tests.routing.worlds import lead_of, qualified

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(hours=2)
ROOMS = {"leads", "routing", "sla", "reports"}


def rows():
    """Every row of the rooms that the relay writes to."""
    models = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models}


def accept(handoff):
    routing.accept(handoff, by=who("ravi"), at=SOON, next_step_at=SOON + timedelta(days=1))


def reject(handoff):
    routing.reject(handoff, by=who("ravi"), at=SOON, reason=RejectReason.objects.get(key="not_now"))


def reject_and_return(handoff):
    reject(handoff)
    leads.move(Lead.objects.get(pk=handoff.lead_id), to=Stage.MQL, at=SOON, cause="hand-raiser")


def win(handoff):
    accept(handoff)
    routing.qualify(handoff, by=who("ravi"), at=SOON, next_step_at=SOON + timedelta(days=1))
    routing.won(handoff, by=who("ravi"), at=SOON, reason="Best fit")


def recycle(handoff):
    accept(handoff)
    routing.recycle(handoff, by=who("ravi"), at=SOON, reason=RejectReason.objects.get(key="no_budget"))


def withdraw(handoff):
    routing.withdraw(handoff, by=who("maya"), at=SOON, why="Wrong list")


def merge(handoff):
    other = lead_of(handoff.workspace)
    leads.merge(other, Lead.objects.get(pk=handoff.lead_id), at=SOON, by=who("maya"))


def lived_through(workspace):
    """Leads that went every way there is, and one that waits."""
    for way in (accept, reject, reject_and_return, win, recycle, withdraw, merge):
        lead = qualified(workspace)
        routing.route(workspace, at=NOON)
        way(Handoff.objects.get(lead=lead))
    qualified(workspace)


def test_replaying_the_whole_history_in_random_order_changes_nothing(inside):
    lived_through(inside)
    before = rows()
    for seed in range(5):
        changes = list(StageChange.objects.order_by("pk"))
        random.Random(seed).shuffle(changes)
        for change in changes:
            stage_changed.send(StageChange, change=change)
    after = rows()
    for label in before:
        assert after[label] == before[label], label
