"""All leads in one pass, by SQL, are judged as each of them alone, in Python."""

import random

import pytest
from django.utils import timezone

from leads import actions as leads
from scoring import sums
from scoring.actions.book import current
from scoring.actions.settling import COLUMNS, ask, judged
from tests.scoring.test_oracle import LOOKS, any_model
from tests.scoring.world import event, lead, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(100, 106))
def test_sql_and_python_judge_alike(inside, seed):
    dice = random.Random(seed)
    publish(inside, any_model(dice))
    now = timezone.now()
    people = [lead(inside, f"P{n}", title=dice.choice(["Head", ""]), city=dice.choice(["Oslo", ""])) for n in range(6)]
    told = [dice.choice(list(LOOKS)) for _ in range(30)]
    leads.record(inside.pk, [event(dice.choice(people), LOOKS[kind][0], now, **LOOKS[kind][1]) for kind in told])
    book, at = current(inside.pk)
    rows = ask(f"SELECT {COLUMNS} FROM scoring_tally WHERE workspace_id = %s", [inside.pk])
    one_by_one = {
        each.lead: (each.now.fit, each.now.engagement, each.now.grade, each.now.barred, each.now.qualifies)
        for each in judged(book, rows, at)
    }
    sql = sums.judged(book.plan, at.timestamp(), "t.workspace_id = %(ws)s")
    names = "lead_id, fit, engagement, grade, barred, qualifies"
    together = {row[0]: row[1:] for row in ask(f"SELECT {names} FROM ({sql}) j", {"ws": inside.pk})}
    assert together == one_by_one
