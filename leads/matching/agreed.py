"""The condition of a definition: read with no more than it names, because it is asked whenever a lead moves."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import Workspace
from leads.conditions import (
    AllOf,
    BadCondition,
    Condition,
    FactKind,
    Fault,
    Field,
    Part,
    check,
    describe,
    describe_parts,
)
from leads.matching.columns import CUSTOM
from leads.matching.signals import SignalSource, of_workspace
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

    @property
    def sentences(self) -> list[str]:
        """What all must hold, one sentence each."""
        return [describe(part, self.terms.schema) for part in together(self.condition)]

    def answers(self, lead: Lead, *, now: datetime) -> list[tuple[str, bool]]:
        """What all must hold, each with whether it holds for a lead now; in one statement."""
        parts = together(self.condition)
        asked = {f"part_{number}": self.terms.compile(part, now=now) for number, part in enumerate(parts)}
        if not asked:
            return []
        row = Lead.objects.filter(pk=lead.pk, workspace_id=lead.workspace_id).annotate(**asked).values(*asked).get()
        return [(sentence, row[name]) for sentence, name in zip(self.sentences, asked, strict=True)]

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
        return {kind: FactKind(kind, kind) for kind in named(self.raw, "fact")}

    def own_fields(self) -> list[Field]:
        """Looked up only for a condition that names one."""
        return super().own_fields() if any(name.startswith(CUSTOM) for name in named(self.raw, "field")) else []

    @cached_property
    def signals(self) -> dict[str, SignalSource]:
        """Looked up only for a condition that names one."""
        return of_workspace(self.workspace.pk) if named(self.raw, "signal") else {}


def named(raw: Any, head: str) -> set[str]:
    """The facts, or the signals, that a stored condition names."""
    if isinstance(raw, list):
        return set().union(*(named(part, head) for part in raw))
    if not isinstance(raw, dict):
        return set()
    here = {raw[head]} if isinstance(raw.get(head), str) else set()
    return here.union(*(named(part, head) for part in raw.values()))


def together(condition: Condition | None) -> list[Condition]:
    """The parts that must all hold; a condition that is no such group is its only part."""
    match condition:
        case None:
            return []
        case AllOf(parts):
            return [each for part in parts for each in together(part)]
        case _:
            return [condition]


def to_run(workspace: Workspace, raw: Any) -> Terms:
    """The terms of a stored condition, or of a list of them, that is to be run and not to be shown."""
    return Sparing(workspace, raw=raw)


def running(definition: Definition, workspace: Workspace) -> Clause:
    """A definition read to be run, not to be shown."""
    return Clause(definition, to_run(workspace, definition.condition))
