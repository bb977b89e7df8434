"""The agreement: drafted, signed by both heads, in force; running handoffs keep the version they began under."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.actions import Refused
from accounts.models import Membership
from sla import actions as sla
from sla import compliance
from sla.clauses import Rule
from sla.models import Clock, Side, Signature, TwoWayAgreement
from tests.conftest import NOON, who
from tests.sla.conftest import made_lead
from tests.sla.test_running import begun

pytestmark = pytest.mark.django_db


def member(name):
    return Membership.objects.get(user=who(name))


def in_force(workspace):
    return sla.in_force(workspace.pk)


def drafted(workspace, **changed):
    clauses = replace(sla.clauses_of(in_force(workspace)), **changed)
    return sla.draft(workspace, clauses, by=who("maya"), at=NOON)


def signed(row, name, side, digest=None):
    digest = digest or sla.clauses_of(row).digest
    return sla.sign(row, side=side, by=member(name), digest=digest, at=NOON)


def test_a_new_workspace_has_a_first_version_that_waits_for_its_signatures(inside):
    row = in_force(inside)
    assert (row.version, row.policies.count(), row.signatures.count()) == (1, 4, 0)


def test_a_draft_comes_into_force_when_both_have_signed_and_not_before(inside):
    row = drafted(inside, leads_per_month=80)
    assert signed(row, "maya", Side.MARKETING) is False
    assert in_force(inside).version == 1
    assert signed(row, "mona", Side.SALES) is True
    assert (in_force(inside).version, in_force(inside).leads_per_month) == (2, 80)
    assert TwoWayAgreement.objects.get(version=1).state == "past"


@pytest.mark.parametrize(("name", "side"), [("ravi", Side.SALES), ("maya", Side.SALES), ("mona", Side.MARKETING)])
def test_only_the_head_of_a_side_signs_for_it(inside, name, side):
    with pytest.raises(Refused, match="sign for"):
        signed(drafted(inside), name, side)


def test_one_person_does_not_sign_for_both_sides(inside):
    row = drafted(inside, attempts=3)
    signed(row, "ada", Side.MARKETING)
    with pytest.raises(Refused, match="takes two"):
        signed(row, "ada", Side.SALES)


def test_what_changed_while_it_was_read_is_not_signed_and_a_changed_draft_loses_its_signatures(inside):
    row = drafted(inside, attempts=3)
    digest = sla.clauses_of(row).digest
    signed(row, "maya", Side.MARKETING)
    row = sla.draft(inside, replace(sla.clauses_of(row), attempts=9), by=who("maya"), at=NOON)
    with pytest.raises(Refused, match="changed while you were reading"):
        signed(row, "mona", Side.SALES, digest=digest)
    assert signed(row, "mona", Side.SALES) is False
    assert Signature.objects.count() == 2
    assert sla.valid_signatures(row, sla.clauses_of(row).digest).count() == 1


def test_a_draft_no_clock_could_run_by_is_refused(inside):
    with pytest.raises(Refused, match="last row"):
        drafted(inside, rules=(Rule("A", 60, 60, hand_raiser=True),))
    bad = Rule("Odd", 60, 60, condition={"field": "lead.shoe_size", "op": "is", "value": "42"})
    with pytest.raises(Refused, match="field"):
        drafted(inside, rules=(bad, Rule("Everybody", 60, 60)))


def test_running_handoffs_keep_the_version_they_began_under(inside, ravi):
    old, new = made_lead(inside, grade="A1"), made_lead(inside, grade="A1")
    begun(old, ravi, kinds=["accept"])
    row = drafted(inside, rules=(Rule("Everybody", 600, 600),), rating_days=1)
    signed(row, "maya", Side.MARKETING)
    signed(row, "mona", Side.SALES)
    begun(new, ravi, kinds=["accept"])
    sla.accepted(old, at=NOON + timedelta(minutes=5), rep=ravi.pk)
    kept = Clock.objects.get(lead=old, kind="feedback")
    assert (kept.agreement_version, kept.policy.agreement.rating_days) == (1, 5)
    assert Clock.objects.get(lead=new).allowed_seconds == 600


def test_the_first_row_that_is_for_a_lead_counts(inside, ravi):
    rules = (
        Rule("Trade fair", 600, 600, condition={"field": "lead.source", "op": "is_any_of", "value": ["Trade fair"]}),
        Rule("Cranes", 1_200, 1_200, condition={"field": "lead.product", "op": "is_any_of", "value": ["Cranes"]}),
        Rule("Everybody else", 3_600, 3_600),
    )
    row = drafted(inside, rules=rules)
    signed(row, "maya", Side.MARKETING)
    signed(row, "mona", Side.SALES)
    both = made_lead(inside, source="trade fair", product="cranes")
    tiers = [sla.promise(lead, at=NOON, rep=ravi.pk).tier for lead in (both, made_lead(inside, product="Cranes"))]
    assert tiers == ["Trade fair", "Cranes"]
    assert sla.promise(made_lead(inside), at=NOON).tier == "Everybody else"


def test_each_clause_is_counted_from_rows(inside, ravi):
    late, prompt = made_lead(inside), made_lead(inside)
    for lead in (late, prompt):
        begun(lead, ravi, hand_raiser=True)
    test = made_lead(inside, is_test=True)
    begun(test, ravi, hand_raiser=True)
    sla.accepted(prompt, at=NOON + timedelta(minutes=5), rep=ravi.pk)
    sla.touched(prompt, at=NOON + timedelta(minutes=10), by=ravi.pk)
    sla.tick(inside.pk, NOON + timedelta(hours=2))
    state = compliance.state(inside, in_force(inside), at=NOON + timedelta(hours=2))
    assert (state.accepted.done, state.accepted.of) == (1, 2)
    assert (state.answered.done, state.answered.of) == (1, 2)
    assert (state.attempted.done, state.attempted.of, state.attempted.running) == (1, 1, 1)
    assert (state.delivered.done, state.delivered.target) == (0, 50)
