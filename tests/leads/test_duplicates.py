"""Two leads that are one person: found, merged without loss, and parted again as if nothing had been."""

from datetime import timedelta

import pytest

from accounts.actions import Refused
from leads import actions as leads
from leads.actions.duplicates import duplicates_of, find
from leads.models import Lead, StageChange, Suppressed, Token, Visitor
from leads.person import Person
from leads.signals import activities_recorded, stage_changed
from leads.stages import Stage, by_sales, closed
from tests.conftest import NOON, who
from tests.leads.twins import FOLLOWING, act, merge, pair, part, say

pytestmark = pytest.mark.django_db


def test_likely_duplicates_are_found_with_their_reasons(inside):
    one = say(
        inside,
        email="jane.doe@gmail.com",
        phone="+442079460018",
        first_name="Jane",
        last_name="Doe",
        company_name="Acme",
    )
    two = say(inside, email="other@example.org", phone="+44 20 7946 0018")
    three = say(
        inside,
        email="j@example.net",
        first_name="JANE",
        last_name="doe",
        company_name="acme",
        phone="+442079460018",
    )
    four = say(inside, email="janedoe+x@googlemail.com")
    say(inside, email="nobody@example.org", first_name="Jane", last_name="Doe", company_name="Other")
    found = {(each.first.pk, each.second.pk): each.reasons for each in find(inside.pk)}
    assert found == {
        (one.pk, two.pk): ["The same phone number"],
        (one.pk, three.pk): ["The same phone number", "The same name and company"],
        (one.pk, four.pk): ["Addresses that reach the same person"],
    }
    assert {each.second.pk for each in duplicates_of(one)} == {two.pk, three.pk, four.pk}
    merge(one, three)
    assert (one.pk, three.pk) not in {(each.first.pk, each.second.pk) for each in find(inside.pk)}


def test_the_kept_lead_gets_what_it_lacks_and_keeps_what_it_has(inside):
    kept, gone = pair(inside)
    Lead.objects.filter(pk=gone.pk).update(first_seen_at=NOON - timedelta(days=9), source="Fair", custom={"a": 1})
    Lead.objects.filter(pk=kept.pk).update(source="Webinar", custom={"a": 2, "b": 3})
    row = merge(kept, gone)
    assert (kept.first_name, kept.last_name, kept.title, kept.email) == (
        "Jane",
        "Doe",
        "CMO",
        "jane@example.org",
    )
    assert (kept.source, kept.first_seen_at) == ("Fair", NOON - timedelta(days=9))
    assert kept.custom == {"a": 2, "b": 3}
    assert (gone.merged_into, gone.email_key, row.by) == (kept, None, who("maya"))


def test_every_activity_visitor_id_and_consent_follows(inside):
    kept, gone = pair(inside)
    for lead in (kept, gone):
        act(lead)
        Visitor.objects.create(workspace=inside, anonymous_id=f"v{lead.pk}", lead=lead)
        leads.consent(lead, given=True, at=NOON, origin="form")
    moved = []
    activities_recorded.connect(
        lambda activities, lost, **_: moved.append((activities, lost)), weak=False, dispatch_uid="t"
    )
    try:
        merge(kept, gone)
    finally:
        activities_recorded.disconnect(dispatch_uid="t")
    assert all(model.objects.filter(lead=gone).count() == 0 for model in FOLLOWING)
    assert [model.objects.filter(lead=kept).count() for model in FOLLOWING] == [2, 2, 1, 2]
    ((rows, lost),) = moved
    assert ([row.lead_id for row in rows], lost) == ([kept.pk], {gone.pk})


def test_both_addresses_and_ids_find_the_kept_lead_from_now_on(inside):
    kept, gone = pair(inside)
    leads.upsert(inside.pk, Person(email=gone.email, ids={"crm": "7"}), at=NOON, cause="api")
    merge(kept, gone)
    assert say(inside, email="J.Doe@example.net").pk == kept.pk
    assert say(inside, ids={"crm": "7"}).pk == kept.pk
    kept.refresh_from_db()
    assert kept.email == "jane@example.org"
    assert set(Token.objects.filter(word="j.doe@example.net").values_list("lead", flat=True)) == {kept.pk}


@pytest.mark.parametrize("withdrew", ["kept", "gone"])
def test_a_withdrawal_by_either_stands_for_both_addresses(inside, withdrew):
    kept, gone = pair(inside)
    first, second = (kept, gone) if withdrew == "kept" else (gone, kept)
    leads.consent(first, given=False, at=NOON)
    leads.consent(second, given=True, at=NOON + timedelta(days=1))
    row = merge(kept, gone)
    assert kept.consent == "withdrawn"
    assert leads.suppressed(inside.pk, ["jane@example.org", "j.doe@example.net"]) == {
        "jane@example.org",
        "j.doe@example.net",
    }
    assert say(inside, at=NOON + timedelta(days=2), email=kept.email, consent=True).consent == "withdrawn"
    part(row)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert {kept.consent, gone.consent} == {"withdrawn", "given"}
    assert Suppressed.objects.count() == 1


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


@pytest.mark.parametrize(
    ("kept_way", "gone_way", "stage", "holder"),
    [
        ([], [Stage.MQL], "mql", "waiting"),
        ([], [Stage.MQL, Stage.SAL, Stage.SQL], "sql", "sales"),
        ([], [Stage.MQL, Stage.SAL, Stage.SQL, Stage.WON], "won", "closed"),
        ([Stage.DISQUALIFIED], [], "lead", "marketing"),
        ([], [Stage.DISQUALIFIED], "lead", "marketing"),
        ([Stage.MQL, Stage.SAL], [Stage.DISQUALIFIED], "sal", "sales"),
    ],
)
def test_the_stage_that_is_further_along_stands_with_its_holder(inside, kept_way, gone_way, stage, holder):
    kept, gone = pair(inside)
    qualify(kept, *kept_way)
    qualify(gone, *gone_way)
    was, told = kept.stage, []
    stage_changed.connect(lambda change, **_: told.append(change), weak=False, dispatch_uid="t")
    try:
        merge(kept, gone)
    finally:
        stage_changed.disconnect(dispatch_uid="t")
    assert (kept.stage, kept.holder) == (stage, holder)
    if was == stage:
        assert told == []
    else:
        assert [(change.was, change.to, change.cause, change.details) for change in told] == [
            (was, stage, "merge", {"merged": gone.pk})
        ]
    assert set(StageChange.objects.filter(lead__in=leads.family(kept)).values_list("lead", flat=True)) <= {
        kept.pk,
        gone.pk,
    }


def test_two_leads_that_sales_holds_are_not_merged(inside):
    kept, gone = pair(inside)
    qualify(kept, Stage.MQL)
    qualify(gone, Stage.MQL, Stage.SAL)
    with pytest.raises(Refused, match="Sales holds both"):
        merge(kept, gone)
