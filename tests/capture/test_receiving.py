"""What the tracking API answers, and what it keeps."""

import base64
import gzip
import json
import uuid
import zlib

import pytest
from django.test import Client

from accounts import tenancy
from capture.models import RejectedEvent, WriteKey, mint
from leads.models import Activity, Identity, Lead, MessageKey, Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(acme):
    """Look at Acme's rows: `rows(Activity)`."""

    def read(model):
        with tenancy.workspace(acme):
            return list(model.objects.order_by("pk"))

    return read


def test_a_tracked_event_is_stored_and_answered_with_exactly_200(post, rows):
    answer = post("track", {"userId": "u1", "event": "  Demo   Requested ", "properties": {"plan": "pro"}})
    assert (answer.status_code, answer.json()) == (200, {"success": True, "stored": 1, "repeated": 0, "rejected": 0})
    (activity,) = rows(Activity)
    assert (activity.type, activity.title, activity.properties) == ("demo requested", "Demo Requested", {"plan": "pro"})
    assert [identity.value for identity in rows(Identity)] == ["u1"]


@pytest.mark.parametrize("address", ["t", "t/", "track", "track/", "/track"])
def test_long_and_short_addresses_with_and_without_a_slash(post, address):
    assert post(address, {"userId": "u1", "event": "Ping"}).json()["stored"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        lambda key: {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()},
        lambda key: {"authorization": "Basic " + base64.b64encode(key.encode()).decode()},
        lambda key: {"authorization": "basic  " + base64.b64encode(f"{key}:".encode()).decode().rstrip("=")},
        lambda key: {"authorization": f"Bearer {key}"},
    ],
    ids=["basic", "basic without colon", "basic without padding", "bearer"],
)
def test_the_key_is_found_in_every_place_clients_put_it(key, headers):
    body = json.dumps({"userId": "u", "event": "Ping"})
    assert Client().post("/v1/track", body, content_type="text/plain", headers=headers(key.key)).status_code == 200


def test_the_key_may_stand_in_the_body_or_the_address(key):
    event = {"userId": "u", "event": "Ping"}
    with_key = {**event, "writeKey": key.key}
    assert Client().post("/v1/track", json.dumps(with_key), content_type="text/plain").status_code == 200
    batch = {"writeKey": key.key, "batch": [{**event, "type": "track"}]}
    assert Client().post("/v1/batch", json.dumps(batch), content_type="text/plain").status_code == 200
    address = f"/v1/track?writeKey={key.key}"
    assert Client().post(address, json.dumps(event), content_type="text/plain").status_code == 200


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/json", "a/b"])
def test_what_a_client_says_of_its_type_is_not_asked(key, content_type):
    body = gzip.compress(json.dumps({"userId": "u", "event": "Ping"}).encode())
    headers = {"authorization": f"Bearer {key.key}", "content-encoding": "gzip"}
    answer = Client().generic("POST", "/v1/track", body, content_type=content_type, headers=headers)
    assert answer.json()["stored"] == 1


def test_the_same_message_is_stored_once_for_ever(post, rows, acme):
    event = {"userId": "u1", "event": "Ping", "messageId": "client-chosen-1"}
    assert post("track", event).json()["stored"] == 1
    said = post("track", {**event, "event": "Pong"}).json()
    assert said == {"success": True, "stored": 0, "repeated": 1, "rejected": 0}
    with tenancy.workspace(acme):
        Activity.objects.all().delete()  # retention
    assert post("track", event).json()["stored"] == 0
    assert len(rows(MessageKey)) == 1


def test_the_same_bytes_without_an_id_are_the_same_event(post):
    event = {"userId": "u1", "event": "Ping"}
    assert [post("track", event).json()["stored"] for _ in range(3)] == [1, 0, 0]
    batch = {"batch": [{**event, "type": "track"}], "sentAt": "2026-03-10T12:00:00Z"}
    assert [post("batch", batch).json()["stored"] for _ in range(2)] == [1, 0]
    assert post("batch", {**batch, "sentAt": "2026-03-10T12:00:01Z"}).json()["stored"] == 1


def test_a_good_batch_keeps_its_good_events_when_some_are_bad(post, rows):
    good = {"type": "track", "userId": "u", "event": "Ping", "messageId": str(uuid.uuid4())}
    bad = [
        {"type": "track", "userId": "u"},
        {"type": "track", "event": "Nobody"},
        {"type": "dance", "userId": "u"},
        {"type": "track", "userId": "u", "event": "x", "timestamp": "yesterday"},
        {"type": "track", "userId": "u", "event": "x", "properties": {"fat": "x" * 33_000}},
        {"type": "track", "userId": "u" * 201, "event": "x"},
        {"type": "track", "userId": ["u"], "event": "x"},
        {"type": "track", "userId": "u", "event": "x", "properties": "text"},
        {"type": "alias", "userId": "u"},
        5,
    ]
    answer = post("batch", {"batch": [*bad, good]})
    assert (answer.status_code, answer.json()) == (200, {"success": True, "stored": 1, "repeated": 0, "rejected": 10})
    kept = rows(RejectedEvent)
    assert [row.code for row in kept] == [
        "event_missing", "nobody", "unknown_type", "unreadable_time", "event_too_large",
        "id_too_long", "invalid_id", "invalid_field", "alias_incomplete", "not_an_object",
    ]  # fmt: skip
    assert all(row.reason.endswith(".") and row.body for row in kept)
    assert [row.is_whole for row in kept].count(False) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"[1, 2", 400, "invalid_json"),
        (b'"text"', 400, "invalid_json"),
        (b'{"batch": {}}', 400, "invalid_batch"),
        (b"\x1f\x8b broken", 400, "invalid_gzip"),
        (gzip.compress(b'{"userId": "u"}')[:-9], 400, "invalid_gzip"),
        (gzip.compress(b"0" * 200_000_000), 413, "body_too_large"),
        (b" " * (4 * 1024 * 1024 + 1), 413, "body_too_large"),
        (b'{"batch": [' + b"1," * 5_001 + b"1]}", 400, "too_many_events"),
        (b'{"a":' * 50_000, 400, "invalid_json"),
    ],
    ids=["empty", "half", "half list", "text", "batch no list", "no gzip", "cut gzip", "bomb", "fat", "many", "deep"],
)
def test_a_body_that_cannot_be_read_is_refused_and_kept(post, rows, body, status, code):
    answer = post("batch", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert isinstance(answer.json()["message"], str)
    (kept,) = rows(RejectedEvent)
    assert kept.code == code
    assert len(kept.body) <= 32 * 1024


def test_an_unknown_key_gets_401_with_code_and_message_and_nothing_is_kept(post, rows, acme):
    for stranger in ("", "wk_1_no", mint(acme.pk), mint(999_999), "wk_" + "9" * 18 + "_" + "a" * 24, "x" * 5_000):
        answer = post("track", {"userId": "u", "event": "x"}, write_key=stranger or "none")
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_write_key")
        assert answer.json()["message"]
    assert rows(Activity) == rows(RejectedEvent) == []


def test_a_revoked_key_opens_nothing(post, key, acme):
    with tenancy.workspace(acme):
        WriteKey.objects.update(revoked_at="2026-01-01T00:00Z")
    assert post("track", {"userId": "u", "event": "x"}).status_code == 401


def test_zlib_is_unpacked_too(key):
    body = zlib.compress(b'{"userId":"u","event":"Ping"}')
    headers = {"authorization": f"Bearer {key.key}", "content-encoding": "deflate"}
    assert Client().generic("POST", "/v1/track", body, headers=headers).json()["stored"] == 1


def test_what_postgresql_cannot_keep_is_taken_out(post, rows):
    body = b'{"userId":"u\\u0000v","event":"a\\u0000b","properties":{"half":"\\ud800","nan":NaN,"big":1e999}}'
    assert post("track", body).json()["stored"] == 1
    (activity,) = rows(Activity)
    assert (activity.type, activity.properties) == ("ab", {"half": "?", "nan": None, "big": None})


def test_an_event_without_a_name_makes_a_visitor_and_no_lead(post, rows):
    post("page", {"anonymousId": "a1", "properties": {"url": "https://acme.example/pricing"}})
    assert rows(Lead) == []
    (visitor,) = rows(Visitor)
    (activity,) = rows(Activity)
    assert (activity.visitor_id, activity.lead_id, activity.type) == (visitor.pk, None, "page")


@pytest.mark.parametrize("nobody", ["", None, "null", "undefined", "0", "[object Object]", "NaN"])
def test_what_programs_send_when_they_have_no_id_is_no_id(post, rows, nobody):
    post("track", {"userId": nobody, "anonymousId": "a1", "event": "x"})
    assert rows(Lead) == rows(Identity) == []


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "Mozilla/5.0 (compatible; Barracuda Sentinel)", "HeadlessChrome/1"])
def test_machines_are_kept_and_worth_nothing(post, rows, agent):
    post("page", {"anonymousId": "a1", "context": {"userAgent": agent}})
    assert rows(Activity)[0].counts is False
