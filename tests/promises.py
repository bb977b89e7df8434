"""Everything that Baton promises of leads at any instant, for `tests/lives.py` to look at after each step of a life."""

from django.db import connection
from hypothesis.stateful import RuleBasedStateMachine, invariant

from leads import custody
from leads.models import Lead
from reports import actions as reports
from routing.actions import reconciling as handoffs
from routing.models import Handoff, State
from scoring.actions import reconciling as scores
from scoring.models import ScoringModel
from sla.models import Clock
from tests.reports import worlds


class Promises(RuleBasedStateMachine):
    """What must hold in a workspace. A subclass says in which, and what the time is."""

    acme = None

    @invariant()
    def every_constraint_holds(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def every_live_lead_is_with_exactly_one(self):
        assert custody.inspect(self.acme.pk, at=self.now()).adrift == 0

    @invariant()
    def leads_and_handoffs_agree(self):
        assert handoffs.wrongs(self.acme.pk) == []

    @invariant()
    def nothing_is_open_or_runs_twice(self):
        assert twice("routing_handoff", "lead_id", "state IN ('waiting', 'offered')") == []
        assert twice("routing_handoff", "lead_id", "state = 'accepted' AND closed_at IS NULL") == []
        assert twice("sla_clock", "lead_id, kind", "stopped_at IS NULL") == []

    @invariant()
    def an_acceptance_clock_runs_for_each_offer_and_for_nothing_else(self):
        running = Clock.objects.filter(stopped_at=None, kind="accept").values_list("handoff_id", flat=True)
        offered = Handoff.objects.filter(state=State.OFFERED).values_list("pk", flat=True)
        assert sorted(running) == sorted(offered)

    @invariant()
    def scores_equal_their_receipts(self):
        there = list(Lead.objects.present().values_list("pk", flat=True))
        wrong = scores.compare(self.acme.pk, there, ScoringModel.objects.get(state=ScoringModel.PUBLISHED))
        assert wrong == [], wrong

    @invariant()
    def reports_equal_a_recount(self):
        while reports.fold(self.acme.pk):
            pass
        rolled, counted = worlds.rolled(), worlds.recount(self.acme)
        wrong = {key: (rolled.get(key), counted.get(key)) for key in differing(rolled, counted)}
        assert wrong == {}, wrong


def differing(one, other):
    """The keys under which two do not say the same."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def twice(table, columns, condition):
    """What is there more than once, though it may be there but once."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {condition} GROUP BY {columns} HAVING count(*) > 1")
        return cursor.fetchall()
