"""Days lived in a browser: a manager finds who is late and why; a rep qualifies, wins, is away; a marketer imports."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts import tenancy
from accounts.instants import database_now
from handoff import relay
from routing import actions as routing
from routing.actions.furnishing import fill_fallback
from routing.models import Handoff
from tests.browser.conftest import PHONE
from tests.browser.test_reps_hour import offer, press
from tests.conftest import who
from tests.importing.worlds import run_jobs
from tests.routing.test_routing import rep
from tests.routing.worlds import qualified

pytestmark = pytest.mark.django_db(transaction=True)


def forgotten(acme):
    """A lead that was offered to Ravi ten days ago, and that nobody accepted."""
    with tenancy.workspace(acme):
        fill_fallback(acme.pk)
        then = database_now() - timedelta(days=10)
        lead = qualified(acme, at=then, first_name="Greta", return_at=then + timedelta(days=30))
        routing.route(acme, at=then)
        relay.clocks(acme.pk, database_now())
        return lead


def test_a_managers_day(browse, acme):
    forgotten(acme)
    mona = browse("mona")
    page = mona.page
    mona.open("/w/acme/response-times/")
    page.get_by_role("link", name="Nobody accepted the lead in time").click()
    expect(page.locator("main")).to_contain_text("Greta")
    expect(page.locator("main")).to_contain_text("Late")
    page.get_by_role("link", name="the clock of Greta").first.click()
    expect(page.locator("body")).to_contain_text("Greta")
    expect(page.locator("main")).to_contain_text("Why is it due then?")
    page.goto(mona.base + "/w/acme/agreement/")
    page.get_by_role("link", name="Draft the next version").click()
    page.locator("[name=leads_per_month]").fill("80")
    page.locator("main form button[type=submit].btn-baton").first.click()
    page.get_by_role("button", name="Sign for sales").click()
    maya = browse("maya")
    maya.open("/w/acme/agreement/")
    maya.page.get_by_role("link", name="Read and sign it").click()
    expect(maya.page.locator("ins", has_text="80").first).to_be_visible()
    maya.page.get_by_role("button", name="Sign for marketing").click()
    assert mona.complaints == maya.complaints == []
    mona = browse("mona")
    page = mona.page
    mona.open("/w/acme/agreement/")
    expect(page.locator("main")).to_contain_text("Marketing passes 80 leads")
    page.goto(mona.base + "/w/acme/reviews/")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.locator("h1")).to_contain_text("Review")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("Agenda")
    assert mona.complaints == []


def test_a_rep_goes_on_holiday_and_colleagues_have_the_leads(browse, acme):
    with tenancy.workspace(acme):
        rep(acme, "rita")
        fill_fallback(acme.pk)
    made = offer(acme, "Jonas")
    window = browse("ravi", PHONE)
    page = window.page
    window.open("/w/acme/reps/")
    page.locator("main").get_by_role("link", name="Ravi").first.click()
    now = database_now()
    page.locator("[name=starts_at]").fill(f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}")
    page.locator("[name=ends_at]").fill(f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Enter the absence").click()
    expect(page.locator("main")).to_contain_text("Take back")
    with tenancy.workspace(acme):
        relay.route(acme.pk, database_now())
        assert Handoff.objects.get(pk=made.pk).rep == who("rita")
    window.open("/w/acme/queue/")
    expect(page.locator("main")).not_to_contain_text("Jonas")
    rita = browse("rita")
    rita.open("/w/acme/queue/")
    expect(rita.page.locator("#queue-rows")).to_contain_text("Jonas")
    assert window.complaints == rita.complaints == []


def test_a_rep_qualifies_by_keyboard_and_wins(browse, acme):
    made = offer(acme, "Priya")
    with tenancy.workspace(acme):
        routing.take(made, by=who("ravi"), at=database_now())
    window = browse("ravi")
    page = window.page
    window.open(f"/w/acme/working/{made.pk}/")
    press(page, "q")
    expect(page.locator("[name=next_step]")).to_be_visible()
    for field in page.locator("input[name^=answer_]").all():
        field.fill("Said on the phone")
    page.locator("[name=amount]").fill("12000")
    page.locator("[name=next_step]").fill("Send the offer")
    page.locator("[name=next_step_at]").fill(f"{database_now() + timedelta(days=2):%Y-%m-%dT%H:%M}")
    page.locator("[name=next_step]").press("Enter")
    expect(page.locator("#messages")).to_be_visible()
    window.open(f"/w/acme/working/{made.pk}/")
    press(page, "w")
    page.locator("[name=reason]").fill("Fast answers")
    page.locator("[name=reason]").press("Enter")
    page.wait_for_load_state("load")
    window.open(f"/w/acme/working/{made.pk}/")
    expect(page.locator("main")).to_contain_text("Sales is done with this lead: won")
    with tenancy.workspace(acme):
        assert acme.opportunities.get().closed_as == "won"
    assert window.complaints == []


def test_a_marketer_brings_a_messy_file_and_sees_who_was_handed_over(browse, acme):
    messy = "E-Mail;Vorname ;Job Title\n jane@NORTH.example ;Jane;CMO\nnonsense;Tom;CEO\n;;\njane@north.example;Jane;\n"
    window = browse("maya")
    page = window.page
    page.set_default_timeout(6_000)
    window.open("/w/acme/import/")
    sent = {"name": "leads (2).csv", "mimeType": "text/csv", "buffer": messy.encode("cp1252")}
    page.locator("input[type=file]").set_input_files(sent)
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("main")).to_contain_text("Jane")
    page.get_by_role("link", name="Next: columns").click()
    page.get_by_role("button", name="Try it").click()
    run_jobs(acme)
    page.reload()
    page.get_by_role("button", name="Import for good").click()
    run_jobs(acme)
    page.reload()
    expect(page.locator("main")).to_contain_text("nonsense")
    with tenancy.workspace(acme):
        lead = acme.leads.get()
        assert (lead.email.lower(), lead.first_name, lead.title) == ("jane@north.example", "Jane", "CMO")
        routing.hand_over(lead, by=who("maya"), at=database_now(), why="They called")
    window.open("/w/acme/handed/")
    expect(page.locator("main")).to_contain_text("Jane")
    assert window.complaints == []
