"""Due work is done once, whoever comes first, and survives those who die over it."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import bells, tenancy
from accounts.models import Bell, Job
from accounts.ticker import Ear, Ticker

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "test-work"
PATIENCE = 60.0  # seconds


@pytest.fixture(autouse=True)
def quiet(acme, umbra):
    """Only the bells that a test hangs."""
    for workspace in (acme, umbra):
        with tenancy.workspace(workspace):
            Bell.objects.all().delete()


@pytest.fixture
def handler(monkeypatch):
    """Work that notes what it did as a row, and can be told to fail or to hold still."""
    calls = []

    def work(workspace_id, now):
        calls.append((workspace_id, now))
        Job.objects.create(workspace_id=workspace_id, kind=KIND, title="done once", status="done", ended_at=now)
        return work.following

    work.following, work.calls = None, calls
    monkeypatch.setitem(bells.HANDLERS, KIND, work)
    return work


def hang(workspace, at=None):
    with tenancy.workspace(workspace):
        bells.ring(KIND, workspace.pk, at=at or timezone.now() - timedelta(seconds=1))


def hanging(workspace):
    with tenancy.workspace(workspace):
        return list(Bell.objects.filter(kind=KIND))


def done(workspace):
    with tenancy.workspace(workspace):
        return Job.objects.filter(kind=KIND).count()


def drain():
    while bells.answer():
        pass


def test_a_due_bell_is_answered_in_its_workspace_and_taken_down(acme, handler):
    hang(acme)
    drain()
    assert [workspace for workspace, _ in handler.calls] == [acme.pk]
    assert hanging(acme) == []


def test_a_bell_of_the_future_is_left_alone(acme, handler):
    hang(acme, at=timezone.now() + timedelta(hours=1))
    drain()
    assert handler.calls == []
    assert len(hanging(acme)) == 1


def test_ten_bells_for_the_same_work_are_one_call(acme, handler):
    for _ in range(10):
        hang(acme)
    drain()
    assert len(handler.calls) == 1
    assert hanging(acme) == []


def test_the_handler_may_say_when_to_come_again(acme, handler):
    handler.following = timezone.now() + timedelta(hours=1)
    hang(acme)
    drain()
    assert [bell.due_at for bell in hanging(acme)] == [handler.following]


def test_work_that_fails_is_undone_and_tried_again_later_with_the_reason(acme, monkeypatch):
    def fail(workspace_id, now):
        Job.objects.create(workspace_id=workspace_id, kind=KIND, title="half", status="done", ended_at=now)
        raise ValueError("the ink ran out")

    monkeypatch.setitem(bells.HANDLERS, KIND, fail)
    hang(acme)
    drain()
    (bell,) = hanging(acme)
    assert done(acme) == 0
    assert bell.attempts == 1
    assert "the ink ran out" in bell.trouble
    assert bell.due_at > timezone.now()


def test_failing_work_does_not_hold_up_the_others(acme, umbra, handler, monkeypatch):
    def moody(workspace_id, now):
        if workspace_id == acme.pk:
            raise ValueError
        return handler(workspace_id, now)

    monkeypatch.setitem(bells.HANDLERS, KIND, moody)
    hang(acme)
    hang(umbra)
    drain()
    assert [workspace for workspace, _ in handler.calls] == [umbra.pk]


def test_eight_tickers_at_once_do_everything_once(acme, umbra, handler):
    for workspace in (acme, umbra):
        for _ in range(20):
            hang(workspace, at=timezone.now() - timedelta(seconds=1))

    def tick():
        drain()
        connection.close()

    threads = [threading.Thread(target=tick) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hanging(acme) == hanging(umbra) == []
    assert done(acme) >= 1
    assert done(acme) + done(umbra) == len(handler.calls)


def test_the_handler_sees_only_its_own_workspaces_bells(acme, umbra, monkeypatch):
    seen = []
    monkeypatch.setitem(bells.HANDLERS, KIND, lambda pk, now: seen.extend(Bell.objects.values_list("workspace_id")))
    hang(umbra, at=timezone.now() + timedelta(hours=1))
    hang(acme)
    drain()
    assert (umbra.pk,) not in seen


def test_without_being_asked_for_no_bells_are_seen(acme, handler):
    hang(acme)
    assert Bell.objects.count() == 0


def test_a_worker_killed_in_the_middle_leaves_the_work_to_the_next(acme, handler):
    hang(acme)
    child = subprocess.Popen([sys.executable, "-c", DYING], env=child_environment(), stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline().strip() == "in the middle"
    assert not bells.answer(), "the row is locked while the other works"
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert eventually(bells.answer)
    assert done(acme) == 1
    assert hanging(acme) == []


def eventually(condition, seconds=5.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def child_environment():
    name = connection.settings_dict["NAME"]
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "BATON_TEST_DATABASE": name}


DYING = f"""
import os, time, django
django.setup()
from django.db import connection, transaction
connection.settings_dict["NAME"] = os.environ["BATON_TEST_DATABASE"]
from accounts import bells
from accounts.models import Job
def work(workspace_id, now):
    Job.objects.create(workspace_id=workspace_id, kind="{KIND}", title="half", status="done", ended_at=now)
    print("in the middle", flush=True)
    time.sleep(60)
bells.HANDLERS["{KIND}"] = work
bells.answer()
"""


@contextlib.contextmanager
def sleepy_ticker():
    """A ticker of one thread that would look again only in an hour."""
    ticker = Ticker(every=3600, threads=1)
    thread = threading.Thread(target=ticker.run)
    thread.start()
    try:
        yield
    finally:
        ticker.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def wait_until(true):
    until = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    assert true()


def listeners():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def test_a_bell_that_wakes_is_answered_at_once_by_a_ticker_that_sleeps(acme, handler):
    with sleepy_ticker():
        wait_until(listeners)
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
        wait_until(lambda: done(acme) == 1)
        assert hanging(acme) == []


def test_who_is_woken_while_every_thread_is_at_its_end_looks_once_more(acme, handler, monkeypatch):
    at_its_end, go_on, woken = threading.Event(), threading.Event(), threading.Event()

    def last_part_of_a_turn():
        at_its_end.set()
        go_on.wait(PATIENCE)

    def to_begin(self, running, is_woken):
        if is_woken and at_its_end.is_set():
            woken.set()
        return beginning(self, running, is_woken)

    beginning = Ticker.to_begin
    monkeypatch.setattr("accounts.ticker.outbox.send_account_mail", last_part_of_a_turn)
    monkeypatch.setattr(Ticker, "to_begin", to_begin)
    with sleepy_ticker():
        wait_until(listeners)
        assert at_its_end.wait(PATIENCE)
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
        assert woken.wait(PATIENCE)
        go_on.set()
        wait_until(lambda: done(acme) == 1)


def test_whoever_rang_before_the_line_was_open_is_looked_for_when_it_opens(acme):
    with Ear() as ear:
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
        assert ear.wait(PATIENCE)
        assert not ear.wait(0.0)


def test_nobody_is_woken_for_what_was_rolled_back(acme, handler):
    with Ear() as ear:
        ear.listen()
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
            transaction.set_rollback(True)
        assert not ear.wait(0.2)
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
        assert ear.wait(PATIENCE)


def test_a_line_that_breaks_leaves_the_ticker_to_its_clock_and_is_opened_again(acme, monkeypatch):
    monkeypatch.setattr("accounts.ticker.DEAF", 0.0)
    with Ear() as ear:
        ear.listen()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", listeners())
        while ear.line is not None:
            assert not ear.wait(PATIENCE)
        ear.listen()
        with tenancy.workspace(acme):
            bells.ring(KIND, acme.pk, wake=True)
        assert ear.wait(PATIENCE)
