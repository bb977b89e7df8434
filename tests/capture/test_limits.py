"""Who may send, how much, and what becomes of all that is wrong: an answer with code and message, and nothing lost."""

import asyncio
import gzip
import json
import random
from datetime import timedelta

import pytest
from django.test import Client

from accounts import tenancy
from capture import flushing
from capture.actions import replaying
from capture.models import RejectedEvent, WriteKey
from leads.models import Activity
from tests.capture.conftest import basic
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db
PING = {"userId": "u1", "event": "Ping"}


@pytest.fixture
def of_site(key, acme):
    """Acme's key, for two web sites only."""
    with tenancy.workspace(acme):
        WriteKey.objects.update(origins=["https://www.acme.example", "*.shop.example"])


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://www.acme.example", 200),
        ("https://eu.shop.example", 200),
        (None, 200),
        ("http://www.acme.example", 403),
        ("https://acme.example", 403),
        ("https://shop.example.evil.example", 403),
        ("null", 403),
    ],
)
def test_only_pages_of_named_web_sites_may_use_a_key(of_site, post, origin, status):
    answer = post("track", PING, headers={"Origin": origin} if origin else {})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "origin_not_allowed"
        assert answer["Access-Control-Allow-Origin"] == origin  # so that the page can read why


def test_a_browser_is_told_that_it_may_send_whatever_header_it_names(db):
    asked = {"Origin": "https://a.example", "Access-Control-Request-Headers": "anonymousid, rsa-retry-attempt"}
    answer = Client().options("/v1/track", headers=asked)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Headers"] == "anonymousid, rsa-retry-attempt"
    assert answer["Access-Control-Allow-Origin"] == "https://a.example"


def test_a_bomb_is_refused_before_it_is_unpacked(key):
    bomb = gzip.compress(b"[" + b" " * (100 << 20))
    answer = Client().post(
        "/v1/batch", bomb, content_type="application/json", headers={"authorization": basic(key.key)}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_key_with_the_number_of_another_workspace_opens_neither(key, acme, umbra, post):
    theirs = key.key.replace(f"wk_{acme.pk}_", f"wk_{umbra.pk}_")
    assert post("track", PING, write_key=theirs).json()["code"] == "invalid_write_key"
    for workspace in (acme, umbra):
        with tenancy.workspace(workspace):
            assert not Activity.objects.exists()
            assert not RejectedEvent.objects.exists()


def test_a_clock_that_is_wrong_is_corrected_by_when_it_says_it_sent(post, acme):
    slow = NOON - timedelta(days=40)
    said = {**PING, "timestamp": (slow - timedelta(minutes=3)).isoformat(), "sentAt": slow.isoformat()}
    post("track", said)
    with tenancy.workspace(acme):
        row = Activity.objects.get()
    assert abs((row.received_at - row.at) - timedelta(minutes=3)) < timedelta(seconds=10)
    assert row.sent_at == slow


def test_what_does_not_fit_is_told_to_come_again(monkeypatch, db):
    from capture.collector import Collector

    monkeypatch.setattr(flushing, "MOST_BYTES", 10)

    async def receive():
        return {"type": "http.request", "body": b"x" * 11, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": "/v1/batch", "headers": []}
    answer = asyncio.run(Collector().answer(scope, receive))
    assert (answer.status, answer.body["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == answer.headers["X-RateLimit-Reset"] == "2"


def thing(dice):
    """Something that stands where an event or one of its fields should."""
    few = ["", "x", "null", None, True, 0, -1, 1e300, [], {}, {"a": 1}, ["x"], "\u0000", "é" * 300, {"email": 5}]
    return dice.choice(few)


def malformed(dice):
    """An event with something wrong in it, or no event."""
    names = ["type", "userId", "anonymousId", "event", "properties", "traits", "context", "timestamp", "messageId"]
    if dice.random() < 0.2:
        return thing(dice)
    made = {"type": "track", "event": "Ping", "userId": "u1"}
    made.update({name: thing(dice) for name in dice.sample(names, dice.randrange(1, 5))})
    return made


def test_of_a_thousand_malformed_events_each_is_stored_or_kept_with_a_reason_and_can_be_replayed(post, acme):
    dice, stored, rejected = random.Random(7), 0, 0
    for _ in range(20):
        answer = post("batch", {"batch": [malformed(dice) for _ in range(50)]})
        assert answer.status_code == 200, answer.content
        body = answer.json()
        stored, rejected = stored + body["stored"] + body["repeated"], rejected + body["rejected"]
    assert stored + rejected == 1000
    assert rejected > 300
    with tenancy.workspace(acme):
        rows = list(RejectedEvent.objects.waiting())
        assert len(rows) == rejected
        assert all(row.reason and row.code and row.body for row in rows)
        mended = json.dumps({**PING, "messageId": "mended"})
        assert replaying.replay(rows[0], by=who("maya"), at=NOON, body=mended)
        assert RejectedEvent.objects.waiting().count() == rejected - 1


def test_our_script_is_small_and_may_stand_in_any_page(db):
    answer = Client().get("/track.js")
    assert len(answer.content) < 3000
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_what_scripts_ask_for_at_their_start_is_told_for_keys_that_work(key):
    key = key.key
    told = Client().get(f"/v1/projects/{key}/settings").json()
    assert told["integrations"]["Segment.io"]["apiKey"] == key
    assert Client().get(f"/sourceConfig/?writeKey={key}").json()["source"]["destinations"] == []
    assert Client().get(f"/analytics.js/v1/{key}/analytics.min.js").status_code == 200
    for wrong in (f"{key}x", "wk_1_" + "a" * 24):
        for address in (
            "/v1/projects/%s/settings",
            "/sourceConfig/?writeKey=%s",
            "/analytics.js/v1/%s/analytics.min.js",
        ):
            assert Client().get(address % wrong).status_code == 404
