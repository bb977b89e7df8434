"""Whatever happens to a lead in its whole life, in any order, everything that Baton promises holds after each step.

LIVES says how many lives are tried: six in the suite, always the same, so that it stays short; `make chaos` tries 2,000
others, and looks for the shortest life that breaks a promise.
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from accounts.models import Membership
from routing.actions.furnishing import fill_fallback
from tests.conftest import person
from tests.lives import Lives
from tests.scoring.world import does, fit, model, publish

pytestmark = pytest.mark.django_db
LIVES = int(os.environ.get("LIVES", "6"))
MANY, STEPS = 50, 30
DONE = {
    "take",
    "reject",
    "reassign",
    "withdraw",
    "merge",
    "undo_merge",
    "erase",
    "qualify_sql",
    "won",
    "lost",
    "reopen",
}


@pytest.fixture
def selling(inside):
    """Two reps who take turns, and a model in force that a few visits bring over the line."""
    member = Membership(workspace=inside, user=person("Rita", "rita@example.com"))
    member.give({"rep"})
    member.save()
    fill_fallback(inside.pk)
    visits = does("looked", 1500, 4500, half_life_days=14)
    publish(inside, model([fit(2000)], [visits, does("asked", 2500, 2500), does("left", -1000, 1000)]))
    return inside


def test_a_leads_whole_life(selling):
    tried = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=LIVES < MANY,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if LIVES >= MANY else [])],
        suppress_health_check=list(HealthCheck),
    )
    life = type("Life", (Lives,), {"acme": selling, "done": Counter()})
    run_state_machine_as_test(life, settings=tried)
    print(f"a lead's whole life: {LIVES} checked, 0 wrong; {dict(life.done)}")
    assert LIVES < MANY or life.done.keys() >= DONE
