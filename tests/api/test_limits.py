"""How often a key may ask."""

import re
import uuid

import pytest
import time_machine
from django.core.cache import cache

from tests.api.conftest import problem, program
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_a_minute(settings):
    """Three requests a minute, counted where no other run empties the cache meanwhile."""
    apart = re.sub(r"(/|db=)[0-9]+$", r"\g<1>9", settings.CACHES["default"]["LOCATION"])
    own = {"LOCATION": apart, "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": {**settings.CACHES["default"], **own}}
    settings.API_REQUESTS_PER_MINUTE = 3


@pytest.fixture
def at_noon(website):
    """Half a minute past noon, standing still."""
    with time_machine.travel(NOON.replace(second=30), tick=False) as clock:
        yield clock


def test_every_answer_counts_down(website, at_noon):
    for left in ("2", "1", "0"):
        response = website.get("key/")
        assert response.status_code == 200
        assert (response["RateLimit-Limit"], response["RateLimit-Remaining"]) == ("3", left)
        assert response["RateLimit-Reset"] == "30"


def test_one_too_many_is_asked_to_wait_and_may_go_on_afterwards(website, at_noon):
    for _ in range(3):
        website.get("key/")
    response = website.get("key/")
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    assert response["RateLimit-Remaining"] == "0"
    assert "30 s" in problem(response)["message"]
    at_noon.shift(30)
    assert website.get("key/").status_code == 200


def test_errors_count_as_well(website, at_noon):
    for _ in range(3):
        website.get("members/999999/")
    assert website.get("key/").status_code == 429


def test_keys_are_counted_apart(website, theirs, acme, at_noon):
    other = program(acme)
    for _ in range(4):
        last = website.get("key/")
    assert last.status_code == 429
    assert other.get("key/").status_code == 200
    assert theirs.get("key/").status_code == 200


def test_where_redis_is_away_nobody_is_held_up(website, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere.sock?db=0"}}
    assert cache.get("anything") is None
    for _ in range(5):
        assert website.get("key/").status_code == 200
