"""A signal's condition says the same in Python, as activities come in, and in SQL, when they are counted anew."""

import random
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from leads import actions as leads
from leads.conditions import BadCondition
from leads.models import Content
from leads.person import Event
from scoring import finding, happenings
from scoring.happenings import About
from tests.scoring.world import lead

pytestmark = pytest.mark.django_db
TEXTS = ["Straße", "STRASSE", "ﬁn", "fin", "Ａ1", "a1", "Éa", "É", "", "50%", "a_b", "axb", "page", "İx", "ς", "σ"]
VALUES = [*TEXTS, 30, 30.1, -2, 10**14, True, False, None, [], ["a"], {}, "2026-02-01", "2026-02-30", "29"]
NAMES = ["minutes", "plan", "a.b", "Größe"]


def leaf(dice):
    text = dice.choice([each for each in TEXTS if each])
    place = dice.choice(["activity.type", "activity.title", "activity.channel", f"property.{dice.choice(NAMES)}"])
    place = dice.choice([place, "activity.content_key", "activity.product"])
    found = [
        {"field": place, "op": dice.choice(["is", "is_not", "contains", "starts_with", "ends_with"]), "value": text},
        {"field": place, "op": dice.choice(["is_any_of", "is_none_of", "contains_any"]), "value": [text, "fin"]},
        {"field": place, "op": dice.choice(["is_set", "is_not_set"])},
        {"field": "activity.content_stage", "op": "is", "value": dice.choice(["early", "late"])},
    ]
    name = f"property.{dice.choice(NAMES)}"
    number = dice.choice([30, 30.1, -2, 0])
    found += [
        {
            "field": name,
            "op": dice.choice(["at_least", "at_most", "more_than", "less_than", "is_not"]),
            "value": number,
        },
        {"field": name, "op": "is", "value": dice.choice([True, False])},
        {"field": name, "op": dice.choice(["before", "after"]), "value": "2026-02-01"},
        {"field": name, "op": "between", "value": ["2026-01-01", "2026-02-01"]},
    ]
    return dice.choice(found)


def tree(dice, depth=0):
    kind = dice.choice(["leaf", "leaf", "all", "any", "not"]) if depth < 3 else "leaf"
    if kind == "leaf":
        return leaf(dice)
    if kind == "not":
        return {"not": tree(dice, depth + 1)}
    return {kind: [tree(dice, depth + 1) for _ in range(dice.randrange(1, 4))]}


def test_python_and_sql_agree(inside):
    dice = random.Random(7)
    Content.objects.create(workspace=inside, title="Guide", key="fin", journey="late", product="Éa")
    lea, now = lead(inside), timezone.now()
    told = [
        Event(
            uuid4(),
            now,
            dice.choice([each for each in TEXTS if each]),
            title=dice.choice(TEXTS),
            properties={name: dice.choice(VALUES) for name in [*NAMES, "content"] if dice.random() < 0.6},
            channel=dice.choice(TEXTS),
            lead_id=lea.pk,
        )
        for _ in range(60)
    ]
    rows = leads.record(inside.pk, told)
    late = About("late", "fin", "", "Éa")
    for _ in range(150):
        raw = tree(dice)
        try:
            condition = happenings.read(raw)
        except BadCondition:
            continue
        test = happenings.predicate(condition)
        python = {row.id for row in rows if test(row, late if row.content_id else happenings.NOTHING)}
        sql, params = finding.written(condition)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT a.id FROM leads_activity a WHERE a.workspace_id = %s AND ({sql})", [inside.pk, *params]
            )
            assert {pk for (pk,) in cursor.fetchall()} == python, raw


def test_a_signal_has_no_window_of_its_own():
    raw = {"field": "property.day", "op": "within_days", "value": 7}
    with pytest.raises(BadCondition):
        happenings.read(raw)
