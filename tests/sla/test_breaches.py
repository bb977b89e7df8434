"""A breach is a fact; a manager can say why it was nobody's fault, and it stays."""

from datetime import timedelta

import pytest

from accounts.actions import Refused
from accounts.models import AuditEntry
from sla import actions as sla
from sla.models import Breach, Excuse
from tests.conftest import NOON
from tests.sla.test_running import begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def breach(lena, ravi, inside) -> Breach:
    begun(lena, ravi, kinds=["accept"], hand_raiser=True)
    sla.tick(inside.pk, NOON + timedelta(hours=1))
    return Breach.objects.get()


def test_it_says_what_was_missed_by_whom_and_when(breach, ravi):
    assert str(breach) == "Not accepted or rejected in time"
    assert (breach.rep_id, breach.due_at) == (ravi.pk, NOON + timedelta(minutes=30))


def test_it_is_written_once_however_often_it_is_noticed(breach, lena, inside):
    sla.tick(inside.pk, NOON + timedelta(hours=2))
    sla.stop(lena, kinds=["accept"], at=NOON + timedelta(hours=3), why="Accepted")
    assert Breach.objects.count() == 1


def test_a_manager_excuses_it_once_with_a_reason(breach, mona):
    with pytest.raises(Refused, match="Say why"):
        sla.excuse(breach, by=mona, reason=" ", at=NOON)
    sla.excuse(breach, by=mona, reason="The telephone system was down", at=NOON)
    with pytest.raises(Refused, match="Mona was first"):
        sla.excuse(breach, by=mona, reason="Another", at=NOON + timedelta(hours=1))
    assert Excuse.objects.get().reason == "The telephone system was down"
    assert Breach.objects.count() == 1
    assert AuditEntry.objects.filter(verb="excused").count() == 1


@pytest.mark.parametrize(("name", "status"), [("mona", 302), ("ravi", 403), ("maya", 403)])
def test_only_managers_excuse(breach, as_, name, status):
    url = f"/w/acme/breaches/{breach.pk}/excuse/"
    assert as_(name).post(url, {"reason": "The line was down"}).status_code == status


def test_an_excused_breach_still_counts_as_late_on_the_page(breach, as_, mona):
    sla.excuse(breach, by=mona, reason="The line was down", at=NOON)
    page = as_("maya").get("/w/acme/response-times/clocks/?kind=accept&period=own&from=2026-03-01&to=2026-03-31")
    shown = page.content.decode()
    assert "Late" in shown
    assert "Excused by Mona: The line was down" in shown
