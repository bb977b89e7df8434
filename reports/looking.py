"""What somebody looks at: a period, one value of one dimension, and how values are called and linked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User, Workspace
from reports import periods
from reports.figures import Figures, Scope
from reports.periods import Period

DIMENSIONS = {
    "source": "Source",
    "campaign": "Campaign",
    "channel": "Channel",
    "landing": "Landing page",
    "content": "First content",
    "product": "Product",
    "rep": "Rep",
    "pool": "Pool",
    "grade": "Grade at the pass",
}
TABS = {
    "pipeline": "Pipeline",
    "funnel": "Funnel",
    "sources": "Sources",
    "assignment": "Assignment",
    "feedback": "Feedback",
    "engagement": "Engagement",
    "coaching": "Coaching",
    "subscriptions": "By mail",
}
UNKNOWN = "Not known"
NAMED = {"campaign": ("campaigns", "name"), "pool": ("pools", "name"), "content": ("contents", "title")}


@dataclass
class Look:
    """One look at the reports of a workspace."""

    workspace: Workspace
    period: Period
    scope: Scope
    now: datetime
    asked: Mapping[str, str]

    @cached_property
    def figures(self) -> Figures:
        """The sums."""
        return Figures(self.workspace)

    @property
    def late_text(self) -> str:
        """How many leads are not counted yet, while many come in."""
        return f"{self.figures.late:,} leads have just come in or changed and are still being counted."

    @property
    def before(self) -> Period:
        """The period before, to compare with."""
        return self.period.before

    @property
    def today(self) -> date:
        """Today in the reader's zone."""
        return self.now.date()

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """The reports beside each other, each with the same period and value."""
        return [{"label": label, "url": self.url(name), "active": name == here} for name, label in TABS.items()]

    def within(self, dimension: str) -> Scope:
        """By a dimension: the one that was chosen keeps its value."""
        return self.scope if self.scope.dimension == dimension else Scope(dimension)

    def url(self, name: str, **changed: Any) -> str:
        """A report's address with the same period and value, or with some of them changed."""
        values = {**self.period.query, **self.narrowed, **changed}
        query = urlencode({key: value for key, value in values.items() if value not in (None, "")})
        return f"{reverse(f'reports:{name}', args=[self.workspace.slug])}?{query}"

    @property
    def narrowed(self) -> dict[str, str]:
        """The parameters of the chosen value."""
        if self.scope.value is None:
            return {}
        return {"by": self.scope.dimension, "is": self.scope.value or UNKNOWN}

    def rows(self, what: str, *, by: str = "", value: str | None = None, period: Period | None = None) -> str:
        """Where the rows behind a number are."""
        chosen = {"by": by, "is": value or UNKNOWN} if by and value is not None else {}
        return self.url("rows", what=what, **(period or self.period).query, **chosen)

    def cohort_rows(self, what: str, month: date) -> str:
        """Where the leads of a month are that came so far."""
        return self.url("rows", what=what, cohort=month.strftime("%Y-%m"))

    def names(self, dimension: str, values: Iterable[str]) -> dict[str, str]:
        """How values of a dimension are called."""
        return names(self.workspace, dimension, list(values))


def read(workspace: Workspace, asked: Mapping[str, str], *, now: datetime) -> Look:
    """What an address asks for; what makes no sense is left out of account."""
    period = periods.read(asked, today=now.date())
    scope, dimension, value = Scope(), asked.get("by", ""), asked.get("is", "")
    if dimension in DIMENSIONS and value:
        scope = Scope(dimension, "" if value == UNKNOWN else value.replace("\x00", "")[:200])
    return Look(workspace, period, scope, now, asked)


def names(workspace: Workspace, dimension: str, values: list[str]) -> dict[str, str]:
    """Names for ids; texts are their own names."""
    found = {value: value or UNKNOWN for value in values}
    if dimension in NAMED:
        related, column = NAMED[dimension]
        ids = [int(value) for value in values if value.isdecimal()]
        rows = getattr(workspace, related).filter(pk__in=ids).values_list("pk", column) if ids else ()
        found |= {str(pk): name for pk, name in rows}
    elif dimension == "rep":
        ids = [int(value[1:]) for value in values if value[:1] == "u" and value[1:].isdecimal()]
        people = User.objects.filter(pk__in=ids, memberships__workspace=workspace).distinct() if ids else ()
        found |= {f"u{person.pk}": person.called for person in people}
    return found
