"""Definitions: there from the first minute, proposed, talked over, signed by both; what is signed is what runs."""

import threading

import pytest
from django.db import connection

from accounts import openings, tenancy
from accounts.actions import Refused
from leads import actions as leads
from leads.actions import defining
from leads.conditions import check
from leads.definitions import Kind, Side
from leads.matching import Terms
from leads.matching.agreed import Clause
from leads.models import Definition, Remark
from tests.conftest import NOON, who
from tests.leads.test_qualifying import made

pytestmark = pytest.mark.django_db
GERMANS = {"field": "lead.country", "op": "is", "value": "DE"}


def proposed(workspace, condition=GERMANS, *, by="maya", kind=Kind.MQL, **more):
    words = {"text": "Who is German", "condition": check(condition, Terms(workspace).schema), **more}
    return defining.propose(workspace, kind=kind, by=who(by), at=NOON, **words)


def signed(definition, *names):
    sides = {"maya": Side.MARKETING, "ada": Side.MARKETING, "mona": Side.SALES}
    for name in names:
        member = definition.workspace.memberships.get(user=who(name))
        agreed = defining.sign(definition, by=member, side=sides[name], at=NOON)
    return agreed


def test_a_new_workspace_has_a_straw_man_of_every_kind_in_force(inside):
    for kind in Kind:
        straw = leads.in_force(inside.pk, kind)
        assert (straw.version, straw.state, straw.proposed_by) == (1, "in_force", None)
        assert straw.text
    openings.furnish(inside.pk)
    assert inside.definitions.count() == len(Kind)


def test_the_straw_man_of_an_mql_reads_well(inside):
    clause = Clause(leads.in_force(inside.pk, Kind.MQL), Terms(inside))
    assert clause.sentence == "Score is at the threshold or above, and engagement at least 15"


def test_a_proposal_runs_once_both_sides_have_signed_and_not_before(inside):
    german = made(inside, country="DE", qualifies=False)
    row = proposed(inside, why="We sell in Germany")
    assert not signed(row, "maya")
    assert leads.qualify(inside.pk, [german.pk], at=NOON) == []
    assert signed(row, "mona")
    assert leads.in_force(inside.pk, Kind.MQL) == row
    assert inside.definitions.get(kind="mql", version=1).state == "replaced"
    (change,) = leads.qualify(inside.pk, [german.pk], at=NOON)
    assert (change.definition_version, change.reason) == (2, "Meets MQL v2")


def test_one_side_signs_once(inside):
    row = proposed(inside)
    signed(row, "maya")
    with pytest.raises(Refused, match="Maya has signed for marketing already"):
        signed(row, "ada")


def test_a_member_signs_only_for_their_own_side(inside):
    row = proposed(inside)
    ravi = inside.memberships.get(user=who("ravi"))
    for side in Side:
        with pytest.raises(Refused, match="You cannot sign for"):
            defining.sign(row, by=ravi, side=side, at=NOON)


def test_two_people_sign_for_two_sides_while_there_are_two(inside):
    ada = inside.memberships.get(user=who("ada"))
    row = proposed(inside)
    defining.sign(row, by=ada, side=Side.MARKETING, at=NOON)
    with pytest.raises(Refused, match="two people agree"):
        defining.sign(row, by=ada, side=Side.SALES, at=NOON)


def test_who_is_alone_agrees_with_themselves(umbra, sam):
    with tenancy.workspace(umbra):
        row, member = proposed(umbra, by="sam"), umbra.memberships.get()
        assert not defining.sign(row, by=member, side=Side.SALES, at=NOON)
        assert defining.sign(row, by=member, side=Side.MARKETING, at=NOON)


def test_the_straw_man_can_be_agreed_as_it_is(inside):
    straw = leads.in_force(inside.pk, Kind.SAL)
    assert signed(straw, "maya", "mona")
    assert leads.in_force(inside.pk, Kind.SAL) == straw


def test_only_one_proposal_of_a_kind_lies_on_the_table(inside):
    row = proposed(inside)
    with pytest.raises(Refused, match="Another proposal for MQL is on the table"):
        proposed(inside, {"field": "lead.country", "op": "is", "value": "FR"}, by="mona")
    defining.withdraw(row, by=who("maya"), at=NOON)
    assert proposed(inside, by="mona").version == 3
    with pytest.raises(Refused, match="nothing to withdraw"):
        defining.withdraw(row, by=who("maya"), at=NOON)


def test_a_version_that_was_withdrawn_or_replaced_cannot_be_signed(inside):
    row = proposed(inside)
    defining.withdraw(row, by=who("maya"), at=NOON)
    with pytest.raises(Refused, match="withdrawn and cannot be signed"):
        signed(row, "mona")


def test_an_mql_without_a_condition_and_a_proposal_of_the_same_are_refused(inside):
    with pytest.raises(Refused, match="needs a condition"):
        defining.propose(inside, kind=Kind.MQL, by=who("maya"), text="Anybody", at=NOON)
    straw = leads.in_force(inside.pk, Kind.ICP)
    with pytest.raises(Refused, match="says already"):
        defining.propose(inside, kind=Kind.ICP, by=who("maya"), text=straw.text, at=NOON)


def test_remarks_are_kept_in_order_and_an_empty_one_is_refused(inside):
    row = proposed(inside)
    defining.remark(row, by=who("mona"), text="Why not Austria?", at=NOON)
    with pytest.raises(Refused):
        defining.remark(row, by=who("maya"), text="  ", at=NOON)
    assert [each.text for each in Remark.objects.filter(definition=row)] == ["Why not Austria?"]


def test_a_condition_that_names_what_is_gone_passes_nobody_and_says_so(inside):
    row = leads.in_force(inside.pk, Kind.MQL)
    Definition.objects.filter(pk=row.pk).update(condition={"signal": "long gone"})
    assert leads.qualify(inside.pk, [made(inside).pk], at=NOON) == []
    row.refresh_from_db()
    assert Clause(row, Terms(inside)).faults


def test_a_condition_on_a_fact_or_a_campaign_runs_without_looking_names_up(inside):
    campaign = inside.campaigns.create(name="Spring")
    conditions = [{"field": "lead.campaign", "op": "is", "value": str(campaign.pk)}, {"not": {"fact": "hiring_cmo"}}]
    row = proposed(inside, {"all": conditions})
    signed(row, "maya", "mona")
    lead = made(inside, campaign=campaign)
    assert [change.lead_id for change in leads.qualify(inside.pk, [lead.pk, made(inside).pk], at=NOON)] == [lead.pk]


@pytest.mark.committed
@pytest.mark.django_db(transaction=True)
def test_of_many_signatures_at_once_each_side_has_one_and_one_version_is_in_force(acme):
    with tenancy.workspace(acme):
        row = proposed(acme)
    gate, told = threading.Barrier(8), []

    def write(name):
        gate.wait()
        try:
            with tenancy.workspace(acme):
                signed(Definition.objects.get(pk=row.pk), name)
                told.append(name)
        except Refused as refusal:
            told.append(str(refusal))
        connection.close()

    workers = [threading.Thread(target=write, args=[name]) for name in ("maya", "mona") * 4]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(name for name in told if name in ("maya", "mona")) == ["maya", "mona"]
    with tenancy.workspace(acme):
        assert leads.in_force(acme.pk, Kind.MQL) == row
        assert row.signatures.count() == 2
