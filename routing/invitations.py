"""Invitations to meetings as calendar programs read them (RFC 5545 and 5546). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited, by their address."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Invitation:
    """What an invitation says; the same `uid` for all its versions, `sequence` counts them."""

    uid: UUID
    sequence: int
    starts_at: datetime
    minutes: int
    zone: str
    summary: str
    description: str
    place: str
    organiser: Guest
    guests: Sequence[Guest]
    stamped_at: datetime


def written(invitation: Invitation, *, method: str) -> str:
    """The text of an .ics file: REQUEST invites or changes, CANCEL calls off."""
    calendar = Calendar()
    calendar.add("prodid", "-//Baton//Handoff meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    starts_at = invitation.starts_at.astimezone(ZoneInfo(invitation.zone))
    event.add("uid", f"{invitation.uid}@baton")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamped_at)
    event.add("dtstart", starts_at)
    event.add("dtend", (invitation.starts_at + timedelta(minutes=invitation.minutes)).astimezone(starts_at.tzinfo))
    event.add("summary", invitation.summary)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if invitation.description:
        event.add("description", invitation.description)
    if invitation.place:
        event.add("location", invitation.place)
    event["organizer"] = person(invitation.organiser)
    for guest in invitation.guests:
        attendee = person(guest)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("NEEDS-ACTION")
        attendee.params["rsvp"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def person(guest: Guest) -> vCalAddress:
    """A name and an address as calendars have them."""
    address = vCalAddress(f"mailto:{guest.email}")
    if guest.name:
        address.params["cn"] = vText(guest.name)
    return address
