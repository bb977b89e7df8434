"""The receipt equals an oracle that shares no code with it, and what is stored equals the receipt."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from leads import actions as leads
from scoring import actions as scoring
from scoring.actions.reconciling import kept_scores
from tests.scoring import oracle
from tests.scoring.world import HEAD, does, event, fit, lead, model, publish

pytestmark = pytest.mark.django_db
DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
LOOKS = {"looked": ("page", {}), "stayed": ("page", {"minutes": 31}), "asked": ("demo", {}), "left": ("mail", {})}
BIG = {"field": "company.employees", "op": "at_least", "value": 50}
CITY = {"field": "lead.city", "op": "is", "value": "Oslo"}


def any_model(dice):
    ways = [{}, {"half_life_days": dice.choice([1, 7, 14])}, {"window_days": dice.choice([1, 7, 30])}]
    chosen = {(signal, dice.randrange(3)) for signal in dice.choices(list(LOOKS), k=6)}
    done = [
        does(
            signal,
            dice.choice([-1, 1]) * dice.randrange(1, 1500),
            dice.choice([None, dice.randrange(1, 4000)]),
            group=dice.choice(["", "g"]),
            **ways[way],
        )
        for signal, way in sorted(chosen)
    ]
    groups = [{"key": "g", "label": "Group", "part": "engagement", "cap": dice.choice([None, 900])}]
    fits = [fit(dice.randrange(-1500, 3000), HEAD), fit(dice.randrange(-500, 3000), CITY)]
    return model(fits, done, groups=groups, thresholds=[{"segment": None, "at_least": dice.randrange(100, 6000)}])


def hits_of(told, t_names=("looked", "stayed", "asked", "left")):
    """Which signals the activities are hits of; one of 31 minutes is looked and stayed."""
    found = {name: [] for name in t_names}
    for kind, at in told:
        for name in {"looked": ["looked"], "stayed": ["looked", "stayed"]}.get(kind, [kind]):
            found[name].append(at)
    return found


def story(dice, grid):
    """What somebody did: at any time, and just on and beside the edges of windows."""
    told = []
    for _ in range(dice.randrange(12)):
        base = dice.choice(grid)
        at = base - dice.choice([0, 1, 7, 30]) * DAY + dice.choice([-1, 0, 1]) * INSTANT
        if dice.random() < 0.4:
            at = grid[0] - timedelta(seconds=dice.randrange(60 * 86_400), microseconds=dice.randrange(1_000_000))
        if at <= timezone.now():
            told.append((dice.choice(list(LOOKS)), at))
    return told


@pytest.mark.parametrize("seed", range(12))
def test_receipts_and_stored_scores_equal_the_oracle(inside, seed):
    dice = random.Random(seed)
    raw = any_model(dice)
    publish(inside, raw)
    now = timezone.now()
    past = [now - days * DAY for days in (40, 7, 1)]
    later = [now + timedelta(hours=1), now + DAY, now + 7 * DAY, now + 30 * DAY, now + 31 * DAY + INSTANT]
    people, stories = [], {}
    for number in range(4):
        who = lead(inside, f"P{number}", title=dice.choice(["Head of IT", ""]), city=dice.choice(["Oslo", "Rome"]))
        people.append(who)
        stories[who.pk] = story(dice, [*past, now])
    events = [(event(who, LOOKS[kind][0], at, **LOOKS[kind][1])) for who in people for kind, at in stories[who.pk]]
    dice.shuffle(events)
    for start in range(0, len(events), 5):
        leads.record(inside.pk, events[start : start + 5])
        leads.record(inside.pk, events[start : start + 2])  # sent again
    for t in [*past, now, *later]:
        if t > now:
            while scoring.sweep(inside.pk, t).touched:
                pass
        for who in people:
            compare(inside, raw, who, stories[who.pk], t, stored=t > now)


def compare(workspace, raw, who, told, t, *, stored):
    who.refresh_from_db()
    holds = ["head" in who.title.lower(), who.city == "Oslo"]
    points, grade, qualifies = oracle.score(raw, holds=holds, hits=hits_of(told), t=t)
    receipt = scoring.receipt(who, as_of=t)
    assert Decimal(receipt.score) / 100 == points
    assert sum(line.points for line in receipt.lines) == receipt.score
    assert (receipt.grade, receipt.qualifies) == (grade, qualifies)
    if stored:
        assert abs(Decimal(kept_scores(workspace.pk, [who.pk], t)[who.pk][0]) / 100 - points) <= Decimal("0.01")
        assert (who.grade, who.qualifies) == (grade, qualifies)
