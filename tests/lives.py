"""The whole life of leads, lived at random: every rule of `Lives` is something that people or the hour do to a lead.

After each of them everything that Baton promises is looked at. Hypothesis looks for the shortest life that breaks one.
"""

import re
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from accounts.actions import Refused
from accounts.instants import database_now
from handoff import relay
from leads import actions as leads
from leads.actions import reconciling, returning
from leads.models import Lead, Merge
from leads.person import Event, Person
from leads.stages import CLOSED, Stage, by_sales
from routing import actions as routing
from routing.actions import reconciling as handoffs
from routing.models import Handoff, State
from scoring import actions as scoring
from tests.conftest import who
from tests.promises import Promises
from tests.reports import worlds

BANT = {"budget": "20 k", "authority": "Maya", "need": "Speed", "timing": "May"}
MOST = 5  # leads in one life: enough to merge, few enough to meet again
ONE = st.integers(0, MOST - 1)
REP = st.sampled_from(["ravi", "rita"])
HOURS = st.sampled_from([0, 1, 5, 72, 2_400])
CLOCK = re.compile(r"\b(clock_timestamp|statement_timestamp|now)\(\)", re.IGNORECASE)
WORKED = (Stage.SAL, Stage.SQL)


class TurnBack(Exception):
    """The end of a life: what was written in it goes."""


def when(*names):
    """Let a rule be tried only when there is one of these, so that no step of a life is spent on nothing."""
    return precondition(lambda life: any(life.there[name] for name in names))


class Lives(Promises):
    """Up to five leads of one workspace. A subclass says which, and keeps count of what was done in all lives."""

    done: Counter = Counter()

    def __init__(self):
        super().__init__()
        self.ahead, self.born, self.there = timedelta(), 0, Counter()
        self.life = transaction.atomic()
        self.life.__enter__()
        self.hour = hour(self)
        self.hour.__enter__()

    def teardown(self):
        """Turn everything back, so that the next life begins where this one did."""
        self.hour.__exit__(None, None, None)
        self.life.__exit__(TurnBack, TurnBack(), None)

    def now(self):
        """What the clocks of this life say."""
        return database_now()

    def lead(self, number, *stages):
        """One of the leads that are there, at one of the stages if any is named."""
        rows = Lead.objects.present().order_by("pk")
        there = list(rows.filter(stage__in=stages) if stages else rows)
        return there[number % len(there)]

    def handoff(self, number, *states, **of):
        """One of the handoffs that stand so."""
        there = list(Handoff.objects.filter(state__in=states, closed_at=None, **of).order_by("pk"))
        return there[number % len(there)]

    def work(self, number, verb, *stages, **said):
        """Let whoever works a lead do something with it."""
        found = self.handoff(number, State.ACCEPTED, lead__stage__in=stages or WORKED)
        verb(found, by=found.rep, at=self.now(), **said)
        self.done[verb.__name__] += 1

    def answer(self, number, verb, **said):
        """Let whoever was offered a lead say yes or no."""
        found = self.handoff(number, State.OFFERED)
        verb(found, by=found.rep, at=self.now(), **said)
        self.done[verb.__name__] += 1

    def reason(self, key):
        """Why not."""
        return self.acme.reject_reasons.get(key=key)

    # What happens to leads.

    @precondition(lambda life: life.born < MOST)
    @rule(source=st.sampled_from(worlds.SOURCES), title=st.sampled_from(["", "Head of Sales"]))
    def create(self, source, title):
        self.born += 1
        person = Person(email=f"lead{self.born}@firm{self.born}.example", source=source, title=title)
        leads.upsert(self.acme.pk, person, at=self.now(), cause="form")

    @when("lead", "mql", "sal", "sql")
    @rule(
        number=ONE, kind=st.sampled_from(["page", "page", "page", "mail", "talk"]), days=st.sampled_from([0, 0, 3, 40])
    )
    def event(self, number, kind, days):
        self.did(number, kind, days)

    @when("lead", "mql", "sal", "sql")
    @rule(number=ONE)
    def raise_a_hand(self, number):
        self.did(number, "demo", 0)

    def did(self, number, kind, days):
        at = self.now() - timedelta(days=days)
        leads.record(self.acme.pk, [Event(uuid4(), at, kind, origin="test", lead_id=self.lead(number).pk)])

    @when("lead")
    @rule(number=ONE)
    def hand_over(self, number):
        routing.hand_over(self.lead(number, Stage.LEAD), by=who("maya"), at=self.now(), why="They called")

    @when("won", "lost", "disqualified")
    @rule(number=ONE)
    def reopen(self, number):
        lead = self.lead(number, *CLOSED)
        to = Stage.SQL if lead.stage == Stage.WON else Stage.LEAD
        custody = None
        if to == Stage.SQL:
            custody = sales_again(lead, at=self.now())
        leads.move(lead, to=to, at=self.now(), cause="manual", by=who("mona"), reason="A mistake", custody=custody)
        self.done["reopen"] += 1

    @when("several")
    @rule(kept=ONE, gone=ONE)
    def merge(self, kept, gone):
        with suppress(Refused):
            leads.merge(self.lead(kept), self.lead(gone), at=self.now(), by=who("maya"))
            self.done["merge"] += 1

    @when("merged")
    @rule(number=ONE)
    def undo_a_merge(self, number):
        there = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        with suppress(Refused):
            leads.undo_merge(there[number % len(there)], at=self.now(), by=who("maya"))
            self.done["undo_merge"] += 1

    @when("many")
    @rule(number=ONE)
    def erase(self, number):
        leads.erase(self.lead(number), at=self.now(), by=who("ada"))
        self.done["erase"] += 1

    # What sales does.

    @when("waiting")
    @rule()
    def route(self):
        relay.route(self.acme.pk, self.now())

    @when("offered")
    @rule(number=ONE)
    def accept(self, number):
        self.answer(number, routing.take)

    @when("offered")
    @rule(number=ONE, key=st.sampled_from(["not_now", "student"]))
    def reject(self, number, key):
        self.answer(number, routing.reject, reason=self.reason(key))

    @when("sal", "sql")
    @rule(number=ONE)
    def touch(self, number):
        self.work(number, routing.log_touch, channel="call", outcome="no_answer")

    @when("sal", "sql")
    @rule(number=ONE)
    def recycle(self, number):
        self.work(number, routing.recycle, reason=self.reason("not_now"))

    @when("sal")
    @rule(number=ONE, amount=st.sampled_from([None, 0, 125_000]))
    def qualify(self, number, amount):
        later = {"next_step": "Offer", "next_step_at": self.now() + timedelta(days=1)}
        self.work(number, routing.qualify_sql, Stage.SAL, answers=BANT, amount=amount, currency="EUR", **later)

    @when("sql")
    @rule(number=ONE, amount=st.sampled_from([None, 990_000]))
    def win(self, number, amount):
        self.work(number, routing.won, Stage.SQL, reason="Fast", amount=amount, currency="EUR")

    @when("sal", "sql")
    @rule(number=ONE)
    def lose(self, number):
        self.work(number, routing.lost, reason="Too dear")

    @when("waiting", "offered", "sal", "sql")
    @rule(number=ONE, to=REP)
    def reassign(self, number, to):
        found = self.handoff(number, State.WAITING, State.OFFERED, State.ACCEPTED)
        with suppress(Refused):  # they have it already
            routing.reassign(found, to=who(to), by=who("mona"), at=self.now(), why="Knows them")
            self.done["reassign"] += 1

    @when("waiting", "offered")
    @rule(number=ONE)
    def withdraw(self, number):
        found = self.handoff(number, State.WAITING, State.OFFERED)
        routing.withdraw(found, by=who("maya"), at=self.now(), why="Too early")
        self.done["withdraw"] += 1

    # What the hour does.

    @when("lead", "mql", "sal", "sql")
    @rule(hours=HOURS)
    def tick(self, hours):
        """Time goes by, and what fell due in it is done, as the tickers do it."""
        self.ahead += timedelta(hours=hours, minutes=1)
        relay.clocks(self.acme.pk, self.now())
        returning.look_again(self.acme.pk, self.now())
        scoring.sweep(self.acme.pk, self.now())

    @when("lead", "mql", "sal", "sql")
    @rule()
    def look_after(self):
        """What is looked at each minute finds nothing to mend."""
        reconciling.reconcile(self.acme.pk, self.now())
        handoffs.reconcile(self.acme.pk, self.now())

    @invariant()
    def what_there_is(self):
        """Not a promise: what the next step may choose from."""
        stages = Counter(Lead.objects.present().values_list("stage", flat=True))
        states = Counter(Handoff.objects.filter(closed_at=None).values_list("state", flat=True))
        merged = {"merged": Merge.objects.filter(undone_at=None).count(), "several": sum(stages.values()) > 1}
        merged["many"] = sum(stages.values()) > 3  # so that a life does not end before it began
        self.there = Counter({**stages, **states, **merged})


def sales_again(lead, *, at):
    """Whoever won it holds a lead that was not won after all."""
    last = Handoff.objects.filter(lead=lead, state=State.ACCEPTED).order_by("pk").last()
    rep = last.rep if last and last.rep else who("ravi")
    return by_sales(rep=rep.pk, next_step_at=at + timedelta(days=1))


@contextmanager
def hour(life):
    """Let the hour of this life be what every clock says: the database's, in whatever asks for it, and ours."""

    def ask(execute, sql, params, many, context):
        ahead = f"(\\g<0> + interval '{life.ahead.total_seconds():.0f} seconds')"
        return execute(CLOCK.sub(ahead, sql), params, many, context)

    with connection.execute_wrapper(ask), patch.object(timezone, "now", database_now):
        yield
