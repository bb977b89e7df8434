"""Segment's and RudderStack's Python libraries, as they come, pointed at Baton."""

import pytest
import rudderstack.analytics as rudder
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

pytestmark = pytest.mark.django_db(transaction=True)
LEE = {"email": "lee@firm.com", "firstName": "Lee", "lastName": "Kim", "company": {"name": "Firm Inc"}}


def tell(client):
    """What a firm's server tells of somebody."""
    client.identify("user-1", LEE)
    client.track("user-1", "Demo Requested", {"plan": "pro"})
    client.page("user-1", "docs", "Pricing", {"url": "https://acme.example/pricing"})
    client.screen("user-1", "app", "Home")
    client.group("user-1", "firm-9", {"name": "Firm Inc", "employees": 120})
    client.alias("old-1", "user-1")
    client.flush()
    client.join()


def is_told(found):
    assert found["types"] == {
        "identify": 1, "demo requested": 1, "page": 1, "screen": 1, "group": 1, "alias": 1,
    }  # fmt: skip
    assert found["leads"] == [("lee@firm.com", "Lee", "Kim", "Firm Inc")]
    assert ("user_id", "user-1") in found["ids"]
    assert ("user_id", "old-1") in found["ids"]
    assert (found["without_lead"], found["rejected"]) == (0, [])
    assert found["properties"]["demo requested"]["plan"] == "pro"


@pytest.mark.parametrize(("door", "gzip", "slash"), [("pages", False, ""), ("collector", True, "/")], indirect=["door"])
def test_segment_analytics_python(door, key, left, gzip, slash):
    faults = []
    client = SegmentClient(key.key, host=door + slash, gzip=gzip, on_error=lambda error, items: faults.append(error))
    tell(client)
    assert faults == []
    is_told(left())
    assert left()["origins"] == {"segment"}


def test_rudder_sdk_python_sends_each_event_once(door, key, left):
    faults = []
    client = RudderClient(key.key, host=door, on_error=lambda error, items: faults.append(error))
    tell(client)
    assert faults == []
    is_told(left())
    assert left()["origins"] == {"rudderstack"}


@pytest.mark.parametrize("door", ["collector"], indirect=True)
def test_a_wrong_key_is_told_to_segments_client_once(door, key, left):
    faults = []
    client = SegmentClient("wk_1_wrong", host=door, max_retries=3, on_error=lambda error, items: faults.append(error))
    client.track("user-1", "Ping")
    client.flush()
    client.join()
    assert [fault.status for fault in faults] == [401]
    assert left()["types"] == {}


@pytest.mark.parametrize("door", ["collector"], indirect=True)
def test_a_wrong_key_is_told_to_rudders_client(door, key, left):
    faults = []
    client = RudderClient("wk_1_wrong", host=door, max_retries=1, on_error=lambda error, items: faults.append(error))
    client.track("user-1", "Ping")
    client.flush()
    client.join()
    assert "invalid_write_key" in str(faults[0])


@pytest.mark.parametrize("door", ["collector"], indirect=True)
def test_the_rudder_modules_way(door, key, left):
    rudder.write_key, rudder.dataPlaneUrl, rudder.sync_mode = key.key, door, True
    try:
        rudder.track("user-7", "Ping")
        rudder.flush()
    finally:
        rudder.default_client = None
    assert left()["types"] == {"ping": 1}
