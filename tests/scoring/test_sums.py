"""All leads in one pass, by SQL, are judged as each of them alone, in Python."""

import random
from dataclasses import replace

import pytest
from django.utils import timezone

from leads import actions as leads
from scoring import sums
from scoring.actions.book import current
from scoring.actions.settling import COLUMNS, ask, judged
from tests.scoring.test_oracle import LOOKS, any_model
from tests.scoring.world import event, lead, publish

pytestmark = pytest.mark.django_db
ALL = f"SELECT {COLUMNS} FROM scoring_tally WHERE workspace_id = %s"


@pytest.mark.parametrize("seed", range(100, 106))
def test_sql_and_python_judge_alike(inside, seed):
    dice = random.Random(seed)
    publish(inside, any_model(dice))
    now = timezone.now()
    people = [lead(inside, f"P{n}", title=dice.choice(["Head", ""]), city=dice.choice(["Oslo", ""])) for n in range(6)]
    told = [dice.choice(list(LOOKS)) for _ in range(30)]
    leads.record(inside.pk, [event(dice.choice(people), LOOKS[kind][0], now, **LOOKS[kind][1]) for kind in told])
    book, at = current(inside.pk)
    rows = ask(ALL, [inside.pk])
    one_by_one = {
        each.lead: (each.now.fit, each.now.engagement, each.now.grade, each.now.barred, each.now.qualifies)
        for each in judged(book, rows, at)
    }
    sql = sums.judged(book.plan, at.timestamp(), "t.workspace_id = %(ws)s")
    names = "lead_id, fit, engagement, grade, barred, qualifies"
    together = {row[0]: row[1:] for row in ask(f"SELECT {names} FROM ({sql}) j", {"ws": inside.pk})}
    assert together == one_by_one


@pytest.mark.parametrize("seed", range(200, 206))
def test_whoever_another_version_moves_is_among_those_that_may_move(inside, seed):
    dice = random.Random(seed)
    publish(inside, any_model(dice))
    now = timezone.now()
    people = [lead(inside, f"P{n}", title=dice.choice(["Head", ""]), city=dice.choice(["Oslo", ""])) for n in range(8)]
    told = [dice.choice(list(LOOKS)) for _ in range(40)]
    leads.record(inside.pk, [event(dice.choice(people), LOOKS[kind][0], now, **LOOKS[kind][1]) for kind in told])
    book, at = current(inside.pk)
    moved = 0
    # A threshold at each lead's own score, and a hundredth above and below: the narrowest there is.
    scores = {each.now.score for each in judged(book, ask(ALL, [inside.pk]), at)}
    for least in sorted({max(1, score + step) for score in scores for step in (-1, 0, 1)}):
        plan = replace(book.plan, thresholds=((None, least),))
        sql = sums.judged(plan, at.timestamp(), "t.workspace_id = %(ws)s")
        found = ask(f"SELECT lead_id FROM ({sql}) j WHERE j.qualifies <> j.qualified", {"ws": inside.pk})
        may = sums.may_move(plan, at.timestamp())
        near = ask(
            f"SELECT t.lead_id FROM scoring_tally t WHERE t.workspace_id = %s AND {may}",
            [inside.pk],
        )
        assert set(found) <= set(near)
        moved += len(found)
    assert moved
