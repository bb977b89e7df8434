"""Landmarks move on long before a sum grows beyond what a number can hold, and no score changes by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scoring import actions as scoring
from scoring.actions.book import current
from scoring.actions.renewing import renew
from scoring.actions.sweeping import keep_lists
from scoring.models import Due, Slot, State, Tally
from tests.scoring.world import did, does, lead, model, publish, stored

pytestmark = pytest.mark.django_db
DAYS = 990  # since the landmark, as if the slot had been opened then


@pytest.fixture
def worn(inside):
    """A lead who did things, counted in a slot with a half-life of a day whose landmark lies almost too far back."""
    publish(inside, model([], [does("looked", 600, 1800, half_life_days=1)]))
    lea, now = lead(inside), timezone.now()
    did(lea, "page", now - timedelta(hours=30))
    did(lea, "page", now - timedelta(hours=2))
    did(lea, "page", now + timedelta(hours=5))
    slot = Slot.objects.get(half_life_days=1)
    back = 2.0**DAYS
    Tally.objects.filter(lead_id=lea.pk).update(**{f"s{slot.number:02d}": kept(lea, slot) * back})
    waits = Due.objects.get(lead_id=lea.pk, slot=slot.number)
    Due.objects.filter(pk=waits.pk).update(change=waits.change * back)
    Slot.objects.filter(pk=slot.pk).update(landmark=slot.landmark - timedelta(days=DAYS))
    return lea


def kept(who, slot):
    """What the tally holds."""
    return getattr(Tally.objects.get(lead_id=who.pk), f"s{slot.number:02d}")


def test_an_old_landmark_moves_and_every_score_stays_as_it_was(inside, worn):
    before = scoring.receipt(worn).score
    assert renew(inside.pk, now=timezone.now()) == 1
    slot = Slot.objects.get(half_life_days=1)
    assert timezone.now() - slot.landmark < timedelta(days=2)
    assert kept(worn, slot) < 8
    assert Due.objects.get(lead_id=worn.pk, slot=slot.number).change < 64
    did(worn, "page")
    assert stored(worn)[0] == scoring.receipt(worn).score > before
    assert scoring.verify(worn).equal


def test_the_lists_bell_looks_after_it_and_a_young_landmark_stays(inside, worn):
    keep_lists(inside.pk, timezone.now())
    book, _ = current(inside.pk)
    slot = Slot.objects.get(half_life_days=1)
    assert slot.landmark.timestamp() in {place.landmark for each in book.watched for place in each.places}
    assert timezone.now() - slot.landmark < timedelta(days=2)
    assert renew(inside.pk, now=timezone.now()) == 0


def test_who_does_nothing_cools_in_the_lists_too_once_a_day(inside):
    publish(inside, model([], [does("looked", 600, 1800, half_life_days=1)]))
    lea, now = lead(inside), timezone.now()
    did(lea, "page")
    keep_lists(inside.pk, now)
    assert stored(lea)[0] == 600
    State.objects.update(displayed_at=now - timedelta(hours=25))
    slot = Slot.objects.get(half_life_days=1)
    Tally.objects.filter(lead_id=lea.pk).update(**{f"s{slot.number:02d}": kept(lea, slot) / 4})  # two days later
    keep_lists(inside.pk, now)
    assert stored(lea)[0] == 150
    Tally.objects.filter(lead_id=lea.pk).update(**{f"s{slot.number:02d}": kept(lea, slot) / 2})
    keep_lists(inside.pk, now)
    assert stored(lea)[0] == 150
