"""Two leads that are one person: found, merged without loss, and parted again as if nothing had been."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection

from accounts import tenancy
from accounts.actions import Refused
from leads import actions as leads
from leads import changed
from leads.actions.finding import refresh_words
from leads.models import Identity, Lead, Merge, Suppressed, Token, Visitor
from leads.stages import Stage, by_sales, closed
from tests.conftest import NOON, who
from tests.leads.twins import FOLLOWING, LATER, act, merge, pair, part, say

pytestmark = pytest.mark.django_db


def qualify(lead, *stages):
    ravi = who("ravi")
    custody = {
        Stage.SAL: by_sales(rep=ravi.pk, next_step_at=NOON),
        Stage.SQL: by_sales(rep=ravi.pk, next_step_at=NOON),
    }
    custody |= {
        Stage.WON: closed(reason="Signed"),
        Stage.LOST: closed(reason="No"),
        Stage.DISQUALIFIED: closed(reason="No"),
    }
    for stage in stages:
        leads.move(lead, to=stage, at=NOON, cause="manual", custody=custody.get(stage))


def test_what_cannot_be_merged_is_refused(inside):
    kept, gone = pair(inside)
    with pytest.raises(Refused, match="into itself"):
        merge(kept, kept)
    row = merge(kept, gone)
    with pytest.raises(Refused, match="merged or erased in the meantime"):
        merge(gone, kept)
    part(row)
    with pytest.raises(Refused, match="undone before"):
        part(row)


def test_a_chain_of_merges_has_one_end_and_is_undone_from_there(inside):
    a, b, c = (say(inside, email=f"{name}@example.org") for name in "abc")
    act(a)
    first = merge(b, a)
    second = merge(c, b)
    assert leads.standing(a) == c
    assert leads.family(c) == [a.pk, b.pk, c.pk]
    assert c.activities.count() == 1
    assert say(inside, email="a@example.org").pk == c.pk
    with pytest.raises(Refused, match="undo that first"):
        part(first)
    part(second)
    part(first)
    assert say(inside, email="a@example.org").pk == a.pk
    assert a.activities.count() == 1


def test_an_address_that_is_taken_by_now_is_not_given_back(inside):
    kept, gone = pair(inside)
    row = merge(kept, gone)
    Identity.objects.filter(kind="email").delete()
    say(inside, email="j.doe@example.net", first_name="Joe")
    with pytest.raises(Refused, match="Joe .* has the address by now"):
        part(row)


def test_what_was_changed_since_the_merge_stays_changed(inside):
    kept, gone = pair(inside)
    row = merge(kept, gone)
    leads.change(kept, fields={"title": "CEO"}, at=LATER, by=who("maya"))
    part(row)
    kept.refresh_from_db()
    assert (kept.title, kept.last_name) == ("CEO", "")


def snapshot():
    rows = {model.__name__: sorted(model.objects.values_list("pk", "lead_id")) for model in FOLLOWING}
    rows["Token"] = sorted(Token.objects.values_list("lead", "word"))
    rows["Suppressed"] = sorted(Suppressed.objects.values_list("hashed", "reason", "at"))
    without = {"changed_at", "scored_at"}  # the score itself is asked for
    names = [field.attname for field in Lead._meta.concrete_fields if field.attname not in without]
    rows["Lead"] = sorted(Lead.objects.values_list(*names), key=lambda row: row[0])
    return rows


def anybody(workspace, dice, number):
    said = {
        name: dice.choice(["", f"{name}{number}"]) for name in ("first_name", "last_name", "title", "city", "source")
    }
    said |= {"company_name": dice.choice(["", "Acme", "Other"]), "consent": dice.choice([None, True, False])}
    said |= {"ids": dice.choice([{}, {"crm": str(number)}]), "phone": dice.choice(["", "+442079460018"])}
    said |= {
        "utm": dice.choice([{}, {"source": f"s{number}"}]),
        "seen_at": NOON - timedelta(days=dice.randrange(9)),
    }
    lead = say(workspace, email=dice.choice([f"p{number}@firm{number}.example", f"p.{number}@gmail.com"]), **said)
    for _ in range(dice.randrange(3)):
        act(lead, at=NOON - timedelta(days=dice.randrange(90)))
    if dice.random() < 0.5:
        Visitor.objects.create(workspace=workspace, anonymous_id=f"v{number}", lead=lead)
    if dice.random() < 0.2:
        Lead.objects.filter(pk=lead.pk).update(email="", email_key=None, email_domain="")
        refresh_words(workspace.pk, [lead.pk])
        changed.tell(workspace.pk, [lead.pk])  # an address gives points: who takes it away says so, as all actions do
    return lead


@pytest.mark.parametrize("seed", range(20))
def test_merging_and_undoing_leaves_everything_as_it_was(inside, seed):
    dice = random.Random(seed)
    kept, gone = anybody(inside, dice, 1), anybody(inside, dice, 2)
    qualify(
        dice.choice([kept, gone]),
        *dice.choice([[], [Stage.MQL], [Stage.MQL, Stage.SAL], [Stage.DISQUALIFIED]]),
    )
    before = snapshot()
    row = merge(kept, gone)
    assert snapshot() != before
    part(row)
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_merging_both_ways_at_once_merges_once(acme):
    with tenancy.workspace(acme):
        one, two = pair(acme)
    done, refused = [], []

    def try_to_merge(kept, gone):
        try:
            with tenancy.workspace(acme):
                done.append(leads.merge(kept, gone, at=LATER, by=None))
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    ways = [(one, two), (two, one)] * 5
    threads = [threading.Thread(target=try_to_merge, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 9)
    with tenancy.workspace(acme):
        assert Lead.objects.present().count() == 1
        assert Merge.objects.count() == 1
