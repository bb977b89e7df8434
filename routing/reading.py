"""Rules as people read them: the condition in English, whom they go to."""

from dataclasses import dataclass
from functools import cached_property

from leads.conditions import BadCondition, Condition, Part, check, describe_parts
from leads.matching import Terms
from routing.models import RoutingPlan, RoutingRule, Strategy


@dataclass
class RuleReading:
    """One rule, read by what the workspace has now."""

    number: int
    rule: RoutingRule
    terms: Terms

    @cached_property
    def outcome(self) -> tuple[Condition | None, str]:
        """The condition, or why it cannot be read any more."""
        if not self.rule.condition:
            return None, ""
        try:
            return check(self.rule.condition, self.terms.schema, saving=False), ""
        except BadCondition as error:
            return None, error.faults[0].text

    @property
    def fault(self) -> str:
        """What the condition names that is no longer there."""
        return self.outcome[1]

    @property
    def parts(self) -> list[Part]:
        """The condition in pieces; none for a rule that is for every lead."""
        found = self.outcome[0]
        return describe_parts(found, self.terms.schema) if found is not None else []

    @property
    def sentence(self) -> str:
        """The condition in one line."""
        return "".join(part.text for part in self.parts) or self.fault or "Every lead"

    @property
    def to(self) -> str:
        """Who gets it."""
        if self.rule.rep is not None:
            return self.rule.rep.called
        how = Strategy(self.rule.strategy).label if self.rule.strategy != Strategy.TURNS else ""
        return f"{self.rule.pool}" + (f" ({how[0].lower()}{how[1:]})" if how else "")

    @property
    def only(self) -> str:
        """Which reps of the pool."""
        wants = [f"with the skill “{self.rule.skill}”"] if self.rule.skill else []
        wants += ["who speak the lead's language"] if self.rule.same_language else []
        return " and ".join(wants)

    @property
    def first(self) -> str:
        """Who of them goes first."""
        return "who is at work first" if self.rule.at_work_first and self.rule.pool_id else ""


def readings(plan: RoutingPlan, terms: Terms) -> list[RuleReading]:
    """A version's rules in order."""
    rows = plan.rules.select_related("pool", "rep").order_by("position", "pk")
    return [RuleReading(number, row, terms) for number, row in enumerate(rows, start=1)]
