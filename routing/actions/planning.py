"""The plan as the picker reads it, and which of its rules a lead meets: asked of the database, for all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Workspace
from leads.conditions import BadCondition, check
from leads.matching import Terms, to_run
from leads.matching.written import Written
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from routing.models import PlanState, Pool, RoutingPlan, RoutingRule
from routing.roster import Plan, Rule, Strategy

MET = "rule_{}"


@dataclass
class Reading:
    """A version of the plan with its conditions read by what the workspace has now."""

    plan: Plan
    rows: Sequence[RoutingRule]
    always: frozenset[int] = frozenset()  # rules without a condition
    asked: dict[int, Written] = field(default_factory=dict)  # the others, as SQL
    broken: dict[int, str] = field(default_factory=dict)  # those that name what is no longer there: met by nobody

    def met(self, ids: Iterable[int], *, workspace_id: int) -> dict[int, tuple[Lead, frozenset[int]]]:
        """The leads, each with the numbers of the rules it meets."""
        rows: LeadQuerySet = Lead.objects.filter(workspace_id=workspace_id, pk__in=list(ids))
        asked = rows.annotate(**{MET.format(number): sql for number, sql in self.asked.items()})
        return {lead.pk: (lead, self.numbers(lead)) for lead in asked.select_related("company")}

    def numbers(self, lead: Lead) -> frozenset[int]:
        """The rules an annotated lead meets."""
        return self.always | {number for number in self.asked if getattr(lead, MET.format(number))}


def in_force(workspace: Workspace) -> RoutingPlan | None:
    """The version that runs."""
    return RoutingPlan.objects.filter(workspace=workspace, state=PlanState.PUBLISHED).first()


def read(workspace: Workspace, version: RoutingPlan | None, *, now: datetime, terms: Terms | None = None) -> Reading:
    """A version of the plan (None: no rules), ready to be asked."""
    rows = list(version.rules.order_by("position", "pk")) if version is not None else []
    fallback = Pool.objects.filter(workspace=workspace, fallback=True).values_list("pk", flat=True).first()
    rules = tuple(rule_of(number, row) for number, row in enumerate(rows, start=1))
    number_of = version.version if version is not None else 0
    first = version.owner_first if version is not None else True
    reading = Reading(Plan(number_of, rules, fallback or 0, first), rows)
    reading.always = frozenset(number for number, row in enumerate(rows, start=1) if not row.condition)
    if len(reading.always) < len(rows):
        compile_all(reading, terms or to_run(workspace, [row.condition for row in rows]), now=now)
    return reading


def rule_of(number: int, row: RoutingRule) -> Rule:
    """One rule, as the picker reads it."""
    return Rule(
        number,
        row.name,
        pool=row.pool_id,
        rep=row.rep_id,
        strategy=Strategy(row.strategy),
        skill=row.skill,
        same_language=row.same_language,
        at_work_first=row.at_work_first,
    )


def compile_all(reading: Reading, terms: Terms, *, now: datetime) -> None:
    """Turn each condition into SQL; one that cannot be read any more is met by nobody, and says so."""
    for number, row in enumerate(reading.rows, start=1):
        if not row.condition:
            continue
        try:
            condition = check(row.condition, terms.schema, saving=False)
        except BadCondition as error:
            reading.broken[number] = error.faults[0].text
        else:
            reading.asked[number] = terms.compile(condition, now=now)
