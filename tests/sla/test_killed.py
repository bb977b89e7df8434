"""Tickers as they run in the wild: two at a time, killed in the middle with SIGKILL, started again after an outage."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from accounts import tenancy
from accounts.models import Notification
from routing import actions as routing
from sla import actions as sla
from sla.models import Breach, CalendarUse, Clock, ClockStep, WorkCalendar
from tests.conftest import who
from tests.routing.worlds import qualified
from tests.sla import killing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.committed]
MINUTE = timedelta(minutes=1)
LEADS = 30


@pytest.fixture
def overdue(acme):
    """Leads that were offered to Ravi over the last hour, while nobody looked at any clock."""
    with tenancy.workspace(acme):
        WorkCalendar.objects.update(always_open=True)
        assert CalendarUse.objects.count() == 1
        now, ravi = sla.database_now(), who("ravi")
        for place in range(LEADS):
            at = now - timedelta(minutes=95 - 2 * place, seconds=place)
            lead = qualified(acme, cause="hand-raiser", grade="A1", at=at)
            promise = sla.promise(lead, at=at, rep=ravi.pk, hand_raiser=True)
            sla.start(lead, kind="respond", at=at, promise=promise, rep=ravi.pk)
    return acme


def due_steps(now):
    """What has to have been done by an instant: 50, 80 and 100 % for the rep, 100 and 200 % for the managers."""
    wanted = Counter()
    for clock in Clock.objects.all():
        for share, do in ((50, "remind"), (80, "remind"), (100, "remind"), (100, "tell"), (200, "tell")):
            if clock.started_at + clock.allowed * share / 100 <= now:
                wanted[clock.pk, f"{share}-{do}"] = 1
    return wanted


def everything_is_done_once(workspace):
    with tenancy.workspace(workspace):
        before = due_steps(sla.database_now() - timedelta(seconds=30))
        done = Counter(ClockStep.objects.values_list("clock", "key"))
        told = ClockStep.objects.filter(overtaken=False)
        heard = Counter(Notification.objects.filter(key__startswith="clock-").values_list("key", "to"))
        late = Clock.objects.filter(due_at__lte=sla.database_now() - timedelta(seconds=30))
        assert set(done.values()) == {1}
        assert not set(before) - set(done)
        assert set(heard.values()) == {1}
        assert {key for key, _ in heard} == {f"clock-{row.clock_id}-{row.key}" for row in told}
        assert Breach.objects.count() >= late.count()
        assert Breach.objects.count() == Breach.objects.values("clock").distinct().count()


def is_caught_up(workspace):
    with tenancy.workspace(workspace):
        return not Clock.objects.filter(next_at__lte=sla.database_now()).exists()


def test_a_ticker_killed_between_telling_and_committing_leaves_nothing_behind_and_the_next_does_it(overdue):
    for _ in range(2):
        process = killing.stuck(overdue.pk)
        killing.kill(process)
    with tenancy.workspace(overdue):
        assert ClockStep.objects.count() == Notification.objects.filter(key__startswith="clock-").count() == 0
    fresh = killing.ticker()
    try:
        killing.until(lambda: is_caught_up(overdue))
    finally:
        killing.kill(fresh)
    everything_is_done_once(overdue)


def test_two_tickers_of_which_one_is_killed_again_and_again_do_each_step_once(overdue):
    steady, victim, killed = killing.ticker(), killing.ticker(), 0
    try:
        while not is_caught_up(overdue) or killed < 2:
            killing.kill(victim)
            killed, victim = killed + 1, killing.ticker()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1)")
        killing.until(lambda: is_caught_up(overdue))
    finally:
        killing.kill(steady)
        killing.kill(victim)
    everything_is_done_once(overdue)


def test_an_offer_is_offered_again_once_however_many_tickers_look(acme):
    with tenancy.workspace(acme):
        WorkCalendar.objects.update(always_open=True)
        lead = qualified(acme, cause="hand-raiser", grade="A1", at=sla.database_now() - 40 * MINUTE)
        routing.route(acme, at=sla.database_now() - 40 * MINUTE)
    tickers = [killing.ticker(), killing.ticker()]
    try:
        killing.until(lambda: is_caught_up(acme) and was_offered_again(acme, lead))
    finally:
        for process in tickers:
            killing.kill(process)
    with tenancy.workspace(acme):
        assert ClockStep.objects.filter(key="100-reoffer").count() == 1
        assert Clock.objects.filter(kind="accept").count() == 2


def was_offered_again(workspace, lead):
    with tenancy.workspace(workspace):
        return Clock.objects.filter(kind="accept", lead=lead).count() == 2
