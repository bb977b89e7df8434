"""Conditions compiled to SQL: equal to the oracle on real rows, safe under negation, bounded in time."""

import itertools
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Case, IntegerField, Q, Sum, Value, When
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import tenancy
from leads import conditions, matching
from leads.conditions import Schema
from leads.matching import Terms
from leads.models import Company, CustomField, Fact, Lead
from tests.conditions_oracle import holds
from tests.conftest import NOON
from tests.leads.conditions_trees import trees
from tests.leads.conditions_world import DAYS, SIGNALS, TEXTS, ZONES, ByType, build

pytestmark = pytest.mark.django_db
SOURCES = {name: ByType(name) for name in SIGNALS}
MILLISECOND = 0.001


def schema_of(workspace, zone="UTC"):
    schema = Terms(workspace).schema
    return Schema(schema.fields, schema.facts, matching.signals.named(SOURCES), zone)


def compiled(tree, schema, **more):
    checked = conditions.check(tree, schema)
    return matching.compile(checked, schema=schema, now=NOON, signals=SOURCES, **more)


def types_of(schema):
    return {key: field.type.value for key, field in schema.fields.items()}


def new_lead(workspace, **fields):
    return Lead.objects.create(workspace=workspace, return_at=NOON, **fields)


def met_by(tree, workspace, **more):
    return set(Lead.objects.filter(compiled(tree, schema_of(workspace), **more)).values_list("title", flat=True))


def test_sql_and_oracle_agree_on_random_conditions_and_odd_leads(inside):
    world = build(inside)
    schemas = {zone: schema_of(inside, zone) for zone in ZONES}
    types = types_of(schemas["UTC"])

    @settings(max_examples=350, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tree=trees(schemas["UTC"]), zone=st.sampled_from(ZONES))
    def agree(tree, zone):
        meets = compiled(tree, schemas[zone])
        found = set(Lead.objects.filter(meets).values_list("pk", flat=True))
        wanted = {pk for pk, facts in world.items() if holds(tree, facts, types=types, now=NOON, zone=zone)}
        assert found == wanted, {pk: world[pk] for pk in found ^ wanted}
        assert set(Lead.objects.filter(~Q(meets)).values_list("pk", flat=True)) == set(world) - wanted

    agree()


def test_sql_and_oracle_agree_at_every_edge(inside):
    world = build(inside)
    texts = [text for text in TEXTS if text.strip()]
    ops = ("is", "contains", "starts_with", "ends_with")
    leaves = [
        {"field": key, "op": op, "value": text}
        for key, op, text in itertools.product(("lead.title", "company.name", "lead.custom.note"), ops, texts)
    ]
    days = sorted({str(day + timedelta(days=shift)) for day in DAYS for shift in (-1, 0, 1)})
    leaves += [
        {"field": key, "op": op, "value": day}
        for key, op, day in itertools.product(
            ("lead.first_seen", "lead.last_activity", "lead.custom.renewal"), ("is", "before", "after"), days
        )
    ]
    for zone, part in itertools.product(("UTC", "America/New_York"), range(0, len(leaves), 60)):
        schema = schema_of(inside, zone)
        several = leaves[part : part + 60]
        columns = {f"c{place}": compiled(tree, schema) for place, tree in enumerate(several)}
        for pk, *answers in Lead.objects.annotate(**columns).values_list("pk", *columns):
            for tree, answer in zip(several, answers, strict=True):
                wanted = holds(tree, world[pk], types=types_of(schema), now=NOON, zone=zone)
                assert answer is wanted, (tree, zone, world[pk])


def test_a_condition_is_a_number_of_points_in_one_statement(inside):
    new_lead(inside, title="VP Sales", country="DE")
    new_lead(inside, title="Intern")
    schema = schema_of(inside)
    is_vp = compiled({"field": "lead.title", "op": "contains", "value": "vp"}, schema)
    abroad = compiled({"field": "lead.country", "op": "is_not", "value": "US"}, schema)
    points = Case(When(is_vp, then=2000), default=Value(0)) + Case(When(abroad, then=500), default=Value(0))
    rows = Lead.objects.annotate(points=Sum(points, output_field=IntegerField()))
    assert dict(rows.values_list("title", "points")) == {"VP Sales": 2500, "Intern": 500}


def test_a_lead_without_a_company_fails_every_comparison_and_passes_every_opposite(inside):
    new_lead(inside, title="alone")
    for op, value in (("at_least", 0), ("is", 0), ("is_set", None)):
        tree = {"field": "company.employees", "op": op} | ({} if value is None else {"value": value})
        assert met_by(tree, inside) == set()
        assert met_by({"not": tree}, inside) == {"alone"}
    assert met_by({"field": "company.country", "op": "is_none_of", "value": ["DE"]}, inside) == {"alone"}


def test_values_are_parameters_and_never_part_of_the_statement(inside):
    evil = "'; DROP TABLE leads_lead; -- %s {0} \\"
    new_lead(inside, title=evil)
    assert met_by({"field": "lead.title", "op": "is", "value": evil}, inside) == {evil}
    meets = compiled({"field": "lead.title", "op": "is", "value": evil}, schema_of(inside))
    sql, params = Lead.objects.filter(meets).query.sql_with_params()
    assert "drop table" not in sql.lower()
    assert evil.lower() in params


def test_facts_as_they_were_known_at_an_instant(inside):
    company = Company.objects.create(workspace=inside, name="Acme")
    new_lead(inside, title="colleague", company=company)
    day = timedelta(days=1)
    Fact.objects.create(
        workspace=inside, company=company, kind="funding", on=NOON.date(),
        recorded_at=NOON - 2 * day, withdrawn_at=NOON - day,
    )  # fmt: skip
    tree = {"fact": "funding"}
    assert met_by(tree, inside) == set()
    assert met_by(tree, inside, known_at=NOON - 3 * day) == set()
    assert met_by(tree, inside, known_at=NOON - 2 * day) == {"colleague"}
    assert met_by(tree, inside, known_at=NOON - day) == set()


def test_a_retired_field_is_understood_but_not_offered(inside):
    CustomField.objects.create(workspace=inside, key="tier", label="Tier", type="text", retired_at=NOON)
    new_lead(inside, title="old", custom={"tier": "Gold"})
    assert met_by({"field": "lead.custom.tier", "op": "is", "value": "gold"}, inside) == {"old"}
    offered = [field.key for _, fields in schema_of(inside).groups() for field in fields]
    assert "lead.custom.tier" not in offered


def test_a_deleted_campaign_matches_nobody_and_stays_readable(inside):
    new_lead(inside, title="someone")
    schema = schema_of(inside)
    tree = {"field": "lead.campaign", "op": "is", "value": "999999"}
    left = conditions.check(tree, Schema({**schema.fields}), saving=False)
    meets = matching.compile(left, schema=schema, now=NOON)
    assert not Lead.objects.filter(meets).exists()


def test_kinds_of_facts_that_were_recorded_here_can_be_named(inside):
    company = Company.objects.create(workspace=inside, name="Acme")
    Fact.objects.create(workspace=inside, company=company, kind="moved_to_cloud", on=NOON.date())
    assert schema_of(inside).facts["moved_to_cloud"].label == "Moved to cloud"


def test_another_workspace_is_never_counted(inside, umbra):
    tree = {"field": "lead.title", "op": "is_set"}
    new_lead(inside, title="ours")
    with tenancy.workspace(umbra):
        new_lead(umbra, title="theirs")
        terms = Terms(umbra)
        checked = conditions.check(tree, terms.schema)
        assert [lead.title for lead in terms.leads(checked, now=NOON)] == ["theirs"]
    terms = Terms(inside)
    assert matching.count(terms.leads(conditions.check(tree, terms.schema), now=NOON)).number == 1


def test_merged_and_erased_leads_are_not_counted(inside):
    kept = new_lead(inside, title="kept")
    new_lead(inside, title="gone", merged_into=kept)
    new_lead(inside, title="erased", erased_at=NOON)
    terms = Terms(inside)
    found = terms.leads(conditions.check({"field": "lead.title", "op": "is_set"}, terms.schema), now=NOON)
    assert [lead.title for lead in found] == ["kept"]


def test_a_count_that_takes_too_long_gives_up_and_leaves_the_transaction_whole(inside, monkeypatch):
    new_lead(inside)
    slow = Lead.objects.extra(where=["pg_sleep(1) IS NOT NULL"])  # noqa: S610
    monkeypatch.setattr(matching.counting, "EXACT_MS", 50)
    monkeypatch.setattr(matching.counting, "LEAST_MS", 50)
    assert matching.count(slow) == matching.Count(None)
    assert Lead.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"


def test_many_are_counted_as_more_than_enough_when_the_exact_count_takes_too_long(inside, monkeypatch):
    Lead.objects.bulk_create(Lead(workspace=inside, return_at=NOON) for _ in range(12))
    monkeypatch.setattr(matching.counting, "ENOUGH", 10)
    answers = iter([None])
    whole = matching.counting.timed
    monkeypatch.setattr(matching.counting, "timed", lambda rows, limit: next(answers, "whole") and whole(rows, limit))
    assert matching.count(Lead.objects.all()) == matching.Count(10, more=True)


def test_a_hundred_leaves_compile_within_a_millisecond(inside):
    schema = schema_of(inside)
    kinds = [
        {"field": "lead.title", "op": "contains_any", "value": ["VP", "Head"]},
        {"field": "company.employees", "op": "between", "value": [50, 1000]},
        {"field": "lead.created", "op": "within_days", "value": 30},
        {"fact": "funding", "within_days": 180},
    ]
    checked = conditions.check({"all": kinds * 25}, schema)
    matching.compile(checked, schema=schema, now=NOON)
    took = []
    for _ in range(20):
        start = time.perf_counter()
        matching.compile(checked, schema=schema, now=NOON)
        took.append(time.perf_counter() - start)
    assert min(took) < MILLISECOND


def test_the_largest_condition_runs(inside):
    new_lead(inside, title="word 999")
    words = [f"word {number}" for number in range(1000)]
    tree = {"all": [{"field": "lead.title", "op": "contains_any", "value": words}]}
    tree["all"] += [{"field": "company.name", "op": "is_not", "value": "x"}] * 99
    assert met_by(tree, inside) == {"word 999"}
