"""The handoff meeting: invitations as a mail server takes them and a calendar reads them."""

import socket
from datetime import timedelta

import icalendar
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.utils import timezone

from accounts import bells, tenancy
from accounts.actions import Refused
from accounts.models import Notification, User
from routing import actions as routing
from routing.actions.meeting import times_for
from routing.models import Handoff, Meeting
from sla.models import Clock
from tests.conftest import who
from tests.routing.worlds import offered_to, qualified

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letters(settings):
    """A mail server that keeps what it takes."""

    class Sink(Message):
        def handle_message(self, message):
            kept.append(message)

    kept = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    controller.stop()


@pytest.fixture
def handoff(acme):
    """Maya passed Erik to Ravi, who reads his clock in New York."""
    User.objects.filter(email="ravi@example.com").update(time_zone="America/New_York")
    with tenancy.workspace(acme):
        now = timezone.now()
        lead = qualified(acme, at=now, first_name="Erik", email="erik@northwind.example", email_key="erik@n")
        made = offered_to(acme, who("ravi"), lead=lead, at=now)
        made.passed_by = who("maya")
        made.save(update_fields=["passed_by"])
    return made


def plan(acme, handoff, **extra):
    now = timezone.now()
    with tenancy.workspace(acme):
        handoff.refresh_from_db()
        starts = (now + timedelta(days=2)).replace(minute=30, second=0, microsecond=0)
        said = {"starts_at": starts, "colleague": who("maya"), **extra}
        return routing.plan_meeting(handoff, by=who("ravi"), at=now, **said)


def drain():
    while bells.answer():
        pass


def invitation(letter):
    """The event in a letter, and how it is meant."""
    part = next(one for one in letter.walk() if one.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return calendar, next(iter(calendar.walk("VEVENT"))), part.get_param("method")


def test_everybody_is_invited_and_a_calendar_can_read_it(acme, handoff, letters):
    made = plan(acme, handoff, with_lead=True, place="https://meet.example/x", agenda="Secret remarks")
    drain()
    calendars = [letter for letter in letters if "text/calendar" in letter.as_string()]
    assert sorted(letter["To"] for letter in calendars) == [
        "erik@northwind.example",
        "maya@example.com",
        "ravi@example.com",
    ]
    calendar, event, method = invitation(calendars[0])
    assert (str(calendar["method"]), method) == ("REQUEST", "REQUEST")
    assert (str(event["uid"]), int(event["sequence"])) == (f"{made.uid}@baton", 0)
    assert event["dtstart"].dt == made.starts_at
    assert event["dtstart"].params["tzid"] == "America/New_York"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=30)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    assert {str(guest) for guest in event["attendee"]} == {
        "mailto:erik@northwind.example",
        "mailto:maya@example.com",
        "mailto:ravi@example.com",
    }
    assert "Secret" not in "".join(letter.as_string() for letter in calendars)


def test_a_change_is_the_same_meeting_with_the_next_number_and_an_end_takes_it_out(acme, handoff, letters):
    made = plan(acme, handoff)
    with tenancy.workspace(acme):
        later = made.starts_at + timedelta(days=1)
        routing.move_meeting(made, by=who("maya"), at=timezone.now(), starts_at=later, minutes=45)
        routing.call_off(made, by=who("ravi"), at=timezone.now())
        with pytest.raises(Refused, match="over: called off"):
            routing.call_off(made, by=who("ravi"), at=timezone.now())
    drain()
    told = sorted((int(event["sequence"]), method, str(event["status"])) for _, event, method in found(letters))
    assert told == [(0, "REQUEST", "CONFIRMED"), (1, "REQUEST", "CONFIRMED"), (2, "CANCEL", "CANCELLED")]
    with tenancy.workspace(acme):
        assert Notification.objects.filter(to=who("maya"), kind="meeting").count() == 3


def found(letters):
    """Maya's invitations."""
    mine = [
        letter for letter in letters if letter["To"] == "maya@example.com" and "text/calendar" in letter.as_string()
    ]
    events = [invitation(letter) for letter in mine]
    assert len({str(event["uid"]) for _, event, _ in events}) == 1
    return events


def test_times_suit_both_and_what_is_planned_is_taken(acme, handoff):
    monday = timezone.now().replace(year=2031, month=3, day=10, hour=6, minute=0, second=0, microsecond=0)
    with tenancy.workspace(acme):
        people = [who("ravi"), who("maya")]
        first = times_for(acme, people=people, at=monday)
        assert (first[0].hour, first[0].minute) == (13, 0)  # nine in New York, while UTC still works
        routing.plan_meeting(handoff, by=who("ravi"), at=monday, starts_at=first[0], minutes=60, colleague=who("maya"))
        assert times_for(acme, people=people, at=monday)[0] == first[0] + timedelta(hours=1)


def test_what_came_of_it_is_written_down_and_nobody_there_is_a_no_show(acme, handoff):
    made, other, now = plan(acme, handoff), plan(acme, handoff), timezone.now()
    with tenancy.workspace(acme):
        with pytest.raises(Refused, match="Say what came of it"):
            routing.record_meeting(
                made, by=who("ravi"), at=now, attended=["maya@example.com"], outcome="", next_step=""
            )
        told = {"attended": ["maya@example.com", "x@y.example"], "outcome": "Agreed", "next_step": "Ravi calls"}
        held = routing.record_meeting(made, by=who("ravi"), at=now, **told)
        assert (held.state, held.attended) == ("held", ["maya@example.com"])
        empty = routing.record_meeting(other, by=who("ravi"), at=now, attended=[], outcome="", next_step="")
        assert empty.state == "no_show"


@pytest.fixture
def worked(acme):
    """Ravi works Erik, who was routed to him; every clock runs."""
    with tenancy.workspace(acme):
        now = timezone.now()
        lead = qualified(acme, at=now, first_name="Erik", email="erik@northwind.example", email_key="erik@n")
        routing.route(acme, at=now)
        made = Handoff.objects.get(lead=lead)
        routing.take(made, by=who("ravi"), at=timezone.now())
        assert clocks(made) == ["attempt", "feedback", "respond"]
    return made


@pytest.mark.parametrize("invited", [True, False])
def test_a_meeting_with_the_lead_is_a_touch_of_whoever_works_it(acme, worked, invited):
    made = plan(acme, worked, with_lead=invited)
    with tenancy.workspace(acme):
        told = {"outcome": "Wants a trial", "next_step": "Send the trial", "answer": "positive"}
        there = ["ravi@example.com", "erik@northwind.example" if invited else "lead"]
        routing.record_meeting(made, by=who("maya"), at=timezone.now(), attended=there, **told)
        touch = acme.activities.get(type="touch")
        assert (touch.title, touch.by, touch.properties["note"]) == ("Meeting: positive", who("ravi"), "Wants a trial")
        worked.refresh_from_db()
        assert (worked.responded_at, worked.responded_by) == (touch.at, who("ravi"))
        assert acme.next_steps.get().text == "Send the trial"
        assert clocks(worked) == ["feedback"]
        assert "Ravi" in Meeting.objects.get().came


@pytest.mark.parametrize("there", [[], ["ravi@example.com", "maya@example.com"]])
def test_a_no_show_and_a_meeting_among_colleagues_are_no_touch(acme, worked, there):
    made = plan(acme, worked, with_lead=True)
    with tenancy.workspace(acme):
        told = {"attended": there, "outcome": "Went on", "next_step": "Call"}
        routing.record_meeting(made, by=who("ravi"), at=timezone.now(), **told)
        worked.refresh_from_db()
        assert worked.responded_at is None
        assert not acme.activities.filter(type="touch").exists()
        assert clocks(worked) == ["attempt", "feedback", "respond"]


def clocks(handoff):
    """What runs for a handoff's lead."""
    return sorted(Clock.objects.running().filter(lead=handoff.lead_id).values_list("kind", flat=True))


def test_a_lead_who_wants_no_mail_is_not_invited(acme, handoff):
    with tenancy.workspace(acme):
        acme.leads.update(consent="withdrawn")
    with pytest.raises(Refused, match="does not want mail"):
        plan(acme, handoff, with_lead=True)


def test_a_meeting_is_planned_moved_and_written_up_by_the_pages(acme, handoff, as_):
    ravi, new = as_("ravi"), f"/w/acme/queue/{handoff.pk}/meeting/"
    page = ravi.get(new).content.decode()
    slot = page.split('name="slot" value="')[1].split('"')[0]
    assert "What made them look now?" in page
    assert ravi.post(new, {"minutes": "30"}).status_code == 422
    typed = {"slot": slot.replace("&#x2B;", "+"), "minutes": "30", "agenda": "Brief"}
    with tenancy.workspace(acme):
        typed["colleague"] = str(who("maya").pk)
    answer = ravi.post(new, typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    url = answer["Location"]
    assert "Maya" in ravi.get(url).content.decode()
    move = f"{url}move/"
    own = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    assert ravi.post(move, {"slot": "", "own": own, "minutes": "45"}).status_code == 302
    assert ravi.post(url, {"attended": ["maya@example.com"]}).status_code == 422
    told = {"attended": ["maya@example.com"], "outcome": "Good", "next_step": "Call"}
    assert ravi.post(url, told).status_code == 302
    assert "Good" in as_("maya").get(url).content.decode()
    assert "Over" in ravi.get("/w/acme/meetings/").content.decode()
