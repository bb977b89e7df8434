"""The condition of a definition: read with no more than it names, because it is asked whenever a lead moves."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import Workspace
from leads.conditions import BadCondition, Condition, FactKind, Fault, Part, check, describe, describe_parts
from leads.matching.terms import Terms
from leads.matching.written import Written
from leads.models import Definition, Lead
from leads.models.lead import LeadQuerySet


@dataclass
class Clause:
    """A definition with its condition read by what the workspace has now."""

    definition: Definition
    terms: Terms

    @cached_property
    def outcome(self) -> tuple[Condition | None, tuple[Fault, ...]]:
        """The condition, where there is one; or what it names that is no longer there."""
        if self.definition.condition is None:
            return None, ()
        try:
            return check(self.definition.condition, self.terms.schema, saving=False), ()
        except BadCondition as error:
            return None, error.faults

    @property
    def condition(self) -> Condition | None:
        """The condition, where it can be read."""
        return self.outcome[0]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why it cannot."""
        return self.outcome[1]

    @property
    def sentence(self) -> str:
        """The condition in English."""
        return describe(self.condition, self.terms.schema) if self.condition else ""

    @property
    def parts(self) -> list[Part]:
        """The sentence in pieces."""
        return describe_parts(self.condition, self.terms.schema) if self.condition else []

    def leads(self, *, now: datetime) -> LeadQuerySet:
        """The present leads that meet it now; none where there is no condition or it cannot be read."""
        if self.condition is None:
            return Lead.objects.none()
        return self.terms.leads(self.condition, now=now)

    def compile(self, *, now: datetime) -> Written | None:
        """The condition as an expression over leads."""
        return None if self.condition is None else self.terms.compile(self.condition, now=now)


@dataclass
class Sparing(Terms):
    """The terms of one condition: names of people, campaigns and facts are not looked up, only understood."""

    raw: Any = field(default=None)

    def campaigns(self) -> tuple[tuple[str, str], ...]:
        """None are offered; any is understood."""
        return ()

    def people(self) -> tuple[tuple[str, str], ...]:
        """None are offered; any is understood."""
        return ()

    def facts(self) -> dict[str, FactKind]:
        """Those that the condition names."""
        return {kind: FactKind(kind, kind) for kind in named(self.raw)}


def named(raw: Any) -> set[str]:
    """The kinds of facts that a stored condition names."""
    if isinstance(raw, list):
        return set().union(*(named(part) for part in raw))
    if not isinstance(raw, dict):
        return set()
    here = {raw["fact"]} if isinstance(raw.get("fact"), str) else set()
    return here.union(*(named(part) for part in raw.values()))


def running(definition: Definition, workspace: Workspace) -> Clause:
    """A definition read to be run, not to be shown."""
    return Clause(definition, Sparing(workspace, raw=definition.condition))
