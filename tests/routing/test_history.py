"""Many clients write down what they asked and what they were answered; what the rows tell must be one such history."""

import os
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from accounts import tenancy
from accounts.actions import Refused
from leads.actions import IllegalMove
from leads.models import CustodyChange, Lead, StageChange
from leads.stages import MOVES, Stage
from routing import actions as routing
from routing.actions import reconciling
from routing.models import Handoff, State
from tests.conftest import who
from tests.routing.test_races import offered, rep

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ROUNDS", "3"))
CLIENTS, DEEDS, LEADS = 4, 8, 3


class Client(Thread):
    """Does one thing after another, each in its own transaction, and notes what was answered with yes."""

    def __init__(self, acme, seed, log):
        super().__init__()
        self.acme, self.dice, self.log, self.broken = acme, random.Random(seed), log, None

    def run(self):
        try:
            for _ in range(DEEDS):
                with suppress(Refused, IllegalMove):
                    self.log.append(self.do(self.dice.choice(sorted(DEEDS_BY_NAME))))
        except Exception as error:
            self.broken = error
        finally:
            connection.close()

    def do(self, name):
        with tenancy.workspace(self.acme):
            handoff = self.dice.choice(list(Handoff.objects.order_by("pk")[:LEADS]))
            DEEDS_BY_NAME[name](handoff)
        return handoff.lead_id, name


def soon():
    return timezone.now() + timedelta(days=1)


def reason(handoff):
    return handoff.workspace.reject_reasons.get(key="not_now")


DEEDS_BY_NAME = {
    "accept": lambda row: routing.accept(row, by=row.rep or who("mona"), at=timezone.now(), next_step_at=soon()),
    "reject": lambda row: routing.reject(row, by=row.rep or who("mona"), at=timezone.now(), reason=reason(row)),
    "recycle": lambda row: routing.recycle(row, by=who("mona"), at=timezone.now(), reason=reason(row)),
    "withdraw": lambda row: routing.withdraw(row, by=who("maya"), at=timezone.now(), why="Too early"),
    "qualify": lambda row: routing.qualify(row, by=who("mona"), at=timezone.now(), next_step_at=soon()),
    "won": lambda row: routing.won(row, by=who("mona"), at=timezone.now(), reason="Fast"),
}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_yes_is_in_the_history_once_and_the_history_takes_only_allowed_steps(acme, seed):
    with tenancy.workspace(acme):
        rep(acme, "rita")
    for _ in range(LEADS):
        offered(acme)
    log: list[tuple[int, str]] = []
    clients = [Client(acme, seed * 100 + number, log) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert [client.broken for client in clients] == [None] * CLIENTS
    with tenancy.workspace(acme):
        written = StageChange.objects.exclude(cause__in=["score", "hand-raiser"]).values_list("lead", "cause")
        assert Counter(written) == Counter(log)
        assert log
        for lead in Lead.objects.all():
            steps = list(lead.stage_changes.order_by("id"))
            assert all(one.to == other.was for one, other in pairwise(steps))
            assert all(step.to in MOVES[Stage(step.was)] for step in steps)
            assert steps[-1].to == lead.stage
            last = CustodyChange.objects.filter(lead=lead).order_by("id").last()
            assert (last.holder, last.rep_id) == (lead.holder, lead.rep_id)
            passes = Handoff.objects.filter(lead=lead, state=State.ACCEPTED)
            assert passes.count() <= 1
        assert reconciling.wrongs(acme.pk) == []
