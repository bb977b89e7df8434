"""A lead of Acme's who is offered to Ravi on a Tuesday noon."""

from datetime import timedelta

import pytest

from accounts.models import Workspace
from leads.models import Lead, columns_of
from leads.stages import Custody, offered
from tests.conftest import NOON, who


def made_lead(workspace: Workspace, **columns) -> Lead:
    columns.setdefault("first_name", "Lena")
    columns.setdefault("return_at", NOON + timedelta(days=30))
    return Lead.objects.create(workspace=workspace, **columns)


def offer(lead: Lead, *, accept_by, rep=None, pool=None) -> Lead:
    """Put a lead on a queue, as routing does."""
    custody: Custody = offered(accept_by=accept_by, rep=rep, pool=pool)
    Lead.objects.filter(pk=lead.pk).update(stage="mql", held_since=NOON, **columns_of(custody))
    lead.refresh_from_db()
    return lead


@pytest.fixture
def lena(inside) -> Lead:
    return made_lead(inside)


@pytest.fixture
def ravi(acme):
    return who("ravi")


@pytest.fixture
def mona(acme):
    return who("mona")
