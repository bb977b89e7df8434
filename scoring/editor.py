"""What the model editor shows: a version's rules in words, each with how many leads it touches now."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from leads.conditions import BadCondition, Type, check
from leads.matching import Terms
from leads.matching.counting import in_time
from leads.models import Activity, Lead
from scoring import wording
from scoring.happenings import PROPERTY
from scoring.models import EngagementRule, FitRule, ScoringModel, Slot
from scoring.wording import Said

LONGEST_MS = 1_500
LATEST, MOST_PROPERTIES = 300, 60  # activities looked at, properties offered


@dataclass(frozen=True)
class FitRow:
    """One fit rule."""

    rule: FitRule
    said: Said
    touches: int | None


@dataclass(frozen=True)
class EngagementRow:
    """One engagement rule."""

    rule: EngagementRule
    touches: int | None

    @property
    def cools(self) -> str:
        """The way it cools, as the form names it."""
        return "half" if self.rule.half_life_days else "window" if self.rule.window_days else "never"

    @property
    def days(self) -> int | None:
        """In how many days."""
        return self.rule.half_life_days or self.rule.window_days


@dataclass
class Sheet:
    """One version, as the editor draws it."""

    model: ScoringModel
    terms: Terms

    @cached_property
    def fit(self) -> list[FitRow]:
        """The fit rules in order."""
        rules = list(self.model.fit_rules.all())
        touched = self.touched(rules)
        return [
            FitRow(rule, wording.said(rule.condition, self.terms.schema), touched.get(f"rule_{rule.pk}"))
            for rule in rules
        ]

    @cached_property
    def engagement(self) -> list[EngagementRow]:
        """The engagement rules in order."""
        rules = list(self.model.engagement_rules.select_related("signal"))
        touched = of_signals(self.model.workspace_id)
        return [EngagementRow(rule, touched.get(rule.signal_id)) for rule in rules]

    @property
    def bars(self) -> list[tuple[str, Said]]:
        """The disqualifiers: how each is called, and what it asks."""
        return [
            (each["label"], wording.said(each["condition"], self.terms.schema)) for each in self.model.disqualifiers
        ]

    def touched(self, rules: list[FitRule]) -> dict[str, int]:
        """How many present leads meet each rule, in one pass; nothing where that takes too long."""
        now = timezone.now()
        asked: dict[str, Any] = {}
        for rule in rules:
            try:
                condition = check(rule.condition, self.terms.schema, saving=False)
            except BadCondition:
                continue
            asked[f"rule_{rule.pk}"] = Count("pk", filter=self.terms.compile(condition, now=now))
        if not asked:
            return {}
        leads = Lead.objects.present().filter(workspace=self.terms.workspace)
        return in_time(lambda: leads.aggregate(**asked), LONGEST_MS) or {}


def of_signals(workspace_id: int, *, ever: bool = False) -> dict[int, int]:
    """How many leads have hits of each signal that count, from the tallies in one pass; `ever`: also those that ended.

    With `ever` a signal that only counts for some days is missing.
    """
    slots: dict[int, int] = {}
    live = Slot.objects.filter(workspace_id=workspace_id, state="live")
    live = live.filter(window_days=None) if ever else live
    for slot in live.order_by(F("window_days").asc(nulls_first=True), "id"):
        slots.setdefault(slot.signal_id, slot.number)
    if not slots:
        return {}
    columns = ", ".join(f"count(*) FILTER (WHERE s{number:02d} > 0)" for number in slots.values())

    def ask() -> tuple[int, ...]:
        with connection.cursor() as cursor:
            sql = f"SELECT {columns} FROM scoring_tally WHERE workspace_id = %s"  # noqa: S608 - our own columns
            cursor.execute(sql, [workspace_id])
            return cursor.fetchone()

    counts = in_time(ask, LONGEST_MS)
    return dict(zip(slots, counts, strict=True)) if counts else {}


def properties_seen(workspace_id: int) -> dict[str, Type]:
    """The properties that activities had lately, each with the type of its last value; to be offered in conditions."""
    latest = Activity.objects.filter(workspace_id=workspace_id, lead__isnull=False).order_by("-at")
    found: dict[str, Type] = {}
    for properties in in_time(lambda: list(latest.values_list("properties", flat=True)[:LATEST]), LONGEST_MS) or ():
        for key, value in properties.items() if isinstance(properties, dict) else ():
            kind = (
                Type.BOOLEAN
                if isinstance(value, bool)
                else Type.NUMBER
                if isinstance(value, int | float)
                else Type.TEXT
            )
            if len(found) < MOST_PROPERTIES and isinstance(value, str | int | float):
                found.setdefault(PROPERTY + key[:100], kind)
    return dict(sorted(found.items()))
