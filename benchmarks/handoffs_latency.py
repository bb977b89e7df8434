"""From an event over HTTP to the lead in the queue's answer, while others send."""

import base64
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts import tenancy
from accounts.models import User, Workspace
from benchmarks import ingest
from capture.models import WriteKey, mint
from routing.models import Handoff, PoolMember

PROBES, RATE, BATCH, CROWD = 200, 1_000, 50, 2_000
WARM = 5  # probes before the clock starts: collector and ticker are new, as they never are where they run on
OFTEN = 0.002  # seconds between two looks at whether the lead is there
IS_OFFERED = """
SELECT 1 FROM routing_handoff h JOIN leads_lead l ON l.workspace_id = h.workspace_id AND l.id = h.lead_id
 WHERE l.workspace_id = %s AND l.email_key = %s AND h.state = 'offered'
"""
OTHERS = get_context("fork")  # who sends beside the probe takes no turn of its interpreter


def latency(name: str, workspace: Workspace) -> None:
    """Post a demo request, ask the queue until it is there; again and again."""
    with tenancy.workspace(workspace):
        key = mint(workspace.pk)
        boss = User.objects.get(email="latency@bench.example")
        WriteKey.objects.create(workspace=workspace, name="Site", key=key, created_by=boss, per_minute=10_000_000)
    connection.close()
    over, sent = OTHERS.Event(), OTHERS.Value("q", 0)
    with ingest.serving(name, "collector"), ticking(name):
        for first in range(0, CROWD, BATCH):  # they are known before the clock starts
            look(key, range(first, first + BATCH))
        for number in range(WARM):
            probe(workspace, key, PROBES + number)
        crowd = OTHERS.Process(target=noise, args=(key, over, sent))
        crowd.start()
        began = time.perf_counter()
        try:
            times = [probe(workspace, key, number) for number in range(PROBES)]
        finally:
            over.set()
            crowd.join()
        rate = sent.value / (time.perf_counter() - began)
    times.sort()
    show(f"event to queue at {rate:,.0f} events/s: p50 in ms", statistics.median(times), most=25)
    show("event to queue: p99 in ms", times[int(len(times) * 0.99)], most=250)


@contextmanager
def ticking(name: str) -> Iterator[None]:
    """A ticker on the measured database, as every installation runs one."""
    environment = {**os.environ, "DATABASE_URL": ingest.application_url(name), "BATON_LOG_LEVEL": "WARNING"}
    ticker = subprocess.Popen([sys.executable, "manage.py", "ticker"], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        ticker.terminate()
        ticker.wait(20)


def probe(workspace: Workspace, key: str, number: int) -> float:
    """Milliseconds until the lead stands on a queue."""
    person = f"probe-{number}"
    known = {"type": "identify", "userId": person, "traits": {"email": f"{person}@probe.example"}}
    post(key, [{**known, "messageId": str(uuid.uuid4())}])
    began = time.perf_counter()
    post(key, [{"type": "track", "event": "Demo Requested", "userId": person, "messageId": str(uuid.uuid4())}])
    while time.perf_counter() - began < 10:
        with tenancy.workspace(workspace):
            if on_a_queue(workspace, f"{person}@probe.example"):
                return (time.perf_counter() - began) * 1000
        time.sleep(OFTEN)
    return 10_000.0


def on_a_queue(workspace: Workspace, email: str) -> bool:
    """Whether the newest offer's queue shows the lead. As long as there is none that is one small question."""
    with connection.cursor() as cursor:
        cursor.execute(IS_OFFERED, [workspace.pk, email])
        if cursor.fetchone() is None:
            return False
    newest = Handoff.objects.filter(workspace=workspace, state="offered", lead__email=email).first()
    if newest is None:
        return False
    pools = list(PoolMember.objects.filter(rep=newest.rep_id).values_list("pool_id", flat=True))
    queue = Handoff.objects.for_queue(workspace.pk, rep=newest.rep_id or 0, pools=pools, size=200)
    return any(row.pk == newest.pk for row in queue)


def noise(key: str, over: Any, sent: Any) -> None:
    """Others look at pages, a thousand times a second."""
    began, number = time.perf_counter(), 0
    while not over.is_set():
        late = number * BATCH / RATE - (time.perf_counter() - began)
        if late > 0:
            time.sleep(min(late, 0.05))
            continue
        number += 1
        look(key, range(number * BATCH, (number + 1) * BATCH))
        sent.value = number * BATCH


def look(key: str, numbers: range) -> None:
    """Some of the crowd look at a page."""
    at = datetime.now(UTC).isoformat()
    people = (f"crowd-{number % CROWD}" for number in numbers)
    post(key, [{"type": "page", "userId": who, "messageId": str(uuid.uuid4()), "timestamp": at} for who in people])


def post(key: str, events: list[dict[str, Any]]) -> None:
    """Send a batch and wait for its answer."""
    token = base64.b64encode(f"{key}:".encode()).decode()
    headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
    line = http.client.HTTPConnection("127.0.0.1", ingest.PORT, timeout=20)
    try:
        line.request("POST", "/v1/batch", json.dumps({"batch": events, "sentAt": timezone.now().isoformat()}), headers)
        answer = line.getresponse()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status}: {answer.read()[:200]!r}")
        answer.read()
    finally:
        line.close()


def show(title: str, figure: float, *, most: float) -> None:
    """One line: the figure, and whether it is reached."""
    print(f"{title:64} {figure:9.2f}  at most {most:<6g} {'MISSED' if figure > most else ''}", flush=True)
