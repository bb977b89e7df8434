"""A rep's hour by keyboard: what waits is walked, read, accepted, rejected; what comes is seen without a reload."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import tenancy
from leads.models import Company
from routing.models import Handoff, Meeting
from tests.browser.conftest import PHONE
from tests.conftest import who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db(transaction=True)


def offer(workspace, name, *, priority=5, minutes=30):
    with tenancy.workspace(workspace):
        now = timezone.now()
        firm, _ = Company.objects.get_or_create(workspace=workspace, name="Northwind", name_norm="northwind")
        lead = qualified(workspace, at=now, first_name=name, title="CMO", company=firm, score=9200, grade="A1")
        made = offered_to(workspace, who("ravi"), lead=lead, at=now)
        due = now + timedelta(minutes=minutes)
        Handoff.objects.filter(pk=made.pk).update(priority=priority, accept_by=due)
        return made


def press(page, key):
    """Press a key once what came last is in its place."""
    page.wait_for_load_state("load")
    page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')")
    page.keyboard.press(key)


def test_a_reps_hour_by_keyboard(browse, acme):
    offer(acme, "Maya", priority=1, minutes=-4), offer(acme, "Jonas", priority=2), offer(acme, "Priya", priority=3)
    window = browse("ravi")
    page = window.page
    window.open("/w/acme/queue/")
    expect(page).to_have_title("(3) My queue · Baton")
    pane = page.locator("#handoff h2")
    expect(pane).to_contain_text("Maya")
    page.keyboard.press("j")
    expect(pane).to_contain_text("Jonas")
    page.keyboard.press("k")
    expect(pane).to_contain_text("Maya")
    press(page, "a")
    expect(page.locator("body")).to_contain_text("Maya is yours")
    expect(pane).to_contain_text("Jonas")
    expect(page).to_have_title("(2) My queue · Baton")
    press(page, "r")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Why")
    dialog.locator("select[name=reason]").select_option(label="No budget – nurture, 180 days")
    dialog.locator("button[type=submit]").click()
    expect(page.locator("#messages")).to_contain_text("Rejected")
    expect(pane).to_contain_text("Priya")
    offer(acme, "Tom")
    expect(page.locator("#queue-rows")).to_contain_text("Tom", timeout=5_000)
    expect(page).to_have_title("(2) My queue · Baton")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_contain_text("Accept")
    page.keyboard.press("Escape")
    page.goto(window.base + "/w/acme/working/")
    page.get_by_role("link", name="Maya").click()
    expect(page.locator("h1")).to_contain_text("Maya")
    press(page, "1")
    page.get_by_role("button", name="Asked questions").first.click()
    expect(page.locator("#messages")).to_contain_text("Answer their questions")
    assert window.complaints == []


def test_a_rep_hands_back_by_keyboard_plans_a_meeting_and_gives_a_lead_back_after_it(browse, acme):
    first, second = offer(acme, "Maya", priority=1), offer(acme, "Jonas", priority=2)
    window = browse("ravi")
    page = window.page
    window.open("/w/acme/queue/")
    pane, dialog = page.locator("#handoff h2"), page.locator("#dialog")
    expect(pane).to_contain_text("Maya")
    press(page, "n")
    dialog.locator("select[name=reason]").select_option(index=1)
    dialog.locator("button[type=submit]").click()
    expect(pane).to_contain_text("Jonas")
    press(page, "a")
    expect(page.locator("body")).to_contain_text("Jonas is yours")

    window.open(f"/w/acme/working/{second.pk}/")
    page.get_by_role("link", name="Plan handoff meeting").click()
    expect(page.locator("h1")).to_contain_text("Jonas")
    page.get_by_label("Where, or a link").fill("Room 4")
    page.get_by_role("button", name="Invite").click()
    expect(page.locator("#messages")).to_contain_text("Everybody gets an invitation")
    with tenancy.workspace(acme):
        made = Meeting.objects.get()
        Meeting.objects.filter(pk=made.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    page.reload()
    page.get_by_label("What came of it").fill("They need a budget first")
    page.get_by_label("Next step, and whose it is").fill("Send the case study, Maya")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#messages")).to_contain_text("Written down")

    window.open(f"/w/acme/working/{second.pk}/")
    press(page, "n")
    page.locator("[name=reason]").select_option(index=1)
    page.locator("[name=reason]").locator("xpath=ancestor::form").locator("button[type=submit]").click()
    page.wait_for_load_state("load")
    with tenancy.workspace(acme):
        assert [one.lead.holder for one in Handoff.objects.filter(pk__in=[first.pk, second.pk])] == ["marketing"] * 2
    assert window.complaints == []


HEARD = """
window.heard = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    this.permission = "granted";
    window.heard.push("asked");
  }
  constructor(title, options) { window.heard.push(title.replace(/\\s+/g, " ") + " / " + options.tag); }
  addEventListener() {}
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.heard.push("tone"); return start.apply(this, when); };
"""


def test_a_rep_who_wants_it_hears_and_is_shown_what_comes_and_nobody_else_is(browse, acme):
    offer(acme, "Maya")
    window = browse("ravi")
    page = window.page
    page.add_init_script(HEARD)
    window.open("/w/acme/queue/")
    offer(acme, "Jonas")
    expect(page.locator("#queue-rows")).to_contain_text("Jonas", timeout=8_000)
    assert page.evaluate("heard") == [], "nobody asked for it"
    button = page.locator("[data-queue-alerts]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    made = offer(acme, "Priya")
    expect(page.locator("#queue-rows")).to_contain_text("Priya", timeout=8_000)
    asked, tone, shown = page.evaluate("heard")
    assert (asked, tone) == ("asked", "tone")
    assert "Priya" in shown
    assert shown.endswith(f"offer-{made.pk}")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    offer(acme, "Tom")
    expect(page.locator("#queue-rows")).to_contain_text("Tom", timeout=8_000)
    assert page.evaluate("heard") == [], "it was switched off again"
    assert window.complaints == []


def test_on_a_phone_the_list_and_the_brief_take_turns(browse, acme):
    offer(acme, "Maya")
    window = browse("ravi", PHONE)
    page = window.page
    window.open("/w/acme/queue/")
    expect(page.locator("#handoff")).to_be_hidden()
    page.locator("#queue-rows a.reach").click()
    expect(page.locator("#handoff")).to_be_visible()
    expect(page.locator("#queue-rows")).to_be_hidden()
    page.locator(".desk__back").click()
    expect(page.locator("#queue-rows")).to_be_visible()
