"""A rep's hour by keyboard: what waits is walked, read, accepted, rejected; what comes is seen without a reload."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import tenancy
from leads.models import Company
from routing.models import Handoff
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
