"""Both doors of the tracking API, as real servers, and what clients left behind them."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from accounts import tenancy
from capture.models import RejectedEvent, WriteKey, mint
from leads.models import Activity, Identity, Lead, Visitor
from tests import collecting
from tests.conftest import who

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


@pytest.fixture(scope="session")
def pages(django_db_setup):
    """The pages, which stand for all tests."""
    with collecting.door("pages") as address:
        yield address


@pytest.fixture(scope="session")
def collector(django_db_setup):
    """The collector, which stands for all tests."""
    with collecting.door("collector") as address:
        yield address


@pytest.fixture(params=["pages", "collector"])
def door(request):
    """The address of a door of the tracking API: that among the pages, or the collector."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def key(transactional_db, acme):
    """Acme's write key, committed, so that servers of their own see it."""
    with tenancy.workspace(acme):
        return WriteKey.objects.create(workspace=acme, name="Web site", key=mint(acme.pk), created_by=who("ada"))


@pytest.fixture
def left(acme):
    """What a client left: `left()` answers types with their number, leads, and what was rejected."""

    def look():
        with tenancy.workspace(acme):
            leads = Lead.objects.present()
            return {
                "types": dict(Counter(Activity.objects.values_list("type", flat=True))),
                "origins": set(Activity.objects.values_list("origin", flat=True)),
                "without_lead": Activity.objects.filter(lead=None).count(),
                "leads": sorted(leads.values_list("email", "first_name", "last_name", "company_name")),
                "ids": sorted(Identity.objects.values_list("kind", "value")),
                "linked": Visitor.objects.exclude(lead=None).count(),
                "rejected": list(RejectedEvent.objects.values_list("code", "reason")),
                "properties": {row.type: row.properties for row in Activity.objects.order_by("at")},
            }

    return look


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Left out: node is not installed here.")
needs_modules = pytest.mark.skipif(
    not MODULES.is_dir(), reason="Left out: run `npm ci` in tests/clients to fetch the clients first."
)
