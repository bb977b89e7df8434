"""Sums equal a full recount at every instant, whatever happens to leads."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts import tenancy
from accounts.actions import Refused
from accounts.models import Workspace
from capture.actions.undoing import BELONGINGS
from leads import actions as leads
from leads.actions.statements import run
from leads.models import Lead
from leads.stages import Stage
from reports import actions, looking, reasons
from reports.counting import Entries
from reports.figures import Figures, Scope
from reports.models import Counted, Folding, Passed, Reason, Rollup, Spread, Touched
from reports.periods import Period
from reports.rows.steps import steps
from tests.conftest import who
from tests.reports import worlds

pytestmark = pytest.mark.django_db
EVER = Period(date(2025, 1, 1), date(2027, 1, 1))


def fold_all(workspace):
    while actions.fold(workspace.pk):
        pass


@pytest.mark.parametrize("seed", range(4))
def test_sums_equal_a_recount_after_random_histories_with_merges_and_changes(inside, seed):
    dice = worlds.dice(seed)
    ids = worlds.make(inside, 40, dice)
    worlds.walk(inside, ids, dice, 120)
    fold_all(inside)
    assert worlds.rolled() == worlds.recount(inside)
    worlds.mix(inside, ids, dice)
    worlds.walk(inside, ids, dice, 40)
    fold_all(inside)
    assert worlds.rolled() == worlds.recount(inside)
    assert worlds.spread_refusals() == worlds.recount_refusals(inside)
    assert not Touched.objects.exists()


def test_reports_are_exact_before_anything_is_folded(inside):
    dice = worlds.dice(9)
    ids = worlds.make(inside, 30, dice)
    worlds.walk(inside, ids, dice, 60)
    fold_all(inside)
    worlds.mix(inside, ids, dice)
    worlds.walk(inside, ids, dice, 30)
    assert Touched.objects.exists()
    before = [asked(inside, name) for name in ("all", "source", "rep")]
    fold_all(inside)
    assert [asked(inside, name) for name in ("all", "source", "rep")] == before


def asked(workspace, dimension):
    figures, scope = Figures(workspace), Scope(dimension)
    spreads = {kind: figures.spreads(kind, EVER, scope) for kind in ("win", "mql", "why", "at")}
    return figures.flow(EVER, scope), figures.cohorts(EVER, scope), figures.standing(scope), spreads


def test_a_period_is_the_same_by_months_and_by_days(inside):
    dice = worlds.dice(4)
    worlds.walk(inside, worlds.make(inside, 30, dice), dice, 80)
    fold_all(inside)
    figures = Figures(inside)
    long = Period(date(2025, 11, 20), date(2026, 6, 10))
    days = [Period(date(2025, 11, 20) + timedelta(days=n), date(2025, 11, 21) + timedelta(days=n)) for n in range(202)]
    assert figures.total(long) == sum((figures.total(one) for one in days), type(figures.total(long))())


def test_an_erased_lead_is_still_counted_but_under_nothing_that_names_it(inside):
    dice = worlds.dice(2)
    ids = worlds.make(inside, 6, dice)
    Lead.objects.filter(pk=ids[0]).update(landing_page="/for/jane-doe")
    fold_all(inside)
    assert Rollup.objects.filter(value="/for/jane-doe").exists()
    before = Figures(inside).total(EVER)
    leads.erase(Lead.objects.get(pk=ids[0]), by=who("ada"), at=timezone.now())
    assert not Rollup.objects.filter(value="/for/jane-doe").exists()
    assert Figures(inside).total(EVER) == before
    fold_all(inside)
    assert worlds.rolled() == worlds.recount(inside)


def test_a_lead_that_an_undone_import_takes_away_is_not_counted(inside):
    ids = worlds.make(inside, 5, worlds.dice(3))
    fold_all(inside)
    for table in BELONGINGS:
        run(f"DELETE FROM {table} WHERE lead_id = %s", [ids[0]])
    run("DELETE FROM leads_lead WHERE id = %s", [ids[0]])
    assert Figures(inside).total(EVER).entered == 4
    fold_all(inside)
    assert worlds.rolled() == worlds.recount(inside)
    assert not Counted.objects.filter(lead=ids[0]).exists()


def test_days_follow_the_workspaces_zone_and_move_when_it_moves(inside):
    ids = worlds.make(inside, 1, worlds.dice(1))
    Lead.objects.filter(pk__in=ids).update(first_seen_at=worlds.BEGIN.replace(hour=23, minute=30))
    fold_all(inside)
    assert entered_on() == [date(2025, 11, 3)]
    Workspace.objects.filter(pk=inside.pk).update(time_zone="Asia/Tokyo")
    Touched.objects.create(workspace=inside, lead=ids[0])
    fold_all(inside)
    assert entered_on() == [date(2025, 11, 4)]


def entered_on():
    rows = Rollup.objects.filter(dimension="all", grain="d", entered__gt=0)
    return list(rows.values_list("day", flat=True))


def test_a_pass_keeps_the_grade_it_was_made_with(inside):
    (pk,) = worlds.make(inside, 1, worlds.dice(1))
    Lead.objects.filter(pk=pk).update(grade="A1")
    leads.move(Lead.objects.get(pk=pk), to=Stage.MQL, at=worlds.BEGIN + timedelta(days=99), cause="score")
    Lead.objects.filter(pk=pk).update(grade="C3")
    assert Passed.objects.get(lead=pk).grade == "A1"
    assert set(Figures(inside).flow(EVER, Scope("grade"))) == {"A1"}


def test_folding_twice_or_killed_in_between_changes_nothing(inside):
    ids = worlds.make(inside, 10, worlds.dice(5))
    fold_all(inside)
    before = worlds.rolled()
    Touched.objects.bulk_create(Touched(workspace=inside, lead=pk) for pk in ids * 2)
    fold_all(inside)
    assert worlds.rolled() == before


def test_sums_of_nothing_leave_no_rows(inside):
    ids = worlds.make(inside, 3, worlds.dice(6))
    fold_all(inside)
    Lead.objects.filter(pk__in=ids).update(source="Else")
    fold_all(inside)
    names = [field.name for field in Rollup._meta.fields if field.get_internal_type() == "BigIntegerField"]
    assert not [row for row in Rollup.objects.values(*names) if not any(row.values())]
    assert not Spread.objects.filter(count=0).exists()


def test_another_workspaces_leads_are_never_counted(inside, umbra):
    worlds.make(inside, 3, worlds.dice(7))
    fold_all(inside)
    with tenancy.workspace(umbra):
        fold_all(umbra)
        assert Figures(umbra).total(EVER).entered == 0


def test_entries_know_whether_they_are_the_same():
    assert Entries() == Entries((), (), ())


def test_reasons_are_numbered_once_however_many_ask_and_forgotten_with_the_last_who_gave_them(inside):
    dice = worlds.dice(5)
    ids = worlds.make(inside, 12, dice)
    worlds.walk(inside, ids, dice, 80)
    fold_all(inside)
    named = dict(Reason.objects.values_list("text", "number"))
    assert set(named) == set(worlds.REASONS) - {""}
    assert reasons.numbers_of(inside.pk, [*named, "", "Quite new"]) == {**named, "Quite new": max(named.values()) + 1}
    assert reasons.forget_unused(inside.pk) == 1
    assert dict(Reason.objects.values_list("text", "number")) == named


def test_a_workspace_that_was_counted_before_there_were_reasons_is_counted_anew(inside):
    dice = worlds.dice(6)
    worlds.walk(inside, worlds.make(inside, 12, dice), dice, 60)
    fold_all(inside)
    Spread.objects.filter(kind__in=["why", "at"]).delete()
    for row in Counted.objects.all():
        Counted.objects.filter(pk=row.pk).update(spans=[span for span in row.spans if span[0] not in {"why", "at"}])
    Folding.objects.update(edition=1)
    with tenancy.workspace(inside):
        leads.move(
            Lead.objects.filter(stage="lead").first(),
            to=Stage.DISQUALIFIED,
            at=timezone.now(),
            cause="manual",
            custody=worlds.custody(Stage.DISQUALIFIED, timezone.now()),
        )
    fold_all(inside)
    fold_all(inside)
    assert worlds.spread_refusals() == worlds.recount_refusals(inside)


def test_steps_of_merged_leads_stand_where_the_lead_stands_that_they_went_into(inside):
    dice = worlds.dice(7)
    ids = worlds.make(inside, 40, dice)
    worlds.walk(inside, ids, dice, 160)
    for lead in Lead.objects.present().filter(pk__in=ids[:20]):
        there = list(Lead.objects.present().filter(pk__in=ids).exclude(pk=lead.pk).order_by("pk"))
        with suppress(Refused):
            leads.merge(dice.choice(there), lead, at=timezone.now(), by=who("maya"))
    fold_all(inside)
    assert Lead.objects.filter(merged_into__merged_into__isnull=False).exists()
    for source, sums in Figures(inside).flow(EVER, Scope("source")).items():
        asked = {"source": source or looking.UNKNOWN, "from": "2025-01-01", "to": "2026-12-31", "period": "custom"}
        look = looking.read(inside, asked, now=timezone.now())
        for what in ("mql", "sal", "won", "rejected", "recycled"):
            assert steps(look, what).count() == getattr(sums, what), (source, what)
