"""Beside the work: what a lead's page says, the pass as it was, mornings, and pools that are told by chat."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import ChatRoom, Notification, OutboxItem
from accounts.summaries import lines_for
from handoff import following
from leads.models import Company, Lead
from routing import actions as routing
from routing.actions.offering import Given
from routing.models import Handoff, RoutingRule
from routing.roster import Choice
from routing.ways import WAYS
from tests.conftest import NOON, who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db


def offer(workspace, at=None, **columns):
    now = at or timezone.now()
    return offered_to(workspace, who("ravi"), lead=qualified(workspace, at=now, **columns), at=now)


def test_the_pass_is_kept_with_its_brief_as_it_was(inside, as_):
    row = offer(inside, first_name="Maya", title="CMO")
    Lead.objects.filter(pk=row.lead_id).update(title="CEO")
    row.refresh_from_db()
    assert row.brief["who"][0]["text"] == "CMO"
    page = as_("maya").get(f"/w/acme/handoffs/{row.pk}/brief/").content.decode()
    assert "CMO" in page
    assert "CEO" not in page


def test_a_leads_page_warns_who_talks_with_the_company_and_leads_to_the_work(inside, as_):
    firm = Company.objects.create(workspace=inside, name="Northwind", name_norm="northwind")
    first, second = offer(inside, first_name="Erik", company=firm), offer(inside, first_name="Sara", company=firm)
    routing.take(first, by=who("ravi"), at=timezone.now())
    page = as_("mona").get(f"/w/acme/leads/{second.lead_id}/").content.decode()
    assert "Ravi with Erik" in page
    assert f"/w/acme/queue/?open={second.pk}" in page
    pane = as_("mona").get(f"/w/acme/queue/{second.pk}/", HTTP_HX_REQUEST="true").content.decode()
    assert "Already talking with Northwind: Ravi with Erik." in pane
    assert "Nurture stops: Sales has this lead: Ravi." in page
    page = as_("ravi").get(f"/w/acme/leads/{first.lead_id}/").content.decode()
    assert f"/w/acme/working/{first.pk}/" in page


def test_the_morning_says_what_waits_and_nothing_to_one_who_has_nothing(inside):
    row = offer(inside, at=NOON, first_name="Maya")  # late in the evening a task is due tomorrow
    Handoff.objects.filter(pk=row.pk).update(accept_by=NOON - timedelta(hours=1))
    routing.take(offer(inside, at=NOON, first_name="Erik"), by=who("ravi"), at=NOON)
    ravi, mona = (inside.memberships.get(user=who(name)) for name in ("ravi", "mona"))
    said = [(line.text, line.url) for line in lines_for(ravi, at=NOON)]
    assert ("1 lead waits on your queue, 1 overdue", "/w/acme/queue/") in said
    assert any("task is due today" in text for text, _ in said)
    assert lines_for(mona, at=NOON) == []


def test_an_offer_to_a_whole_pool_tells_its_room_and_each_member_once(inside):
    pool, mona, now = inside.pools.get(fallback=True), who("mona"), timezone.now()
    accounts.set_chat_room(inside, pool=pool.pk, url="https://hooks.slack.com/services/T/B/secret", by=mona, at=now)
    plan = inside.routing_plans.get(state="published")
    RoutingRule.objects.create(workspace=inside, plan=plan, position=1, name="All", pool=pool, strategy="anyone")
    lead = qualified(inside, at=now, first_name="Maya")
    for _ in range(2):
        routing.route(inside, at=now)
    handoff = Handoff.objects.get(lead=lead)
    assert (handoff.rep, handoff.pool) == (None, pool)
    following.offered(
        [Given(handoff, lead, Choice(pool=pool.pk), WAYS.promises(inside.pk, [lead], at=now).promise(lead))]
    )
    assert OutboxItem.objects.filter(channel="chat").count() == 1
    told = Notification.objects.filter(kind="offer").values_list("to__name", flat=True)
    assert list(told) == ["Ravi"]


def test_a_manager_gives_a_pool_a_chat_room_and_its_address_is_not_shown_again(inside, as_):
    pool, mona = inside.pools.get(fallback=True), as_("mona")
    url = f"/w/acme/settings/chats/{pool.pk}/"
    hook = "https://hooks.slack.com/services/T/B/secret"
    mona.post(url, {"url": "https://10.0.0.1/x"})
    assert not ChatRoom.objects.exists()
    mona.post(url, {"url": hook})
    assert ChatRoom.objects.get().url == hook
    page = mona.get("/w/acme/settings/chats/").content.decode()
    assert "told by chat" in page
    assert "secret" not in page
    mona.post(url, {"url": ""})
    assert not ChatRoom.objects.exists()
    assert as_("ravi").get("/w/acme/settings/chats/").status_code == 403
