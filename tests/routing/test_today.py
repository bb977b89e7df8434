"""The first page says what calls for somebody today, and each number leads to as many rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from routing import today
from routing.models import Handoff, State
from tests.conftest import who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db


def lines_of(workspace, name):
    found = today.today(workspace.memberships.get(user=who(name)))
    return {line.words: line for line in found["lines"]} if found else {}


def offers(workspace, count):
    now = timezone.now()
    for number in range(count):
        lead = qualified(workspace, at=now, first_name=f"No {number}")
        made = offered_to(workspace, who("ravi"), lead=lead, at=now)
        Handoff.objects.filter(pk=made.pk).update(accept_by=now + timedelta(minutes=9))


def test_a_rep_sees_what_waits_and_a_manager_what_is_unanswered(inside, as_):
    offers(inside, 2)
    waiting = lines_of(inside, "ravi")["wait for your answer"]
    assert (waiting.number, waiting.urgent) == (2, True)
    assert as_("ravi").get(waiting.url).content.decode().count("data-handoff=") == 2
    unanswered = lines_of(inside, "mona")["offers wait for an answer"]
    assert unanswered.number == 2 == Handoff.objects.filter(state=State.OFFERED).count()
    assert as_("mona").get(unanswered.url).content.decode().count("No ") >= 2


def test_a_quiet_day_is_said_in_zeros_and_whoever_has_no_such_work_sees_no_panel(inside, as_):
    assert {line.number for line in lines_of(inside, "ravi").values()} == {0}
    assert not any(line.urgent for line in lines_of(inside, "ravi").values())
    assert "Today" in as_("ravi").get("/w/acme/").content.decode()
    admin = inside.memberships.get(user=who("ada"))
    admin.marketer = admin.manager = admin.rep = False
    assert today.today(admin) is None
