"""Many at once, processes that die, Redis that is away: each event once, each person once."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from accounts import tenancy
from capture.models import RejectedEvent, WriteKey, mint
from leads.models import Activity, Identity, Lead, Visitor
from tests import collecting
from tests.conftest import who

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 200


def post(address, key, name, body):
    """Send one request; answers status and body, or the error."""
    host = address.split("//")[1]
    line = http.client.HTTPConnection(host, timeout=60)
    try:
        line.request("POST", f"/v1/{name}", json.dumps(body), {"Authorization": f"Bearer {key}"})
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        line.close()


def rows(acme, model):
    with tenancy.workspace(acme):
        return list(model.objects.order_by("pk"))


def test_200_parallel_equal_identify_posts_make_one_lead(door, key, acme):
    def identify(place):
        told = {"userId": "u1", "anonymousId": f"b{place % 3}", "traits": {"email": "Lee@firm.com", "name": "Lee Kim"}}
        return post(door, key.key, "identify", {**told, "messageId": f"m{place % 100}"})

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(identify, range(AT_ONCE)))
    assert [status for status, _ in answers] == [200] * AT_ONCE
    assert sum(body["stored"] for _, body in answers) == 100
    (lead,) = rows(acme, Lead)
    assert (lead.email, lead.name) == ("Lee@firm.com", "Lee Kim")
    assert len(rows(acme, Activity)) == 100
    assert {visitor.lead_id for visitor in rows(acme, Visitor)} == {lead.pk}
    assert {activity.lead_id for activity in rows(acme, Activity)} == {lead.pk}


def test_parallel_posts_that_join_people_end_in_one_lead(door, key, acme):
    chain = [{"userId": f"u{n}", "previousId": f"u{n + 1}", "messageId": f"alias{n}"} for n in range(12)]
    told = [("alias", event) for event in chain]
    told += [("track", {"userId": f"u{n % 13}", "event": "Ping", "messageId": f"t{n}"}) for n in range(60)]
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda one: post(door, key.key, *one), told))
    assert {status for status, _ in answers} == {200}
    present = [lead for lead in rows(acme, Lead) if lead.merged_into_id is None]
    assert len(present) == 1
    assert {activity.lead_id for activity in rows(acme, Activity)} == {present[0].pk}
    assert {identity.lead_id for identity in rows(acme, Identity)} == {present[0].pk}


class Nemesis:
    """Starts a collector, kills it half a second after it answers, starts it again; twice."""

    KILLS = 2

    def __init__(self) -> None:
        self.port, self.kills = collecting.free_port(), 0
        self.thread = threading.Thread(target=self.rage)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.thread.join()
        kill(self.server)

    def rage(self):
        self.server = start(self.port)
        while self.kills < self.KILLS:
            time.sleep(0.5)
            kill(self.server)
            self.kills += 1
            self.server = start(self.port)


def post_until_answered(address, key, batch):
    """What every client library does."""
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if post(address, key, "batch", batch)[0] == 200:
                return
        time.sleep(0.01)


def test_a_killed_server_loses_nothing_it_answered_and_stores_nothing_twice(key, acme):
    batches = [{"batch": [event(n * 20 + place) for place in range(20)]} for n in range(5_000)]
    sent = []
    with Nemesis() as nemesis:
        for batch in batches:
            if not nemesis.thread.is_alive():
                break
            post_until_answered(f"http://127.0.0.1:{nemesis.port}", key.key, batch)
            sent += [one["messageId"] for one in batch["batch"]]
    assert len(sent) < 100_000, "Nemesis outlived the load."
    stored = [str(activity.message_id) for activity in rows(acme, Activity)]
    assert len(stored) == len(set(stored))
    assert set(sent) - set(stored) == set()


def event(place):
    return {
        "type": "track",
        "event": "Ping",
        "userId": f"u{place % 7}",
        "messageId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place}")),
    }


def start(port):
    environment = {**os.environ, "DATABASE_URL": collecting.database_url(), "BATON_LOG_LEVEL": "ERROR"}
    command = [sys.executable, *(word.format(port=port) for word in collecting.DOORS["collector"])]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with contextlib.suppress(RuntimeError):
        collecting.wait_for(f"http://127.0.0.1:{port}/livez", server)
    return server


def kill(server):
    """The server and its workers, with no time to say anything."""
    try:
        for child in psutil.Process(server.pid).children(recursive=True):
            os.kill(child.pid, signal.SIGKILL)
    except (psutil.NoSuchProcess, ProcessLookupError):
        pass
    server.kill()
    server.wait()


def test_without_redis_events_are_still_taken(key, acme):
    with collecting.door("collector", REDIS_URL="redis://127.0.0.1:1/0") as address:
        began = time.monotonic()
        for place in range(20):
            assert post(address, key.key, "track", {"userId": "u", "event": "x", "messageId": f"{place}"})[0] == 200
        assert time.monotonic() - began < 5
    assert len(rows(acme, Activity)) == 20


def test_more_than_a_minutes_worth_is_told_to_come_again(door, key, acme):
    with tenancy.workspace(acme):
        WriteKey.objects.update(per_minute=5)
    for n in range(12):
        status, body = post(door, key.key, "track", {"userId": "u", "event": "x", "messageId": f"{n}"})
        time.sleep(0.05)  # processes tell each other four times a second
    assert status == 429
    assert body["code"] == "too_many_events"
    assert isinstance(body["message"], str)


def test_events_of_two_workspaces_at_once_stay_where_they_belong(door, key, acme, umbra):
    with tenancy.workspace(umbra):
        other = WriteKey.objects.create(workspace=umbra, name="Site", key=mint(umbra.pk), created_by=who("sam"))
    body = {"userId": "u1", "traits": {"email": "lee@firm.com"}, "event": "Ping"}

    def send(place):
        mine = key if place % 2 else other
        return post(door, mine.key, "identify" if place % 4 < 2 else "track", {**body, "messageId": f"{place // 2}"})

    with ThreadPoolExecutor(16) as pool:
        assert {status for status, _ in pool.map(send, range(80))} == {200}
    for workspace in (acme, umbra):
        assert len(rows(workspace, Activity)) == 40
        assert [lead.email for lead in rows(workspace, Lead)] == ["lee@firm.com"]
        assert rows(workspace, RejectedEvent) == []
