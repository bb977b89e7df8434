"""A version of a model as something to count with: its rules joined with the slots and traits that keep them."""

import hashlib
import json
from typing import Any

from scoring.models import EngagementRule, ScoringModel, Slot, Trait
from scoring.points import DAY, FitTerm, Plan, Term


class Unprepared(LookupError):
    """A rule asks for something that nobody has counted yet."""


def mark_of(condition: Any) -> str:
    """The digest by which a condition is found again."""
    return hashlib.blake2b(json.dumps(condition, sort_keys=True).encode(), digest_size=16).hexdigest()


def plan_of(model: ScoringModel, *, live_only: bool = False) -> Plan:
    """The version's plan; raises Unprepared when a rule has no slot or trait yet (with `live_only`: no live one)."""
    finder = Finder(model, live_only=live_only)
    fit_groups = [group for group in model.groups if group.get("part") == "fit"]
    engagement_groups = [group for group in model.groups if group.get("part") == "engagement"]
    return Plan(
        version=model.version,
        fit=tuple(
            FitTerm(rule.pk, finder.trait(rule.condition), rule.points, place_in(fit_groups, rule.group))
            for rule in model.fit_rules.all()
        ),
        terms=tuple(
            finder.term(rule, place_in(engagement_groups, rule.group)) for rule in model.engagement_rules.all()
        ),
        fit_groups=tuple(group.get("cap") for group in fit_groups),
        engagement_groups=tuple(group.get("cap") for group in engagement_groups),
        fit_cap=model.fit_cap,
        engagement_cap=model.engagement_cap,
        letters=bands(model.fit_bands, "ABC", "D"),
        digits=bands(model.engagement_bands, "123", "4"),
        thresholds=tuple(finder.threshold(each) for each in model.thresholds),
        bars=tuple((finder.trait(each["condition"]), each["label"]) for each in model.disqualifiers),
    )


def bands(starts: dict[str, int], names: str, lowest: str) -> tuple[tuple[int, str], ...]:
    """Bands, rising; the lowest begins at nothing."""
    named = [(starts[name], name) for name in names if name in starts]
    return ((-(10**9), lowest), *sorted(named))


def place_in(groups: list[dict[str, Any]], key: str) -> int | None:
    """The place of a group among those of its part."""
    return next((place for place, group in enumerate(groups) if key and group["key"] == key), None)


class Finder:
    """Finds what keeps the rules of one version."""

    def __init__(self, model: ScoringModel, *, live_only: bool) -> None:
        states = ["live"] if live_only else ["building", "live"]
        workspace = model.workspace_id
        self.traits = dict(Trait.objects.filter(workspace_id=workspace, state__in=states).values_list("mark", "number"))
        self.slots: dict[tuple[int, int | None, int | None], Slot] = {}
        for slot in Slot.objects.filter(workspace_id=workspace, state__in=states).order_by("state", "id"):
            # a live one is the truth until the one that is being built takes its place
            key = (slot.signal_id, slot.half_life_days, slot.window_days)
            if key not in self.slots or slot.state == "live":
                self.slots[key] = slot

    def trait(self, condition: Any) -> int:
        """The bit that says whether a condition holds."""
        mark = mark_of(condition)
        if mark not in self.traits:
            raise Unprepared(f"Nobody has asked which leads meet {condition}.")
        return self.traits[mark]

    def term(self, rule: EngagementRule, group: int | None) -> Term:
        """An engagement rule."""
        slot = self.slots.get((rule.signal_id, rule.half_life_days, rule.window_days))
        if slot is None:
            raise Unprepared(f"Nobody has counted the signal of rule {rule.pk}.")
        half_life = None if rule.half_life_days is None else rule.half_life_days * DAY
        return Term(rule.pk, slot.number, rule.points, rule.at_most, half_life, slot.landmark.timestamp(), group)

    def threshold(self, raw: dict[str, Any]) -> tuple[int | None, int]:
        """For whom (the segment as it was when the draft was written), and from how many points on."""
        condition = raw.get("condition")
        return (None if condition is None else self.trait(condition)), raw["at_least"]
