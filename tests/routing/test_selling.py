"""A rep works a lead: touches, next steps, the checklist, the opportunity, tasks; and marketing beside them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.actions import Refused
from accounts.models import Notification
from leads import actions as leads
from leads.models import Company, Lead
from leads.stages import Stage, by_sales
from routing import actions as routing
from routing.actions import reconciling
from routing.models import Handoff, Task
from tests.conftest import NOON, who
from tests.routing.worlds import lead_of, offered_to, qualified

pytestmark = pytest.mark.django_db
LATER, TOMORROW = NOON + timedelta(minutes=7), NOON + timedelta(days=1)
BANT = {"budget": "20 k", "authority": "Maya", "need": "Speed", "timing": "May"}


@pytest.fixture
def taken(inside):
    """A lead that Ravi holds and Maya passed."""
    handoff = offered_to(inside, who("ravi"), lead=qualified(inside, first_name="Erik"))
    Handoff.objects.filter(pk=handoff.pk).update(passed_by=who("maya"))
    routing.take(handoff, by=who("ravi"), at=LATER)
    return handoff


def qualify(handoff, **extra):
    said = {"answers": BANT, "amount": 1_200_000, "currency": "EUR", "expected_on": date(2026, 6, 1)}
    said |= {"next_step": "Offer", "next_step_at": TOMORROW + timedelta(days=1)}
    return routing.qualify_sql(handoff, by=who("ravi"), at=TOMORROW, **{**said, **extra})


def test_a_touch_is_an_activity_stops_the_clock_and_leaves_a_next_step(inside, taken):
    routing.log_touch(taken, by=who("ravi"), at=TOMORROW, channel="call", outcome="no_answer", note="Voice mail")
    taken.refresh_from_db()
    assert (taken.responded_at, taken.responded_by) == (TOMORROW, who("ravi"))
    step, lead = inside.next_steps.get(), Lead.objects.get(pk=taken.lead_id)
    assert (step.text, step.channel, lead.next_step_at) == ("Try again", "call", TOMORROW + timedelta(days=1))
    told = inside.activities.get(type="touch")
    assert (told.title, told.by, told.properties["note"]) == ("Call: no answer", who("ravi"), "Voice mail")


@pytest.mark.parametrize(("channel", "outcome"), [("fax", "replied"), ("call", "great"), ("", "")])
def test_a_touch_of_another_kind_is_refused(taken, channel, outcome):
    with pytest.raises(Refused):
        routing.log_touch(taken, by=who("ravi"), at=TOMORROW, channel=channel, outcome=outcome)


def test_no_lead_is_without_a_next_step_and_it_lies_ahead(taken):
    with pytest.raises(Refused, match="lie ahead"):
        routing.set_next_step(taken, by=who("ravi"), at=TOMORROW, text="Call", next_step_at=TOMORROW)
    with pytest.raises(Refused, match="Say what"):
        routing.set_next_step(taken, by=who("ravi"), at=LATER, text=" ", next_step_at=TOMORROW)


def test_an_sql_needs_the_checklist_and_has_an_opportunity(inside, taken):
    with pytest.raises(Refused, match="Not answered yet: Need, Timing"):
        qualify(taken, answers={"budget": "x", "authority": "y"})
    made = qualify(taken)
    assert (made.amount, made.currency, made.expected_on, made.checklist) == (1_200_000, "EUR", date(2026, 6, 1), BANT)
    routing.won(taken, by=who("ravi"), at=TOMORROW, reason="Fast", amount=1_000_000, currency="EUR")
    made.refresh_from_db()
    assert (made.closed_as, made.amount, made.reason) == ("won", 1_000_000, "Fast")


def test_a_lead_that_was_not_won_after_all_is_worked_on_by_whoever_holds_it(inside, taken):
    qualify(taken)
    routing.won(taken, by=who("ravi"), at=TOMORROW, reason="Fast")
    custody = by_sales(rep=who("ravi").pk, next_step_at=TOMORROW + timedelta(days=1))
    lead = Lead.objects.get(pk=taken.lead_id)
    leads.move(lead, to=Stage.SQL, at=TOMORROW, cause="manual", by=who("mona"), custody=custody)
    assert reconciling.wrongs(inside.pk) == []
    assert routing.lost(taken, by=who("ravi"), at=TOMORROW, reason="They fell out").to == Stage.LOST


def test_the_checklist_is_the_workspaces_own(inside, taken):
    routing.write_checklist(inside, items=[("champion", "Champion", "Who fights for us?", True)], at=LATER)
    with pytest.raises(Refused, match="Champion"):
        qualify(taken)
    assert qualify(taken, answers={"champion": "Maya"}).checklist == {"champion": "Maya"}


def test_a_stages_playbook_comes_to_the_right_lists_once_and_is_dropped_with_the_lead(inside, taken):
    change = taken.lead.stage_changes.get(to="sal")
    before = {(task.title, task.to) for task in Task.objects.all()}
    assert ("Read the brief and the receipt", who("ravi")) in before
    assert ("Tell sales what is not in the brief", who("maya")) in before
    routing.plan_tasks(change)
    routing.follow_up(change)
    assert Task.objects.count() == len(before)
    reason = inside.reject_reasons.get(key="not_now")
    routing.recycle(taken, by=who("ravi"), at=TOMORROW, reason=reason)
    assert not Task.objects.filter(dropped_at=None).exists()


def test_a_playbook_is_written_anew_and_old_tasks_stay(inside, taken):
    routing.write_plays(inside, stage=Stage.SQL, plays=[("Invite to a demo", "holder", 8)], at=LATER)
    with pytest.raises(Refused):
        routing.write_plays(inside, stage=Stage.SQL, plays=[("x", "nobody", 8)], at=LATER)
    qualify(taken)
    assert Task.objects.get(title="Invite to a demo").to == who("ravi")


def test_whoever_passed_a_lead_hears_what_became_of_it_once_for_each_step(taken):
    qualify(taken)
    routing.follow_up(taken.lead.stage_changes.get(to="sql"))
    told = Notification.objects.filter(to=who("maya"), kind="handed").order_by("id")
    assert [row.title for row in told] == ["Erik was accepted by Ravi", "Erik is an SQL by Ravi"]


def test_nurture_stops_while_sales_holds_and_a_second_colleague_is_warned(inside, taken):
    firm = Company.objects.create(workspace=inside, name="Northwind", name_norm="northwind")
    lead = Lead.objects.get(pk=taken.lead_id)
    assert not routing.may_nurture(lead).yes
    assert "Ravi" in routing.may_nurture(lead).why
    other = lead_of(inside, first_name="Sara", company=firm)
    assert routing.may_nurture(other).yes
    Lead.objects.filter(pk=lead.pk).update(company=firm)
    assert routing.collision(other, by=who("ravi")) == ""
    assert "Ravi with Erik" in routing.collision(other, by=who("mona"))


def test_the_pages_of_a_reps_day(inside, as_):
    handoff = offered_to(inside, who("ravi"), lead=qualified(inside, at=timezone.now()), at=timezone.now())
    ravi, now = as_("ravi"), timezone.now()
    routing.take(handoff, by=who("ravi"), at=now)
    page = ravi.get("/w/acme/working/").content.decode()
    assert "First contact" in page
    work = f"/w/acme/working/{handoff.pk}/"
    assert ravi.post(f"{work}touch/", {"touch": "call:positive", "from": "list"})["Location"] == "/w/acme/working/"
    assert ravi.post(f"{work}touch/", {"touch": "nonsense"}, follow=True).status_code == 200
    assert "Qualify: go through the checklist" in ravi.get(work).content.decode()
    soon = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert ravi.post(f"{work}next/", {"next_step": "", "next_step_at": soon}).status_code == 422
    assert ravi.post(f"{work}next/", {"next_step": "Demo", "next_step_at": soon}).status_code == 302
    items = {f"answer_{item.pk}": "yes" for item in inside.checklist.all()}
    typed = {**items, "amount": "1200.50", "currency": "eur", "next_step": "Offer", "next_step_at": soon}
    assert ravi.post(f"{work}qualify/", {**typed, "amount": "-1"}).status_code == 422
    assert ravi.post(f"{work}qualify/", typed)["Location"] == work
    made = inside.opportunities.get()
    assert (made.amount, made.currency) == (120_050, "EUR")
    assert "1,200.5 EUR" in ravi.get(work).content.decode()
    assert ravi.post(f"{work}lost/", {"reason": ""}).status_code == 422
    assert ravi.post(f"{work}lost/", {"reason": "Price"})["Location"] == "/w/acme/working/"
    assert "Sales is done" in ravi.get(work).content.decode()


def test_marketing_sees_where_each_handed_lead_is(inside, taken, as_):
    page = as_("maya").get("/w/acme/handed/?whose=mine").content.decode()
    assert "Erik" in page
    assert "Ravi" in page
    assert as_("ravi").get("/w/acme/handed/").status_code == 403


def test_tasks_are_ticked_off_by_the_page(inside, taken, as_):
    task = Task.objects.get(to=who("ravi"))
    ravi = as_("ravi")
    assert task.title in ravi.get("/w/acme/tasks/").content.decode()
    assert ravi.post(f"/w/acme/tasks/{task.pk}/done/").status_code == 302
    assert "Nothing to do" in ravi.get("/w/acme/tasks/").content.decode()


def test_playbooks_and_checklist_are_written_on_a_page(inside, as_):
    mona, url = as_("mona"), "/w/acme/settings/playbooks/"
    assert "Budget" in mona.get(url).content.decode()
    typed = {"stage": "sal", "title": ["Call", ""], "doer": ["holder", "holder"], "hours": ["2", "24"]}
    assert mona.post(url, typed).status_code == 302
    assert [play.title for play in inside.plays.filter(stage="sal", retired_at=None)] == ["Call"]
    assert mona.post(url, {**typed, "hours": ["x", "24"]}).status_code == 422
    assert mona.post(url, {"key": [""], "label": ["Why us"], "question": ["?"], "required": ["0"]}).status_code == 302
    assert inside.checklist.get(retired_at=None).key == "why_us"
    assert as_("ravi").get(url).status_code == 403
