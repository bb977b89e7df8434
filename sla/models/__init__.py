"""The nouns of clocks: calendars, the agreement, running clocks and what became of them."""

from sla.models.agreement import AgreementState, Counts, Policy, Side, Signature, TwoWayAgreement
from sla.models.calendars import CalendarBlock, CalendarClosure, CalendarEdition, CalendarUse, WorkCalendar
from sla.models.clocks import Breach, Cause, Clock, ClockPause, ClockQuerySet, ClockStep, Excuse, Kind
from sla.models.ratings import Rating
from sla.models.shopper import Shopper, ShopperLead

__all__ = [
    "AgreementState",
    "Breach",
    "CalendarBlock",
    "CalendarClosure",
    "CalendarEdition",
    "CalendarUse",
    "Cause",
    "Clock",
    "ClockPause",
    "ClockQuerySet",
    "ClockStep",
    "Counts",
    "Excuse",
    "Kind",
    "Policy",
    "Rating",
    "Shopper",
    "ShopperLead",
    "Side",
    "Signature",
    "TwoWayAgreement",
    "WorkCalendar",
]
