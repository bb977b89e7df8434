"""Segment's and RudderStack's Node libraries, as they come, pointed at Baton."""

import subprocess

import pytest

from tests.clients.conftest import HERE, needs_modules, needs_node
from tests.clients.test_python import is_told

pytestmark = [pytest.mark.django_db(transaction=True), needs_node, needs_modules]
PATIENCE = 60  # seconds


def node(script, *arguments):
    """Run a script and answer what it said."""
    done = subprocess.run(
        ["node", HERE / script, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("door", "path"), [("pages", ""), ("collector", "/v1/b/")], indirect=["door"])
def test_segment_analytics_node(door, key, left, path):
    assert node("send_segment.mjs", door, key.key, path) == ""
    is_told(left())
    assert left()["origins"] == {"segment"}


@pytest.mark.parametrize(("door", "packing"), [("pages", "gzip"), ("collector", "plain")], indirect=["door"])
def test_rudder_sdk_node(door, key, left, packing):
    assert node("send_rudder.mjs", door, key.key, packing) == ""
    is_told(left())
    assert left()["origins"] == {"rudderstack"}


@pytest.mark.parametrize("door", ["collector"], indirect=True)
def test_a_wrong_key_is_told_to_segments_client(door, key, left):
    assert "FAULT delivery_failure [401] Unauthorized" in node("send_segment.mjs", door, "wk_1_wrong")
    assert left()["types"] == {}
