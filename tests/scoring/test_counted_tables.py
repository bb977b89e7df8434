"""Functions of the database find leads one by one while nothing is known of the tables, and together once PostgreSQL
has counted them: what they write is the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts import tenancy
from leads import actions as leads
from leads.person import Person
from scoring.models import GradeChange, Recheck, Tally
from tests import databases
from tests.scoring.world import does, event, fit, model, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.committed]
MANY = 150  # more than the tables of a workspace that has just begun
SHOWN = ("score", "fit", "engagement", "grade", "qualifies", "barred_for", "model_version", "stage")


def count_tables() -> None:
    """What autovacuum does after a while."""
    owner = databases.open_as(settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"])
    with owner, owner.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead, scoring_tally")
        cursor.execute("SELECT min(reltuples) FROM pg_class WHERE relname IN ('leads_lead', 'scoring_tally')")
        assert cursor.fetchone()[0] >= MANY


def lived(workspace: Any) -> list[Any]:
    """Many leads come in and do things; everything that is known of their scores."""
    now = datetime.now(UTC)
    with tenancy.workspace(workspace):
        bar = {"label": "Students", "condition": {"field": "lead.title", "op": "contains", "value": "Student"}}
        rules = [does("looked", 900, 2700, half_life_days=7), does("left", -500, 1000)]
        publish(workspace, model([fit(3500)], rules, disqualifiers=[bar]))
        titles = ("Head of Sales", "Student", "")
        people = [Person(email=f"p{place}@{workspace.slug}.example", title=titles[place % 3]) for place in range(MANY)]
        made = leads.upsert_many(workspace.pk, people, at=now, cause="test")
        rows = list(workspace.leads.filter(pk__in=[each.lead_id for each in made]).order_by("pk"))
        for kind, few in (("page", rows[:70]), ("page", rows[:3]), ("mail", rows[::2])):
            leads.record(workspace.pk, [event(who, kind, now) for who in few])
        first = rows[0].pk
        tallies = Tally.objects.filter(workspace=workspace).order_by("lead_id")
        said = GradeChange.objects.filter(workspace=workspace).order_by("id")
        again = Recheck.objects.filter(workspace=workspace).order_by("lead_id")
        return [
            [(pk - first, *shown) for pk, *shown in workspace.leads.order_by("pk").values_list("pk", *SHOWN)],
            [(pk - first, *shown) for pk, *shown in tallies.values_list("lead_id", "grade", "qualifies", "barred")],
            [(pk - first, *shown) for pk, *shown in said.values_list("lead_id", "was", "to", "score", "cause")],
            [pk - first for pk in again.values_list("lead_id", flat=True)],
        ]


def test_scores_are_written_alike_before_and_after_the_tables_were_counted(acme, umbra):
    before = lived(acme)
    count_tables()
    after = lived(umbra)
    assert before[0] == after[0]
    assert before[1] == after[1]
    assert sorted(before[2]) == sorted(after[2])
    assert before[3] == after[3]
    assert {grade for _, _, _, _, grade, *_ in before[0]} > {"B4", "D4"}
