"""The collector is missed where it was there, and not where nobody runs one."""

import time

import pytest
from django.db import connection
from django.test import Client

from accounts import heartbeat
from handoff import health
from tests.collecting import door

pytestmark = pytest.mark.django_db(transaction=True)


def parts():
    return heartbeat.ages()


def wait_until(held):
    until = time.monotonic() + 30
    while not held():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_house_without_a_collector_misses_none():
    assert set(parts()) == set(heartbeat.PROCESSES)


def test_a_collector_is_named_while_it_runs_and_forgotten_when_it_was_told_to_stop():
    with door("collector"):
        wait_until(lambda: "collector" in parts())
        assert parts()["collector"] < heartbeat.EVERY
    wait_until(lambda: "collector" not in parts())


def test_a_collector_that_went_without_a_word_is_missed(monkeypatch):
    heartbeat.beat("collector")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_heartbeat SET beat_at = beat_at - interval '1 hour'")
    monkeypatch.setattr(health, "database", lambda: "ok")  # that of tests may forget, which is a fault of its own
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["processes"]["collector"]["ok"]


def test_a_pulse_goes_on_when_the_database_comes_back(monkeypatch):
    seen = []
    monkeypatch.setattr(heartbeat, "EVERY", 0.05)
    monkeypatch.setattr(heartbeat, "beat", lambda process: seen.append(process) or fail(len(seen)))
    monkeypatch.setattr(heartbeat, "leave", lambda process: seen.append("left"))
    pulse = heartbeat.Pulse("collector")
    pulse.start()
    wait_until(lambda: len(seen) > 3)
    pulse.stop()
    assert seen[-1] == "left"


def fail(times):
    if times < 3:
        from django.db import OperationalError

        raise OperationalError("away")
