"""A marketer's day with the model: a signal, a rule, a rehearsal, publishing, and whom it handed over."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts import bells, tenancy
from accounts.instants import database_now
from handoff import relay
from leads import actions as leads
from leads.models import StageChange
from routing import actions as routing
from routing.actions.furnishing import fill_fallback
from tests.scoring.world import event, lead, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def readers(acme):
    """Two who read the price list, and one who read something else."""
    with tenancy.workspace(acme):
        fill_fallback(acme.pk)
        for name, read in [("Priya", "Prices 2026"), ("Noor", "Prices 2026"), ("Otto", "About us")]:
            one = lead(acme, name, title="Head of IT", email=f"{name}@north.example", email_key=f"{name}@north.example")
            done = event(one, "page", database_now() - timedelta(days=3))
            done.title = read
            leads.record(acme.pk, [done])


def in_the_background(acme):
    """What workers do meanwhile."""
    with tenancy.workspace(acme):
        run_jobs(acme)


def test_a_marketers_signal_rule_rehearsal_and_publication_end_on_a_reps_desk(browse, acme):
    readers(acme)
    in_the_background(acme)
    window = browse("maya")
    page = window.page
    page.set_default_timeout(30_000)

    window.open("/w/acme/scoring/signals/new/")
    page.get_by_label("Name, in the past tense").fill("Read the price list")
    page.locator("[name='cond-0-what']").select_option("field:activity.title")
    page.locator("[name='cond-0-op']").select_option("contains")
    page.locator("[name='cond-0-value']").fill("Prices")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Read the price list")
    in_the_background(acme)

    window.open("/w/acme/scoring/")
    page.get_by_role("button", name="Change the model").click()
    page.get_by_role("link", name="Add rule on engagement").click()
    page.get_by_label("Signal").select_option(label="Read the price list")
    page.get_by_label("Points each").fill("99")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Read the price list")

    page.get_by_role("button", name="Rehearse").click()
    in_the_background(acme)
    window.open("/w/acme/scoring/")
    expect(page.locator("main")).to_contain_text(re.compile("handed", re.IGNORECASE))

    page.get_by_role("link", name=re.compile("^Publish")).click()
    if page.get_by_role("button", name="Count who moves").count():
        page.get_by_role("button", name="Count who moves").click()
        in_the_background(acme)
        window.open("/w/acme/scoring/publish/")
    expect(page.locator("main")).to_contain_text("2 become MQLs")
    page.get_by_label("Why?").fill("Who reads prices wants to buy")
    page.get_by_role("button", name="Publish").click()
    in_the_background(acme)

    window.open("/w/acme/scoring/")
    expect(page.locator("main")).to_contain_text("2 leads qualified by the last change of the model and are held back")
    page.get_by_role("link", name="Let some of them go").click()
    page.locator("[name=count]").fill("1")
    page.get_by_role("button", name="pass to sales").click()
    expect(page.locator("#messages")).to_be_visible()
    with tenancy.workspace(acme):
        assert StageChange.objects.filter(to="mql").count() == 1
        routing.route(acme, at=database_now())
        relay.clocks(acme.pk, database_now())
    while bells.answer():
        pass
    window.open("/w/acme/handed/")
    expect(page.locator("main")).to_contain_text(re.compile("Priya|Noor"))
    assert window.complaints == []
