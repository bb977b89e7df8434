"""The figures and the rows behind them; as many questions to the database for two leads as for two hundred."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sla import actions as sla
from sla.models import Clock
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
    assert "Of 3 leads 2 were answered" in page
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
