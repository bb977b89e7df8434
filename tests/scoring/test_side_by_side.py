"""Counting anew beside what comes in, and workers that are killed in the middle of publishing: every score is right."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import jobs, tenancy
from accounts.models import Job
from leads.models import StageChange
from scoring import actions as scoring
from scoring.models import ScoringModel
from tests.collecting import database_url
from tests.scoring.world import DEMO, PAGE, did, does, fit, lead, model, publish, run_jobs, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.committed]
WORKER = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.utils import timezone
from accounts import jobs, tenancy
from accounts.models import Job
print("ready", flush=True)
input()
while True:
    with tenancy.workspace({workspace}):
        if not Job.objects.open().filter(workspace={workspace}).exists():
            break
        jobs.work_on({workspace}, timezone.now())
"""


def test_a_signal_is_counted_anew_while_its_hits_come_in(acme):
    with tenancy.workspace(acme):
        publish(acme, model([fit(2000)], [does("looked", 100, half_life_days=14), does("left", -50, window_days=7)]))
        several = [lead(acme, f"Lead {number}") for number in range(12)]
        signal_ = acme.signals.get(key="looked")
        scoring.change_signal(signal_, fields={"condition": {"any": [PAGE, DEMO]}}, by=None)
    over, trouble = threading.Event(), []

    def come_in(seed):
        dice = random.Random(seed)
        try:
            while not over.is_set():
                ago = timedelta(minutes=dice.choice([0, 0, 600, 9_000, 30_000]))
                with tenancy.workspace(acme):
                    did(dice.choice(several), dice.choice(["page", "demo", "mail"]), timezone.now() - ago)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=come_in, args=[seed]) for seed in range(3)]
    for each in threads:
        each.start()
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with tenancy.workspace(acme):
            jobs.work_on(acme.pk, timezone.now())
        with tenancy.workspace(acme):
            if not Job.objects.open().filter(workspace=acme).exists():
                break
    over.set()
    for each in threads:
        each.join()
    assert trouble == []
    with tenancy.workspace(acme):
        run_jobs(acme)
        assert acme.signals.get(key="looked").condition == {"any": [PAGE, DEMO]}
        assert all(scoring.verify(each).equal for each in several)


def test_publishing_goes_on_where_a_killed_worker_left_it(acme):
    with tenancy.workspace(acme):
        publish(acme, model([], [does("looked", 100)]))
        several = [lead(acme, f"Lead {number}", title="Head of IT") for number in range(30)]
        for each in several:
            did(each, "demo", timezone.now() - timedelta(days=20))
        raw = model([fit(3900)], [does("asked", 500, half_life_days=30), does("stayed", 100, window_days=30)])
        draft = scoring.import_model(acme, raw, by=None)
        scoring.publish(draft, by=None, reason="Whatever happens")
    kills = killed_until_done(acme, random.Random(4))
    with tenancy.workspace(acme):
        run_jobs(acme)
        assert kills > 0
        assert ScoringModel.objects.get(state="published").pk == draft.pk
        assert acme.publications.filter(model=draft).count() == 1
        assert scoring.waiting(acme) == 30
        assert all(scoring.verify(each).equal for each in several)
        assert {stored(each)[0] for each in several} == {scoring.receipt(several[0]).score}
        assert not StageChange.objects.filter(to="mql").exists()


def killed_until_done(workspace, dice):
    """Let workers begin, each killed within a tenth of a second, until nothing is left to do; how many were."""
    environment = {**os.environ, "DATABASE_URL": database_url()}
    kills = 0
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, "-c", WORKER.format(workspace=workspace.pk)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout.readline().strip() == "ready"
        child.stdin.write("go\n")
        child.stdin.flush()
        time.sleep(dice.uniform(0.0, 0.1))
        child.send_signal(signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
        with tenancy.workspace(workspace):
            if kills > 1 and not Job.objects.open().filter(workspace=workspace).exists():
                break
    return kills
