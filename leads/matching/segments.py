"""Segments as filters: who is in one, and how it reads."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import Workspace
from leads.conditions import BadCondition, Condition, Fault, Part, check, describe, describe_parts
from leads.matching.terms import Terms
from leads.models import Segment
from leads.models.lead import LeadQuerySet


@dataclass
class Reading:
    """A segment with its condition read by what the workspace has now."""

    segment: Segment
    terms: Terms

    @cached_property
    def outcome(self) -> tuple[Condition | None, tuple[Fault, ...]]:
        """The condition; or what it names that is no longer there."""
        try:
            return check(self.segment.condition, self.terms.schema, saving=False), ()
        except BadCondition as error:
            return None, error.faults

    @property
    def condition(self) -> Condition | None:
        """The condition, where it can still be read."""
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


def narrowed(rows: LeadQuerySet, *, workspace: Workspace, segment: int, now: datetime) -> LeadQuerySet:
    """The leads among `rows` that are in the segment with this id; none where there is no such segment.

    A segment that names what is no longer there (a signal that was deleted) holds nobody.
    """
    found = workspace.segments.filter(pk=segment).first()
    if found is None:
        return rows.none()
    terms = Terms(workspace)
    condition = Reading(found, terms).condition
    return rows.none() if condition is None else rows.filter(terms.compile(condition, now=now))
