"""The figures and the rows behind them; as many questions to the database for two leads as for two hundred."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla import actions as sla
from sla import responses
from sla.models import Clock
from sla.periods import period
from tests.conftest import NOON
from tests.sla.conftest import made_lead
from tests.sla.test_running import begun

pytestmark = pytest.mark.django_db
MARCH = "period=own&from=2026-03-01&to=2026-03-31"
PAGE = f"/w/acme/response-times/?{MARCH}"
ROWS = f"/w/acme/response-times/clocks/?{MARCH}"


def answered(workspace, rep, *, after, **columns):
    lead = made_lead(workspace, **columns)
    begun(lead, rep, kinds=["respond"])
    if after is not None:
        sla.stop(lead, kinds=["respond"], at=NOON + after, why="Answered")
    return lead


@pytest.fixture
def three(inside, ravi):
    answered(inside, ravi, after=timedelta(minutes=20), source="Webinar", grade="A1")
    answered(inside, ravi, after=timedelta(hours=3), source="Webinar", grade="A1")
    answered(inside, ravi, after=None, source="=cmd|' /C calc'!A0", grade="A1")
    answered(inside, ravi, after=timedelta(minutes=1), source="Webinar", grade="A1", is_test=True)
    with time_machine.travel(NOON + timedelta(hours=4), tick=False):
        yield inside


def test_the_page_tells_the_part_in_time_and_counts_the_unanswered(three, as_):
    page = as_("maya").get(PAGE).content.decode()
    assert "33%" in page  # one of three: one late, one still waiting beyond its time, the test lead is in no figure
    assert re.search(r"Of <a [^>]+>3 leads</a> <a [^>]+>2 were answered</a>", page)
    assert "its source cannot be traced" in page
    assert "Don’t be on this page" in page


def test_each_figure_leads_to_its_rows(three, as_):
    maya = as_("maya")
    late = maya.get(f"{ROWS}&outcome=late").content.decode()
    assert late.count('class="pill pill--bad"') == 2
    assert maya.get(f"{ROWS}&source=Webinar").content.decode().count("Lena") >= 2
    in_time = maya.get(f"{ROWS}&outcome=in_time&weekday=1&hour=12").content.decode()
    assert in_time.count('class="pill pill--good"') == 1
    assert "No clock fits" in maya.get(f"{ROWS}&hour=3").content.decode()
    assert "No clock fits" in maya.get(f"{ROWS}&rep=none").content.decode()


def test_the_file_has_the_same_rows_and_no_formulas(three, as_):
    answer = as_("maya").get(f"/w/acme/response-times/clocks.csv?{MARCH}")
    text = b"".join(answer.streaming_content).decode()
    assert len(text.splitlines()) == 4
    assert ",'=cmd" in text
    assert ",=cmd" not in text


@pytest.mark.parametrize("query", ["kind=nothing", "period=x", "hour=99", "weekday=9", "rep=1e9", "cursor=x", "tier=–"])
def test_what_cannot_be_read_asks_for_nothing(three, as_, query):
    assert as_("maya").get(f"{ROWS}&{query}").status_code == 200
    assert as_("maya").get(f"{PAGE}&{query}").status_code == 200


@pytest.mark.parametrize("url", [PAGE, ROWS, "/w/acme/agreement/", "/w/acme/calendars/"])
def test_the_number_of_questions_does_not_grow_with_the_leads(inside, ravi, as_, url):
    maya = as_("maya")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert maya.get(url).status_code == 200
        return len(found)

    for minutes in (5, 90):
        answered(inside, ravi, after=timedelta(minutes=minutes), source=f"Source {minutes}")
    maya.get(url)
    few = asked()
    for minutes in range(30):
        answered(inside, ravi, after=timedelta(minutes=minutes * 9), source=f"Source {minutes % 4}")
    assert asked() == few


def test_an_empty_page_says_what_will_come(inside, as_):
    assert "No clock ran in this period" in as_("ravi").get(PAGE).content.decode()


def test_a_lead_shows_its_clocks_in_both_zones(inside, ravi, as_):
    lead = made_lead(inside, time_zone="America/New_York", grade="A1")
    begun(lead, ravi, kinds=["accept"])
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        page = as_("ravi").get(f"/w/acme/leads/{lead.pk}/").content.decode()
    assert "Why is it due then?" in page
    assert "Tue 10 Mar, 13:00" in page
    assert "Tue 10 Mar, 09:00" in page
    assert "50 min left" in page


def test_a_clock_is_held_and_runs_on_from_its_page(inside, ravi, as_):
    lead = made_lead(inside, grade="A1")
    begun(lead, ravi, kinds=["accept"], at=sla.database_now())
    url = f"/w/acme/clocks/{Clock.objects.get().pk}/"
    assert as_("maya").post(f"{url}pause/", {"reason": "x"}).status_code == 403
    assert as_("ravi").post(f"{url}pause/", {"reason": ""}).status_code == 422
    assert as_("ravi").post(f"{url}pause/", {"reason": "On a plane until noon"}).status_code == 302
    page = as_("maya").get(url).content.decode()
    assert "On a plane until noon" in page
    assert as_("mona").post(f"{url}resume/").status_code == 302
    assert Clock.objects.get().paused_at is None


def test_a_wait_that_is_not_over_counts_without_the_pauses_that_are(inside, ravi):
    lead = made_lead(inside, grade="A1")
    begun(lead, ravi, kinds=["respond"])
    clock = Clock.objects.get()
    sla.pause(clock, by=ravi, reason="On a plane", at=NOON + timedelta(minutes=10))
    sla.resume(clock, by=ravi, at=NOON + timedelta(minutes=40))
    chosen = period({"period": "own", "from": "2026-03-01", "to": "2026-03-31"}, today=NOON.date(), zone="UTC")

    def waited(minutes):
        now = NOON + timedelta(minutes=minutes)
        (one,) = responses.answers(inside, kind="respond", period=chosen, now=now)
        return one.wall / 60, one.working / 60

    assert waited(5) == (5, 5)
    assert waited(25) == (25, 10)  # as it was while it was held
    assert waited(60) == (60, 30)
    sla.pause(clock, by=ravi, reason="On another plane", at=NOON + timedelta(minutes=70))
    assert waited(90) == (90, 40)
    rows = responses.clocks(inside, kind="respond", period=chosen)
    later = NOON + timedelta(minutes=90)
    found = {
        (working, seconds): responses.longer(inside, rows, seconds, working=working, now=later).count()
        for working in (True, False)
        for seconds in (39 * 60, 41 * 60)
    }
    assert found == {(True, 2340): 1, (True, 2460): 0, (False, 2340): 1, (False, 2460): 1}


def hrefs(page):
    return [unescape(url) for url in re.findall(r'href="([^"]*/response-times/clocks/[^"]*)"', page)]


def test_every_figure_of_the_page_leads_to_as_many_rows_as_it_says(three, as_):
    maya = as_("maya")
    page = maya.get(PAGE).content.decode()
    for url in set(hrefs(page)):
        assert maya.get(url).status_code == 200, url

    def rows(query):
        return max(maya.get(f"{ROWS}&{query}").content.decode().count("<tr>") - 1, 0)

    counted = {
        name: rows(f"outcome={name}") for name in ("in_time", "late", "decided", "open", "answered", "unanswered")
    }
    assert counted == {"in_time": 1, "late": 2, "decided": 3, "open": 0, "answered": 2, "unanswered": 1}
    assert rows("longer=1200&by=working") == rows("longer=1200&by=wall") == 2
    assert rows("longer=10800&by=working") == 1
    assert rows("cause=untouched") == 1
    assert "accepted, but nobody got in touch in time" in maya.get(f"{ROWS}&cause=untouched").content.decode()


def test_who_is_on_the_page_nobody_wants_to_be_on_is_there_once_for_each_lead(inside, ravi, as_):
    for _ in range(2):
        begun(made_lead(inside, grade="A1"), ravi)  # neither accepted nor answered: one lateness each
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        page = as_("maya").get(PAGE).content.decode()
        assert "2 leads beyond their time" in page
        (url,) = {url for url in hrefs(page) if "over=now" in url}
        rows = as_("maya").get(url).content.decode()
    assert "2 clocks" in rows
    assert "beyond their time right now" in rows


def test_a_lead_handed_back_unanswered_is_neither_in_time_nor_late(inside, ravi, as_):
    lead = made_lead(inside, grade="A1")
    begun(lead, ravi, kinds=["respond"])
    sla.ended(lead, at=NOON + timedelta(minutes=5), why="Rejected")
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        maya = as_("maya")
        assert "Broken off" in maya.get(f"{ROWS}&outcome=dropped").content.decode()
        assert "No clock fits" in maya.get(f"{ROWS}&outcome=in_time").content.decode()
        assert "nothing to count yet" in maya.get("/w/acme/agreement/").content.decode()
