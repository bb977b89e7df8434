"""What people type about calendars, clocks and the agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms

from accounts.forms import TimeZoneField
from leads.forms import HouseForm
from sla import public_holidays
from sla.calendars import Block
from sla.clauses import LONGEST, BadAgreement, read_length
from sla.plans import MOST_BLOCKS, Plan

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHOWN_BLOCKS = 2
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


@dataclass(frozen=True)
class DayFields:
    """A weekday's pairs of fields, as the page lays them out."""

    name: str
    pairs: list[tuple[forms.BoundField, forms.BoundField]]


class CalendarForm(HouseForm):
    """A calendar with its week: two fields for each block, and one empty pair more than a day has."""

    name = forms.CharField(label="Name", max_length=80)
    time_zone = TimeZoneField()
    always_open = forms.BooleanField(label="Open around the clock, every day", required=False)
    country = forms.ChoiceField(label="Public holidays of", required=False)
    subdivision = forms.ChoiceField(label="State or region", required=False)
    half_days_from = forms.TimeField(
        label="Half holidays close at",
        required=False,
        widget=TIME,
        help_text="Some countries keep half holidays, such as Christmas Eve. Empty: they are worked in full.",
    )

    def __init__(self, data: Any = None, *, plan: Plan, countries: list[tuple[str, str]]) -> None:
        super().__init__(data, initial=initial_of(plan))
        self.choose("country", [("", "No holidays"), *countries])
        country = str((data or {}).get("country", plan.country))
        regions = sorted(public_holidays.subdivisions(country).items(), key=lambda region: region[1])
        self.choose("subdivision", [("", "The whole country"), *regions])
        self.counts = [min(MOST_BLOCKS, max(SHOWN_BLOCKS, len(day) + 1)) for day in plan.week]
        for day, count in enumerate(self.counts):
            sent = sum(f"day{day}_{nth}_from" in (data or {}) for nth in range(MOST_BLOCKS))
            self.counts[day] = max(count, sent)
            for nth in range(self.counts[day]):
                for end in ("from", "to"):
                    label = f"{WEEKDAYS[day]}, block {nth + 1}, {end}"
                    self.fields[f"day{day}_{nth}_{end}"] = forms.TimeField(label=label, required=False, widget=TIME)

    def days(self) -> Iterator[DayFields]:
        """The week, for the page."""
        for day, name in enumerate(WEEKDAYS):
            pairs = [(self[f"day{day}_{nth}_from"], self[f"day{day}_{nth}_to"]) for nth in range(self.counts[day])]
            yield DayFields(name, pairs)

    def clean(self) -> dict[str, Any]:
        """A block has both ends; a region belongs to the country."""
        said: dict[str, Any] = super().clean() or {}
        for day in range(7):
            for nth in range(self.counts[day]):
                begins, ends = said.get(f"day{day}_{nth}_from"), said.get(f"day{day}_{nth}_to")
                if (begins is None) != (ends is None) and not self.has_error(f"day{day}_{nth}_from"):
                    missing = "from" if begins is None else "to"
                    self.add_error(f"day{day}_{nth}_{missing}", f"{WEEKDAYS[day]}: a block needs both a from and a to.")
        return said

    @property
    def plan(self) -> Plan:
        """What was typed."""
        said = self.cleaned_data
        return Plan(
            said["name"],
            said["time_zone"],
            tuple(tuple(self.blocks(day)) for day in range(7)),
            said["always_open"],
            said["country"],
            said["subdivision"],
            said["half_days_from"],
        )

    def blocks(self, day: int) -> Iterator[Block]:
        """A day's blocks that were filled in."""
        for nth in range(self.counts[day]):
            begins, ends = (self.cleaned_data.get(f"day{day}_{nth}_{end}") for end in ("from", "to"))
            if begins is not None and ends is not None:
                yield begins, ends


def initial_of(plan: Plan) -> dict[str, Any]:
    """A plan as the form shows it."""
    shown: dict[str, Any] = {
        "name": plan.name,
        "time_zone": plan.zone,
        "always_open": plan.always_open,
        "country": plan.country,
        "subdivision": plan.subdivision,
        "half_days_from": plan.half_days_from,
    }
    for day, blocks in enumerate(plan.week):
        for nth, (begins, ends) in enumerate(blocks):
            shown[f"day{day}_{nth}_from"], shown[f"day{day}_{nth}_to"] = begins, ends
    return shown


class ClosureForm(HouseForm):
    """A day, or a part of one, on which nothing is open."""

    on = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label="Why", max_length=120)
    begins = forms.TimeField(label="From", required=False, widget=TIME, help_text="Empty: the whole day.")
    ends = forms.TimeField(label="To", required=False, widget=TIME)

    def clean_on(self) -> date:
        """Within the years people plan for."""
        on: date = self.cleaned_data["on"]
        if not public_holidays.FIRST_YEAR <= on.year <= public_holidays.LAST_YEAR:
            raise forms.ValidationError("Choose a date between 1950 and 2100.")
        return on

    def clean(self) -> dict[str, Any]:
        """Both ends or none."""
        said: dict[str, Any] = super().clean() or {}
        if (said.get("begins") is None) != (said.get("ends") is None):
            self.add_error("ends", "Give both a from and a to, or neither for the whole day.")
        return {**said, "begins": said.get("begins") or time.min, "ends": said.get("ends") or time.min}


class ReasonForm(HouseForm):
    """Why a clock is held, or a breach excused."""

    reason = forms.CharField(label="Why", max_length=200)


class DueForm(HouseForm):
    """A question to the clock."""

    calendar = forms.ChoiceField(label="Calendar")
    start = forms.DateTimeField(
        label="Start, as the calendar’s wall reads",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    allowed = forms.CharField(label="Working time", max_length=20, help_text="Such as 30 min, 4 h, 1 h 30 min.")

    def clean_allowed(self) -> int:
        """Seconds."""
        try:
            seconds = read_length(self.cleaned_data["allowed"])
        except BadAgreement as bad:
            raise forms.ValidationError(str(bad)) from None
        if seconds > LONGEST:
            raise forms.ValidationError("Ask for at most 90 days of working time.")
        return seconds


class ShopperForm(HouseForm):
    """Whether and how often a test lead is sent."""

    is_on = forms.BooleanField(label="Send test leads", required=False)
    every_days = forms.IntegerField(label="Every so many days", min_value=1, max_value=365)


class RatingForm(HouseForm):
    """How good a lead was, and the agreement's questions."""

    stars = forms.TypedChoiceField(
        label="How good was this lead?",
        coerce=int,
        choices=[
            (5, "5 – just what we look for"),
            (4, "4"),
            (3, "3 – so so"),
            (2, "2"),
            (1, "1 – should not have come"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, questions: list[str], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.questions = questions
        for nth, question in enumerate(questions):
            self.fields[f"answer{nth}"] = forms.CharField(
                label=question, required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question with its answer."""
        return [(question, self.cleaned_data[f"answer{nth}"]) for nth, question in enumerate(self.questions)]
