"""Clients of the tracking API, and what stands in the database afterwards."""

import json

import pytest
from django.test import Client

from accounts import tenancy
from capture.models import WriteKey, mint
from tests.conftest import who


@pytest.fixture
def key(acme):
    """Acme's web site's write key."""
    with tenancy.workspace(acme):
        return WriteKey.objects.create(workspace=acme, name="Web site", key=mint(acme.pk), created_by=who("ada"))


@pytest.fixture
def post(key):
    """Send something to the tracking API: `post("track", {...})`; answers the response."""

    def send(name, body, *, write_key=None, **more):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": basic(write_key or key.key), **more.pop("headers", {})}
        return Client().post(f"/v1/{name}", raw, content_type="text/plain", headers=headers, **more)

    return send


def basic(key):
    import base64

    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()
