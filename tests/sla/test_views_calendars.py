"""Calendars as people make them: a week with several blocks, holidays, closures, who goes by it."""

from datetime import date, time

import pytest

from sla import actions as sla
from sla.models import CalendarUse, WorkCalendar
from tests.conftest import who

pytestmark = pytest.mark.django_db
NEW = "/w/acme/calendars/new/"
WEEK = {"name": "Late shift", "time_zone": "berlin", "country": "DE", "subdivision": "BY"}
WEEK |= {"day0_0_from": "22:00", "day0_0_to": "06:00", "day0_1_from": "09:00", "day0_1_to": "12:00"}


def the(name):
    return WorkCalendar.objects.get(name=name)


def test_a_workspace_begins_with_office_hours_in_its_own_zone(inside):
    row = the("Office hours")
    assert (row.time_zone, row.blocks.count(), row.uses.get().is_workspaces) == ("UTC", 5, True)


def test_a_calendar_is_made_with_several_blocks_a_day_and_one_over_midnight(as_, inside):
    assert as_("mona").post(NEW, WEEK).status_code == 302
    row = the("Late shift")
    assert (row.time_zone, row.country, row.subdivision) == ("Europe/Berlin", "DE", "BY")
    assert [(block.begins, block.ends) for block in row.blocks.order_by("begins")] == [
        (time(9), time(12)),
        (time(22), time(6)),
    ]
    page = as_("ravi").get(f"/w/acme/calendars/{row.pk}/").content.decode()
    assert "Mon 09:00–12:00 and 22:00–06:00" in page
    assert "Bayern, Germany" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day0_0_to": ""}, "needs both a from and a to"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"name": "Office hours"}, "already"),
        ({"day0_0_from": "", "day0_0_to": "", "day0_1_from": "", "day0_1_to": ""}, "Nothing is ever open"),
        ({"subdivision": "XX"}, "valid choice"),
        ({"day0_0_from": "25:00"}, "valid time"),
    ],
)
def test_what_no_clock_could_go_by_is_refused_with_a_sentence(as_, inside, changed, said):
    answer = as_("mona").post(NEW, {**WEEK, **changed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not WorkCalendar.objects.filter(name="Late shift").exists()


def test_mondays_hours_are_put_on_the_other_days_and_nothing_is_kept_yet(as_, inside):
    answer = as_("mona").post(NEW, {**WEEK, "monday": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('value="22:00"') == 5
    assert not WorkCalendar.objects.filter(name="Late shift").exists()


def test_the_regions_of_a_country_come_without_saving(as_, inside):
    answer = as_("mona").post(
        NEW, {"name": "", "country": "DE", "regions": "1"}, headers={"HX-Target": "regions", "HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "Brandenburg" in answer.content.decode()


def test_a_day_or_a_part_of_it_is_closed_and_opened_again(as_, inside):
    row = the("Office hours")
    url = f"/w/acme/calendars/{row.pk}/"
    mona = as_("mona")
    assert mona.post(f"{url}closures/new/", {"on": "2026-12-24", "name": "Christmas Eve"}).status_code == 302
    part = {"on": "2026-12-23", "name": "Party", "begins": "15:00", "ends": "17:00"}
    assert mona.post(f"{url}closures/new/", part).status_code == 302
    assert mona.post(f"{url}closures/new/", part).status_code == 422
    assert mona.post(f"{url}closures/new/", {**part, "ends": ""}).status_code == 422
    assert [closure.all_day for closure in row.closures.order_by("on")] == [False, True]
    gone = row.closures.get(on=date(2026, 12, 24))
    assert mona.post(f"{url}closures/{gone.pk}/remove/").status_code == 302
    assert row.closures.count() == 1


def test_a_rep_goes_by_their_own_calendar_and_else_by_the_workspaces(as_, inside):
    as_("mona").post(NEW, WEEK)
    row, ravi = the("Late shift"), who("ravi")
    as_("mona").post(f"/w/acme/calendars/{row.pk}/users/", {"rep": [ravi.pk, 999_999]})
    assert sla.calendar_for(inside.pk, rep=ravi.pk).zone == "Europe/Berlin"
    assert sla.calendar_for(inside.pk, rep=who("mona").pk).zone == "UTC"
    assert CalendarUse.objects.filter(calendar=row).count() == 1
    as_("mona").post(f"/w/acme/calendars/{row.pk}/users/", {})
    assert sla.calendar_for(inside.pk, rep=ravi.pk).zone == "UTC"


def test_the_workspace_is_never_without_a_calendar(as_, inside):
    office = the("Office hours")
    as_("mona").post(f"/w/acme/calendars/{office.pk}/users/", {})
    assert office.uses.get().is_workspaces
    as_("mona").post(f"/w/acme/calendars/{office.pk}/remove/")
    assert WorkCalendar.objects.filter(pk=office.pk).exists()


def test_a_leads_zone_can_count(inside, lena):
    lena.time_zone = "America/New_York"
    assert sla.calendar_for(inside.pk, lead=lena).zone == "America/New_York"
    lena.time_zone = "Mars/Olympus"
    assert sla.calendar_for(inside.pk, lead=lena).zone == "UTC"


@pytest.mark.parametrize(("name", "status"), [("ravi", 403), ("maya", 403), ("mona", 200), ("ada", 200)])
def test_managers_and_admins_change_calendars(as_, inside, name, status):
    assert as_(name).get(NEW).status_code == status
    assert as_(name).get("/w/acme/calendars/").status_code == 200


def test_anybody_asks_a_calendar_when_something_is_due_and_why(as_, inside):
    row = the("Office hours")
    asked = {"calendar": row.pk, "start": "2026-03-13T16:00", "allowed": "2 h"}
    page = as_("ravi").get("/w/acme/calendars/due/", asked).content.decode()
    assert "Monday 16 March 2026, 10:00:00" in page
    assert as_("ravi").get("/w/acme/calendars/due/", {**asked, "allowed": "soon"}).status_code == 422
