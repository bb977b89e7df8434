"""What is put back for a test is what the product itself built, to the letter."""

import pytest
from django.db import transaction

from accounts import actions, tenancy
from accounts.models import Membership
from tests import scenes
from tests.conftest import person, with_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_kept(monkeypatch):
    monkeypatch.setattr(scenes, "KEPT", {})


def play():
    """Ada and her workspace, and every row in sight of it."""
    ada = scenes.again("ada", lambda: person("Ada Lovelace", "ada@example.com"))
    acme = scenes.again("acme", lambda: with_cast(ada))
    with tenancy.workspace(acme):
        return acme, {table: sorted(rows) for table, rows in scenes.everything().items()}


def test_a_scene_put_back_is_the_one_that_was_built(nothing_kept):
    begun = transaction.savepoint()
    built, rows = play()
    transaction.savepoint_rollback(begun)
    again, rows_again = play()
    assert again == built
    assert rows_again == rows
    assert {"accounts_membership", "leads_definition", "routing_routingplan", "sla_twowayagreement"} <= set(rows)


def test_actions_go_on_where_the_scene_stands(acme, ada):
    with tenancy.workspace(acme):
        assert Membership.objects.filter(workspace=acme).count() == 4
        actions.change_workspace(acme, by=ada, name="Acme & Sons", slug="sons", time_zone="Europe/Paris")
        assert Membership.objects.get(user=ada).workspace.slug == "sons"
