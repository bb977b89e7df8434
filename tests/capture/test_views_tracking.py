"""Write keys and rejected events, as marketers see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tenancy
from accounts.models import AuditEntry
from capture import actions
from capture.models import RejectedEvent, WriteKey
from leads.models import Activity, Lead
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db
TRACKING = "/w/acme/tracking/"
NEW = {"name": "Shop", "origins": "https://shop.acme.example/start\n*.Acme.example", "per_minute": "600"}


def only(acme, model):
    with tenancy.workspace(acme):
        return model.objects.get()


def reject(acme, key, body, *, code="nobody", at=NOON):
    with tenancy.workspace(acme):
        said = {"code": code, "reason": f"Because of {code}.", "body": body.encode(), "kind": "track"}
        row = RejectedEvent.of(key, at=at, **said)
        row.save()
        return row


def test_nobody_sends_yet_and_the_page_says_what_to_do(as_, acme):
    assert "New write key" in as_("maya").get(TRACKING).content.decode()
    assert "Marketers and admins make them" in as_("mona").get(TRACKING).content.decode()


def test_a_marketer_makes_a_key_and_is_shown_how_to_use_it(as_, acme):
    answer = as_("maya").post(f"{TRACKING}keys/new/", NEW, follow=True)
    key = only(acme, WriteKey)
    assert (key.origins, key.per_minute) == (["https://shop.acme.example", "*.acme.example"], 600)
    text = answer.content.decode()
    assert f"data-key=&quot;{key.key}&quot;" in text
    for library in ("segment.analytics", "rudderstack.analytics", "curl", "Waiting for the first event"):
        assert library in text


def test_a_web_site_that_is_none_is_refused_with_a_sentence(as_, acme):
    answer = as_("maya").post(f"{TRACKING}keys/new/", {**NEW, "origins": "https://*"})
    assert answer.status_code == 422
    assert "is no web site" in answer.content.decode()


def test_a_manager_reads_and_writes_nothing(as_, acme, key):
    mona = as_("mona")
    assert mona.get(f"{TRACKING}keys/{key.pk}/").status_code == 200
    for path in ("keys/new/", f"keys/{key.pk}/edit/", f"keys/{key.pk}/replace/", f"keys/{key.pk}/revoke/"):
        assert mona.post(TRACKING + path, NEW).status_code == 403


def test_a_replaced_key_goes_on_for_a_week_and_the_new_one_has_its_limits(as_, acme, key, post):
    as_("maya").post(f"{TRACKING}keys/{key.pk}/edit/", NEW)
    answer = as_("maya").post(f"{TRACKING}keys/{key.pk}/replace/", follow=True)
    with tenancy.workspace(acme):
        new = WriteKey.objects.exclude(pk=key.pk).get()
    assert (new.name, new.origins, new.per_minute) == ("Shop", ["https://shop.acme.example", "*.acme.example"], 600)
    assert new.key in answer.content.decode()
    for text in (key.key, new.key):
        assert post("track", {"userId": "u1", "event": "Ping", "messageId": text}, write_key=text).status_code == 200
    with tenancy.workspace(acme):
        WriteKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    assert post("track", {"userId": "u1", "event": "Ping"}, write_key=key.key).status_code == 401
    assert as_("maya").post(f"{TRACKING}keys/{key.pk}/replace/").status_code == 302
    with tenancy.workspace(acme):
        assert WriteKey.objects.count() == 2


def test_a_revoked_key_opens_nothing(as_, acme, key, post):
    as_("ada").post(f"{TRACKING}keys/{key.pk}/revoke/")
    assert post("track", {"userId": "u1", "event": "Ping"}).json()["code"] == "invalid_write_key"
    assert "Revoked" in as_("maya").get(TRACKING).content.decode()


def test_the_keys_page_tells_of_the_last_event(as_, acme, key, post):
    news = f"{TRACKING}keys/{key.pk}/news/"
    assert "Waiting for the first event" in as_("maya").get(news).content.decode()
    post("track", {"userId": "u1", "event": "Demo Requested"})
    text = as_("maya").get(news).content.decode()
    assert "Receiving" in text
    assert "Demo Requested" in text


def test_rejected_events_are_listed_with_their_reason_and_narrowed(as_, acme, key):
    for code in ("nobody", "event_missing"):
        reject(acme, key, f'{{"said": "{code}"}}', code=code)
    text = as_("mona").get(f"{TRACKING}rejected/").content.decode()
    assert "Because of nobody." in text
    assert "Because of event_missing." in text
    narrowed = as_("mona").get(f"{TRACKING}rejected/?code=nobody").content.decode()
    assert "Because of nobody." in narrowed
    assert "Because of event_missing." not in narrowed


def test_an_event_is_mended_replayed_and_counts_from_when_it_came_in(as_, acme, key):
    row = reject(acme, key, '{"event": "Ping"}')
    where = f"{TRACKING}rejected/{row.pk}/"
    still = as_("maya").post(where, {"body": '{"event": "Ping"}'})
    assert still.status_code == 422
    assert "userId" in still.content.decode()
    assert as_("maya").post(where, {"body": '{"event": "Ping", "userId": "u1"}'}).status_code == 302
    assert only(acme, Activity).at == NOON
    row = only(acme, RejectedEvent)
    assert row.replayed_by == who("maya")
    as_("maya").post(where, {"body": '{"event": "Ping", "userId": "u2"}'})
    assert only(acme, Lead) is not None


def test_all_that_is_shown_is_replayed_and_what_still_fails_stays(as_, acme, key):
    for n in range(3):
        reject(acme, key, f'{{"event": "Ping", "userId": "u{n}"}}')
    reject(acme, key, "no json")
    reject(acme, key, '{"event": "Ping", "userId": "u9"}', code="other")
    as_("maya").post(f"{TRACKING}rejected/replay/?code=nobody")
    with tenancy.workspace(acme):
        assert Activity.objects.count() == 3
        assert sorted(RejectedEvent.objects.waiting().values_list("code", flat=True)) == ["invalid_json", "other"]


def test_discarding_asks_first_and_leaves_a_word_in_the_log(as_, acme, key):
    for n in range(3):
        reject(acme, key, f"{n}", code="nobody" if n else "other")
    where = f"{TRACKING}rejected/discard/?code=nobody"
    assert "Discard 2 rejected events" in as_("maya").get(where).content.decode()
    as_("maya").post(where)
    assert only(acme, RejectedEvent).code == "other"
    with tenancy.workspace(acme):
        assert AuditEntry.objects.filter(verb="discarded rejected events", what="2").exists()
    assert as_("mona").post(where).status_code == 403


def test_what_nobody_looked_after_is_forgotten_after_three_months(acme, key):
    old = reject(acme, key, "old")
    with tenancy.workspace(acme):
        reject(acme, key, "new", at=NOON + actions.replaying.KEPT)
        actions.replaying.forget_rejected(acme.pk, NOON + 1.5 * actions.replaying.KEPT)
        assert not RejectedEvent.objects.filter(pk=old.pk).exists()
        assert RejectedEvent.objects.count() == 1


@pytest.mark.parametrize("path", ["", "rejected/"])
def test_a_page_asks_as_often_for_two_rows_as_for_many(as_, acme, key, path):
    maya, asked = as_("maya"), []
    for many in (2, 40):
        for n in range(many):
            reject(acme, key, f"{n}")
            with tenancy.workspace(acme):
                actions.make_key(acme, by=who("maya"), name=f"{n}", origins=[], per_minute=9)
        maya.get(TRACKING + path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            maya.get(TRACKING + path)
        asked.append(len(queries))
    assert asked[0] == asked[1]
