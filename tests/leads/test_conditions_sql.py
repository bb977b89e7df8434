"""Conditions compiled to SQL: equal to the oracle on real rows, safe under negation, bounded in time."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import pytest

from leads import conditions, matching
from leads.matching import Terms
from leads.models import Lead
from tests.conditions_oracle import holds
from tests.conftest import NOON
from tests.leads.conditions_trees import trees
from tests.leads.conditions_world import SIGNALS, ZONES, ByType, build

pytestmark = pytest.mark.django_db
SOURCES = {name: ByType(name) for name in SIGNALS}


def schema_of(workspace, zone="UTC"):
    workspace.time_zone = zone
    schema = Terms(workspace).schema
    return conditions.Schema(schema.fields, schema.facts, matching.signals.named(SOURCES), zone)


def test_sql_and_oracle_agree_on_random_conditions_and_odd_leads(inside):
    world = build(inside)
    schemas = {zone: schema_of(inside, zone) for zone in ZONES}
    types = {key: field.type.value for key, field in schemas["UTC"].fields.items()}

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tree=trees(schemas["UTC"]), zone=st.sampled_from(ZONES))
    def agree(tree, zone):
        checked = conditions.check(tree, schemas[zone])
        compiled = matching.compile(checked, schema=schemas[zone], now=NOON, signals=SOURCES)
        found = set(Lead.objects.filter(compiled).values_list("pk", flat=True))
        wanted = {pk for pk, facts in world.items() if holds(tree, facts, types=types, now=NOON, zone=zone)}
        assert found == wanted, {pk: world[pk] for pk in found ^ wanted}
        assert set(Lead.objects.exclude(compiled).values_list("pk", flat=True)) == set(world) - wanted

    agree()
