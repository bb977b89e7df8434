"""What machines did is kept, counts nothing, and is given back by people who know better."""

import random
from datetime import timedelta

import pytest
from django.dispatch import receiver

from accounts import tenancy
from capture.actions import watching
from leads.models import Activity, Lead
from leads.signals import activities_recorded
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_seen():
    watching.watch.seen.clear()


def pages(number, *, seconds=5.0, who="b1"):
    """So many pages within so many seconds."""
    return [
        {
            "type": "page",
            "anonymousId": who,
            "messageId": f"{who}-{n}",
            "timestamp": (NOON + timedelta(seconds=seconds * n / number)).isoformat(),
            "properties": {"path": f"/{n}"},
        }
        for n in range(number)
    ]


def counted(acme):
    with tenancy.workspace(acme):
        return dict(Activity.objects.order_by("counts").values_list("message_id", "counts")).values()


@pytest.mark.parametrize("at_once", [1, 5, 20])
def test_a_rush_through_the_site_counts_nothing_from_its_first_page_on(post, acme, at_once):
    rush = pages(20)
    random.Random(at_once).shuffle(rush)
    for start in range(0, 20, at_once):
        assert post("batch", {"batch": rush[start : start + at_once]}).json()["stored"] == at_once
    assert set(counted(acme)) == {False}
    assert len(counted(acme)) == 20


def test_a_hand_is_slower(post, acme):
    post("batch", {"batch": pages(20, seconds=60)})
    post("batch", {"batch": pages(11, who="b2")})
    same = [{**page, "properties": {"path": "/"}} for page in pages(20, who="b3")]
    post("batch", {"batch": same})
    assert set(counted(acme)) == {True}


def test_a_gateway_that_presses_every_link_of_a_mail(post, acme):
    presses = [
        {"event": "Email Link Clicked", "userId": "u1", "messageId": f"{n}", "properties": {"link": f"https://a/{n}"}}
        for n in range(4)
    ]
    for press in presses:
        post("track", {**press, "timestamp": NOON.isoformat()})
    assert set(counted(acme)) == {False}


def test_a_sender_that_says_a_machine_did_it_is_believed(post, acme):
    event = {"event": "Email Link Clicked", "userId": "u1", "messageId": "m", "properties": {"url": "x", "bot": True}}
    post("track", event)
    assert list(counted(acme)) == [False]


def test_a_marketer_counts_them_again_and_out_once_more(post, acme, as_):
    heard = []

    @receiver(activities_recorded, weak=False, dispatch_uid="test")
    def listen(activities, lost, **_):
        heard.append((len(activities), set(lost)))

    try:
        post("identify", {"userId": "u1", "anonymousId": "b1", "traits": {"email": "lee@firm.com"}})
        post("batch", {"batch": pages(12)})
        with tenancy.workspace(acme):
            lead = Lead.objects.get()
        where = f"/w/acme/leads/{lead.pk}/"
        text = as_("maya").get(where).content.decode()
        assert "12 shown here were done by machines" in text
        assert "Count all" not in as_("ravi").get(where).content.decode()
        assert as_("ravi").post(f"{where}count/", {"counts": "yes"}).status_code == 403
        as_("maya").post(f"{where}count/", {"counts": "yes"})
        assert set(counted(acme)) == {True}
        assert heard[-1] == (12, {lead.pk})
        with tenancy.workspace(acme):
            first = Activity.objects.filter(type="page").order_by("at").first()
        as_("maya").post(f"{where}count/", {"counts": "no", "activity": first.pk})
        assert sorted(counted(acme)) == [False] + [True] * 12
    finally:
        activities_recorded.disconnect(dispatch_uid="test")
