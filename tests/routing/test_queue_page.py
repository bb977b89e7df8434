"""The rep's queue: what waits, who was first, and how cheap it is to ask again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notification
from leads.models import Lead
from routing import actions as routing
from routing.models import Handoff, Pool, PoolMember, RejectReason, State
from tests.conftest import who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def offer(workspace, name, *, to="ravi", minutes=30, priority=5, **columns):
    now = timezone.now()
    lead = qualified(workspace, at=now, first_name=name, **columns)
    made = offered_to(workspace, who(to), lead=lead, at=now)
    due = now + timedelta(minutes=minutes)
    Handoff.objects.filter(pk=made.pk).update(accept_by=due, priority=priority)
    made.refresh_from_db()
    return made


def text(answer):
    return answer.content.decode()


def test_what_waits_stands_by_priority_and_then_by_the_time_left(inside, as_):
    offer(inside, "Tom", minutes=50)
    offer(inside, "Maya", minutes=-4, priority=1)
    offer(inside, "Jonas", minutes=9)
    offer(inside, "Other", to="mona")
    page = text(as_("ravi").get("/w/acme/queue/"))
    assert page.index("Maya</strong>") < page.index("Jonas</strong>") < page.index("Tom</strong>")
    assert "Other" not in page
    assert "1 overdue" in page
    assert "1 due within 15 min" in page
    assert "–4 min" in page


def test_a_pools_offer_is_on_every_members_queue(inside, as_):
    row = offer(inside, "Maya")
    pool = Pool.objects.get(fallback=True)
    PoolMember.objects.get_or_create(workspace=inside, pool=pool, rep=who("ravi"))
    Handoff.objects.filter(pk=row.pk).update(rep=None, pool=pool)
    assert pool.name in text(as_("ravi").get("/w/acme/queue/"))


def test_asking_again_costs_nothing_until_something_changes(inside, as_):
    offer(inside, "Maya")
    ravi = as_("ravi")
    page = text(ravi.get("/w/acme/queue/"))
    version = page.split("rows/?v=")[1][:16]
    assert ravi.get(f"/w/acme/queue/rows/?v={version}", **HTMX).status_code == 204
    offer(inside, "Jonas")
    answer = ravi.get(f"/w/acme/queue/rows/?v={version}", **HTMX)
    assert (answer.status_code, "Jonas" in text(answer), 'data-queue-count="2"' in text(answer)) == (200, True, True)


def test_the_page_asks_the_same_number_of_questions_for_two_and_for_forty(inside, as_):
    ravi = as_("ravi")

    def cost():
        with CaptureQueriesContext(connection) as asked:
            ravi.get("/w/acme/queue/")
        return len(asked)

    offer(inside, "A"), offer(inside, "B")
    cost()
    few = cost()
    for number in range(40):
        offer(inside, f"Lead {number}")
    assert cost() == few


def test_accepting_goes_on_with_the_next_one_and_sets_the_first_step(inside, as_):
    first, second = offer(inside, "Maya", priority=1), offer(inside, "Jonas")
    answer = as_("ravi").post(f"/w/acme/queue/{first.pk}/accept/", **HTMX)
    assert "Maya is yours. First contact by" in text(answer)
    assert f'value="{second.pk}"' in text(answer)
    lead = Lead.objects.get(pk=first.lead_id)
    assert (lead.stage, lead.rep, inside.next_steps.get(lead=lead).text) == ("sal", who("ravi"), "First contact")


def test_the_loser_of_a_race_is_told_who_won(inside, as_):
    row = offer(inside, "Maya")
    pool = Pool.objects.get(fallback=True)
    for name in ("ravi", "mona"):
        PoolMember.objects.get_or_create(workspace=inside, pool=pool, rep=who(name))
    Handoff.objects.filter(pk=row.pk).update(rep=None, pool=pool)
    as_("mona").post(f"/w/acme/queue/{row.pk}/accept/")
    ravi = as_("ravi")
    assert "Mona was first: Mona accepted it" in text(ravi.post(f"/w/acme/queue/{row.pk}/accept/", follow=True))
    gone = ravi.get(f"/w/acme/queue/{row.pk}/", **HTMX)
    assert "Answered already" in text(gone)
    polled = ravi.get(f"/w/acme/queue/rows/?v=x&open={row.pk}", **HTMX)
    assert "Mona was first" in text(polled)


def test_rejecting_needs_a_reason_and_says_where_the_lead_goes(inside, as_):
    row, ravi = offer(inside, "Maya"), as_("ravi")
    url = f"/w/acme/queue/{row.pk}/reject/"
    assert "<form" in text(ravi.get(url, **HTMX))
    assert ravi.post(url, {"note": "no"}).status_code == 422
    reason = RejectReason.objects.get(key="student")
    assert ravi.post(url, {"reason": reason.pk, "fate": ""})["Location"] == "/w/acme/queue/"
    row.refresh_from_db()
    assert (row.state, row.reason, Lead.objects.get(pk=row.lead_id).stage) == (State.REJECTED, reason, "disqualified")


def test_back_to_nurture_has_a_track_and_a_day(inside, as_):
    row = offer(inside, "Maya")
    reason = RejectReason.objects.get(key="not_now")
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    typed = {"reason": reason.pk, "track": "Keep warm", "return_on": day}
    as_("ravi").post(f"/w/acme/queue/{row.pk}/nurture/", typed)
    lead = Lead.objects.get(pk=row.lead_id)
    assert (lead.holder, lead.return_at.date().isoformat()) == ("marketing", day)
    assert lead.stage_changes.latest("id").details["track"] == "Keep warm"


def test_a_question_goes_to_whoever_passed_the_lead_and_the_answer_comes_back_once(inside, as_):
    row = offer(inside, "Maya")
    Handoff.objects.filter(pk=row.pk).update(passed_by=who("maya"))
    as_("ravi").post(f"/w/acme/queue/{row.pk}/ask/", {"text": "Did they see a price?"})
    question = inside.questions.get()
    assert Notification.objects.get(kind="question").to == who("maya")
    maya = as_("maya")
    assert "Did they see a price?" in text(maya.get("/w/acme/questions/"))
    url = f"/w/acme/questions/{question.pk}/"
    assert maya.post(url, {"text": ""}).status_code == 422
    assert maya.post(url, {"text": "Yes, on Monday"}).status_code == 302
    assert as_("ada").post(url, {"text": "No"}).status_code == 422
    told = Notification.objects.get(kind="answer")
    assert (told.to, "Yes, on Monday" in told.text) == (who("ravi"), True)


def test_todays_figures_are_those_of_the_rep(inside, as_):
    row = offer(inside, "Maya")
    now = timezone.now()
    routing.take(row, by=who("ravi"), at=now)
    routing.log_touch(row, by=who("ravi"), at=now + timedelta(minutes=11), channel="call", outcome="replied")
    page = text(as_("ravi").get("/w/acme/queue/"))
    assert "11 min" in page
    assert "100% within <a" in page
    assert "% within <a" not in text(as_("mona").get("/w/acme/queue/"))


def test_an_address_of_nonsense_is_no_trouble(inside, as_):
    ravi = as_("ravi")
    for query in ("?open=x", "?after=1~2~3", "?after=9~2026-01-01T00:00:00Z~5", "?open=99999999999999999999"):
        assert ravi.get(f"/w/acme/queue/{query}").status_code == 200
    assert ravi.get("/w/acme/queue/?open=4242").status_code == 404
