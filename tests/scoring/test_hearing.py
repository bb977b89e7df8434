"""What leads do is counted in the transaction that stores it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import actions as leads
from leads.models import Lead, StageChange
from scoring import actions as scoring
from scoring.actions import asking
from scoring.models import GradeChange, Tally
from tests.scoring.world import HEAD, did, does, event, fit, lead, model, publish, stored

pytestmark = pytest.mark.django_db


def simple():
    return model(
        [fit(2000)],
        [does("looked", 600, 1800, half_life_days=14), does("asked", 2500, 2500), does("left", -1000, 1000)],
    )


def test_a_hit_gives_points_at_once(inside):
    publish(inside, simple())
    lea = lead(inside, title="Head of Sales")
    assert stored(lea) == (2000, "C4")
    did(lea, "page")
    assert stored(lea) == (2600, "C4")
    did(lea, "page")
    assert stored(lea) == (3200, "C3")


def test_what_does_not_count_and_what_is_nobodys_gives_nothing(inside):
    publish(inside, simple())
    lea = lead(inside)
    leads.record(inside.pk, [event(lea, "page", timezone.now(), counts=False)])
    did(lea, "something else")
    assert stored(lea) == (0, "D4")


def test_the_score_does_not_depend_on_the_order_of_arrival(inside):
    publish(inside, simple())
    one, other = lead(inside, "One"), lead(inside, "Other")
    now = timezone.now()
    ats = [now - timedelta(days=days, seconds=7) for days in (3, 1, 40, 14, 0)]
    leads.record(inside.pk, [event(one, "page", at) for at in ats])
    for at in sorted(ats):
        did(other, "page", at)
    assert scoring.receipt(one, as_of=now).score == scoring.receipt(other, as_of=now).score
    assert scoring.verify(one).equal
    assert scoring.verify(other).equal


def test_a_message_sent_twice_counts_once(inside):
    publish(inside, simple())
    lea = lead(inside)
    once = event(lea, "page", timezone.now())
    leads.record(inside.pk, [once])
    leads.record(inside.pk, [once])
    assert stored(lea)[0] == 600


def test_who_reaches_the_threshold_becomes_an_mql_exactly_once(inside):
    publish(inside, simple())
    lea = lead(inside, title="Head of Sales")
    for _ in range(5):
        did(lea, "page")
    lea.refresh_from_db()
    assert lea.qualifies is False
    did(lea, "demo")
    lea.refresh_from_db()
    assert lea.qualifies
    assert StageChange.objects.filter(lead=lea, to="mql").count() == 1


def test_a_raised_hand_passes_whatever_the_score(inside):
    publish(inside, simple())
    lea = lead(inside)
    did(lea, "demo")
    change = StageChange.objects.get(lead=lea, to="mql")
    assert change.cause == "hand-raiser"


def test_grade_changes_are_kept(inside):
    publish(inside, simple())
    lea = lead(inside, title="Head of Sales")
    did(lea, "page")
    did(lea, "page")
    said = list(GradeChange.objects.filter(lead=lea).order_by("id").values_list("was", "to", "cause"))
    assert said == [("", "C4", "attributes"), ("C4", "C3", "activity")]


def test_a_hit_dated_ahead_counts_from_its_instant_on(inside):
    publish(inside, simple())
    lea = lead(inside)
    soon = timezone.now() + timedelta(hours=2)
    did(lea, "page", soon)
    assert stored(lea)[0] == 0
    scoring.sweep(inside.pk, soon)
    assert stored(lea)[0] == 600


def test_a_merged_lead_has_the_points_of_both_and_undoing_parts_them(inside):
    publish(inside, simple())
    one = lead(inside, "One", email="one@firm.example", email_key="one@firm.example")
    other = lead(inside, "Other", email="other@firm.example", email_key="other@firm.example")
    did(one, "page")
    did(other, "page")
    did(other, "page")
    merge = leads.merge(one, other, at=timezone.now(), by=None)
    assert stored(one)[0] == 1800
    assert scoring.verify(one).equal
    leads.undo_merge(merge, at=timezone.now(), by=None)
    assert (stored(one)[0], stored(other)[0]) == (600, 1200)


def test_other_workspaces_are_not_disturbed(inside, umbra):
    publish(inside, simple())
    lea = lead(inside)
    did(lea, "page")
    assert not Tally.objects.exclude(workspace_id=inside.pk).exists()


def test_a_disqualifier_bars_and_says_why(inside):
    bar = {"label": "Competitor", "condition": {"field": "lead.title", "op": "contains", "value": "Rival"}}
    publish(inside, model([fit(5000, HEAD)], [], disqualifiers=[bar]))
    lea = lead(inside, title="Head of Rival")
    lea.refresh_from_db()
    assert (lea.score, lea.qualifies, lea.barred_for) == (5000, False, "Competitor")


def test_the_first_tally_of_a_lead_is_judged_as_it_is_made(inside):
    version = publish(inside, simple()).version
    lea = lead(inside, title="Head of Sales")
    tally = Tally.objects.get(lead=lea)
    assert (tally.score, tally.grade, tally.judged_by) == (2000, "C4", version)
    assert GradeChange.objects.filter(lead=lea).count() == 1
    assert scoring.verify(lea).equal


def test_a_tally_that_somebody_else_makes_this_moment_is_kept_and_judged(inside, monkeypatch):
    publish(inside, simple())
    lea = Lead.objects.create(workspace=inside, title="Head of Sales", return_at=timezone.now() + timedelta(days=30))
    did(lea, "page")
    reading = asking.locked
    looks = []

    def locked(workspace_id, ids):
        looks.append(ids)
        return reading(workspace_id, ids) if len(looks) > 1 else []  # as before the other one committed

    monkeypatch.setattr(asking, "locked", locked)
    scoring.attributes_changed(inside.pk, [lea.pk])
    assert len(looks) == 2
    assert stored(lea) == (2600, "C4")
    assert scoring.verify(lea).equal
