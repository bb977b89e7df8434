"""The pages of routing: the plan, pools, reps, absences, trying out, and why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tenancy
from routing import actions as routing
from routing.models import Handoff, RoutingPlan
from tests.conftest import who
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db
HERE = "/w/acme/"
COUNTRY = {
    "cond-kind": "group",
    "cond-match": "all",
    "cond-0-kind": "leaf",
    "cond-0-what": "field:lead.country",
    "cond-0-was": "field:lead.country",
    "cond-0-op": "is",
    "cond-0-value": "DE",
}


def version(acme, number=1):
    """The address of a version of the plan."""
    with tenancy.workspace(acme):
        return f"{HERE}routing/versions/{acme.routing_plans.get(version=number).pk}/"


def test_a_marketer_changes_the_plan_in_a_draft_and_puts_it_in_force(as_, acme):
    maya = as_("maya")
    assert b"Last the fall-back pool" in maya.get(f"{HERE}routing/").content
    maya.post(f"{version(acme)}draft/")
    with tenancy.workspace(acme):
        to = f"rep-{who('ravi').pk}"
    said = {"name": "Germany", "to": to, "strategy": "turns", **COUNTRY}
    assert maya.post(f"{HERE}routing/rules/new/", said).status_code == 302
    assert maya.post(f"{HERE}routing/rules/new/", {**said, "name": "All", "every": "on"}).status_code == 302
    page = maya.get(f"{HERE}routing/").content.decode()
    assert "Germany" in page
    assert "Put version 2 in force" in page
    maya.post(f"{HERE}routing/draft/publish/", {"note": "Ravi knows Germany"})
    with tenancy.workspace(acme):
        plan = RoutingPlan.objects.get(state="published")
        assert (plan.version, [rule.name for rule in plan.rules.all()]) == (2, ["Germany", "All"])
        assert RoutingPlan.objects.get(version=1).state == "retired"
    changed = maya.get(version(acme, 2)).content.decode()
    assert "Country is Germany" in changed
    maya.post(f"{version(acme)}draft/")
    with tenancy.workspace(acme):
        assert RoutingPlan.objects.get(state="draft").based_on == 1


def test_rules_are_moved_and_removed_only_in_a_draft(as_, acme):
    maya = as_("maya")
    maya.post(f"{version(acme)}draft/")
    to = f"rep-{who('ravi').pk}"
    for name in ("One", "Two"):
        maya.post(f"{HERE}routing/rules/new/", {"name": name, "to": to, "strategy": "turns", "every": "on"})
    with tenancy.workspace(acme):
        two = acme.routing_rules.get(name="Two").pk
    maya.post(f"{HERE}routing/rules/{two}/move/", {"to": "up"})
    with tenancy.workspace(acme):
        assert [rule.name for rule in acme.routing_rules.order_by("position")] == ["Two", "One"]
    maya.post(f"{HERE}routing/draft/publish/")
    maya.post(f"{HERE}routing/rules/{two}/remove/")
    with tenancy.workspace(acme):
        assert acme.routing_rules.count() == 2


def test_a_bad_rule_is_refused_with_sentences(as_, acme):
    maya = as_("maya")
    maya.post(f"{version(acme)}draft/")
    answer = maya.post(f"{HERE}routing/rules/new/", {"name": ""})
    assert answer.status_code == 422


def test_a_rep_enters_their_own_absence_but_no_limits(as_, acme):
    ravi = as_("ravi")
    with tenancy.workspace(acme):
        pk = acme.memberships.get(user=who("ravi")).pk
        qualified(acme, at=timezone.now())
        routing.route(acme, at=timezone.now())
    assert ravi.post(f"{HERE}reps/{pk}/", {"per_week": "3"}).status_code == 403
    said = {"starts_at": "2020-01-01T00:00", "ends_at": "2999-01-01T00:00", "note": "Sabbatical"}
    assert ravi.post(f"{HERE}reps/{pk}/away/", said).status_code == 302
    with tenancy.workspace(acme):
        assert Handoff.objects.get().state == "waiting"
    assert b"away; back" in ravi.get(f"{HERE}reps/").content
    assert as_("mona").post(f"{HERE}reps/{pk}/", {"per_week": "3", "skills": "ERP, ERP"}).status_code == 302
    with tenancy.workspace(acme):
        assert acme.rep_profiles.get().skills == ["ERP"]
    assert b"3" in as_("maya").get(f"{HERE}pools/").content


def test_pools_are_made_with_weights(as_, acme):
    maya, ravi = as_("maya"), who("ravi").pk
    said = {"name": "DACH", f"weight_{ravi}": "2"}
    assert maya.post(f"{HERE}pools/new/", said).status_code == 302
    assert maya.post(f"{HERE}pools/new/", said).status_code == 422
    with tenancy.workspace(acme):
        pool = acme.pools.get(name="DACH")
        assert pool.members.get().weight == 2
    maya.post(f"{HERE}pools/{pool.pk}/retire/")
    with tenancy.workspace(acme):
        assert acme.pools.get(name="DACH").retired_at is not None


def test_the_plan_is_tried_on_last_weeks_passes_and_each_decision_is_explained(as_, acme):
    with tenancy.workspace(acme):
        lead = qualified(acme, at=timezone.now(), first_name="Priya")
        routing.route(acme, at=timezone.now())
        handoff = Handoff.objects.get()
    page = as_("maya").get(f"{HERE}routing/try/?version=1&lead=").content.decode()
    assert "Priya" in page
    assert "Fall-back pool: to the pool" in page
    why = as_("ravi").get(f"{HERE}handoffs/{handoff.pk}/why/").content.decode()
    assert "You got it:" in why
    assert "is next" in why
    assert "Priya" in as_("mona").get(f"{HERE}routing/ledger/").content.decode()
    assert "The pass to sales" in as_("mona").get(f"{HERE}leads/{lead.pk}/").content.decode()


def test_the_ledger_asks_as_much_for_many_rows_as_for_one(as_, acme):
    ada, asked = as_("ada"), []
    for more in (1, 6):
        with tenancy.workspace(acme):
            for _ in range(more):
                qualified(acme, at=timezone.now())
            routing.route(acme, at=timezone.now())
        ada.get(f"{HERE}routing/ledger/")
        with CaptureQueriesContext(connection) as queries:
            assert ada.get(f"{HERE}routing/ledger/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
