"""What sales can work in a week, as a rehearsal asks: limits, holidays and absences."""

from datetime import UTC, date, datetime

import pytest

from handoff.working import in_weeks
from routing.models import Absence, RepProfile
from scoring import capacity
from tests.conftest import who

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def test_nobody_knows_while_no_rep_has_a_limit(inside):
    assert capacity.in_weeks(inside.pk, [MONDAY]) == {}


def test_a_rep_who_is_away_for_a_part_of_the_week_can_work_less(inside):
    ravi = who("ravi")
    RepProfile.objects.create(workspace=inside, rep=ravi, per_day=4)
    assert in_weeks(inside.pk, [MONDAY]) == {MONDAY: {"Ravi": 20.0}}
    start, end = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    Absence.objects.create(workspace=inside, rep=ravi, starts_at=start, ends_at=end)
    Absence.objects.create(workspace=inside, rep=ravi, starts_at=start, ends_at=datetime(2026, 3, 5, tzinfo=UTC))
    assert in_weeks(inside.pk, [MONDAY])[MONDAY]["Ravi"] == pytest.approx(8.0)
    RepProfile.objects.filter(rep=ravi).update(paused=True)
    assert in_weeks(inside.pk, [MONDAY])[MONDAY]["Ravi"] == 0.0
