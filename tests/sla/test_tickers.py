"""Many tickers, killed tickers and wrong clocks: each step is done once, and none is lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts import tenancy
from sla import actions as sla
from sla.models import Clock, ClockStep
from tests.conftest import NOON, who
from tests.sla.conftest import made_lead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.committed]
LATER = NOON + timedelta(hours=7)


def running(acme, count):
    with tenancy.workspace(acme):
        ravi = who("ravi")
        for _ in range(count):
            lead = made_lead(acme)
            promise = sla.promise(lead, at=NOON, rep=ravi.pk, hand_raiser=True)
            sla.start(lead, kind="accept", at=NOON, promise=promise, rep=ravi.pk)


def at_once(work, count):
    found, trouble = [], []

    def do():
        try:
            found.append(work())
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    return found


def test_eight_tickers_tell_each_step_once(acme):
    running(acme, 40)

    def look():
        told = []
        while True:
            with tenancy.workspace(acme):
                some = sla.tick(acme.pk, LATER, most=7)
            if not some:
                return told
            told += some

    told = [due.key for due in sum(at_once(look, 8), [])]
    # Tell and offer again when the time is up, and tell again at twice the time: the reminders were overtaken.
    assert len(told) == len(set(told)) == 40 * 3
    with tenancy.workspace(acme):
        assert not Clock.objects.filter(next_at__lte=LATER).exists()
        assert ClockStep.objects.count() == 40 * 6
        assert ClockStep.objects.filter(overtaken=False).count() == len(told)


def test_after_an_outage_what_is_overdue_is_carried_out_in_the_order_in_which_it_fell_due(acme):
    """Portions of three clocks: none runs ahead of a clock that is still to be looked at."""
    with tenancy.workspace(acme):
        ravi = who("ravi")
        for place in range(12):
            lead, at = made_lead(acme), NOON + timedelta(minutes=place * 7 % 12)
            promise = sla.promise(lead, at=at, rep=ravi.pk, hand_raiser=True)
            sla.start(lead, kind="respond", at=at, promise=promise, rep=ravi.pk)
        told = []
        while some := sla.tick(acme.pk, NOON + timedelta(minutes=65), most=3):
            told += some
    assert [due.step_at for due in told] == sorted(due.step_at for due in told)
    assert len({due.key for due in told}) == len(told)
    with tenancy.workspace(acme):
        assert ClockStep.objects.filter(overtaken=False).count() == len(told)
        assert not Clock.objects.filter(next_at__lte=NOON + timedelta(minutes=65)).exists()


def test_a_ticker_that_is_killed_leaves_its_work_to_the_next(acme):
    running(acme, 3)

    def killed():
        with tenancy.workspace(acme):
            assert sla.tick(acme.pk, LATER)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    with tenancy.workspace(acme):
        assert ClockStep.objects.count() == 0
        told = sla.tick(acme.pk, LATER)
        assert {due.lead_id for due in told} == set(Clock.objects.values_list("lead_id", flat=True))


def test_what_one_ticker_holds_another_leaves_alone(acme):
    running(acme, 1)
    answers = []

    def second():
        with tenancy.workspace(acme):
            answers.append(sla.tick(acme.pk, LATER))
        connection.close()

    with tenancy.workspace(acme):
        assert sla.tick(acme.pk, LATER)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert answers == [[]]


def test_a_machine_whose_clock_is_wrong_changes_nothing(acme, monkeypatch):
    """The instant comes from the database: a worker three days ahead finds nothing due."""
    import time_machine

    with tenancy.workspace(acme):
        now = sla.database_now()
        lead = made_lead(acme)
        promise = sla.promise(lead, at=now, rep=who("ravi").pk)
        sla.start(lead, kind="accept", at=now, promise=promise, rep=who("ravi").pk)
        clock = Clock.objects.get()
    with time_machine.travel(now + timedelta(days=30), tick=True), tenancy.workspace(acme):
        assert abs(sla.database_now() - now) < timedelta(minutes=5)
        assert sla.tick(acme.pk, sla.database_now()) == []
    with tenancy.workspace(acme):
        clock.refresh_from_db()
        assert clock.next_at > now


def test_a_bell_hangs_for_the_first_step_of_each_clock(acme):
    running(acme, 1)
    with tenancy.doorbells(), connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM accounts_bell WHERE kind = %s ORDER BY due_at", [sla.BELL])
        rung = [row[0] for row in cursor.fetchall()]
    assert NOON + timedelta(minutes=15) in rung


def test_stopping_and_ticking_at_once_never_disagree(acme):
    running(acme, 20)
    with tenancy.workspace(acme):
        leads = [clock.lead for clock in Clock.objects.select_related("lead")]

    def stop_all():
        for lead in leads:
            with tenancy.workspace(acme):
                sla.stop(lead, kinds=["accept"], at=NOON + timedelta(minutes=10), why="Accepted")

    def tick():
        with tenancy.workspace(acme):
            sla.tick(acme.pk, NOON + timedelta(minutes=20))

    works = iter([stop_all, tick, tick, stop_all])
    at_once(lambda: next(works)(), 4)
    with tenancy.workspace(acme):
        assert Clock.objects.filter(stopped_at=None).count() == 0
        assert Clock.objects.exclude(next_at=None).count() == 0
