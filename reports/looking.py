"""What somebody looks at: a period, filters that hold together, and how values are called and linked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts.models import User, Workspace
from leads.actions.statements import ask
from reports import periods
from reports.figures import WHOLE, Figures, Scope
from reports.narrowing import MOST, Wanted
from reports.periods import EARLIEST, Period

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
NOBODY = "No lead has all of this: take a filter away, or choose another value."
LONGEST = 200
NAMED = {"campaign": ("campaigns", "name"), "pool": ("pools", "name"), "content": ("contents", "title")}
COLUMNS = {
    "source": "l.source = %(only)s",
    "channel": "l.channel = %(only)s",
    "product": "l.product = %(only)s",
    "campaign": "coalesce(l.campaign_id::text, '') = %(only)s",
    "landing": "split_part(split_part(l.landing_page, '?', 1), '#', 1) = %(only)s",
}
COUNTED_AS = """EXISTS (SELECT 1 FROM reports_counted t WHERE t.workspace_id = l.workspace_id AND t.lead = l.id
    AND t.{name} = %(only)s)"""


VALUES = """
SELECT dimension, value FROM (
    SELECT dimension, value, row_number() OVER (PARTITION BY dimension ORDER BY sum(entered) DESC, value) AS place
      FROM reports_rollup WHERE workspace_id = %s AND dimension <> 'all' AND grain = 'c' GROUP BY 1, 2) AS known
 WHERE place <= %s ORDER BY place
"""


@dataclass
class Look:
    """One look at the reports of a workspace."""

    workspace: Workspace
    period: Period
    wanted: Wanted
    now: datetime
    asked: Mapping[str, str]

    @cached_property
    def figures(self) -> Figures:
        """The sums, of the leads that fit the filters where these can be counted together."""
        return Figures(self.workspace, self.wanted)

    @property
    def scope(self) -> Scope:
        """What sums are still to be narrowed to: nothing, unless too many leads fit; then the first filter."""
        if self.figures.chosen is not None or not self.wanted.values:
            return WHOLE
        dimension = next(name for name in DIMENSIONS if name in self.wanted.values)
        return Scope(dimension, self.wanted.values[dimension])

    @property
    def limits(self) -> str:
        """What the filters do not narrow on this page, in words; nothing where they narrow all of it."""
        if not self.wanted:
            return ""
        if self.figures.chosen is not None:
            return "" if self.figures.chosen.entries else NOBODY
        first = DIMENSIONS[self.scope.dimension] if self.scope.value is not None else ""
        if len(self.wanted.values) == 1 and self.wanted.segment is None:
            return (
                f"More than {MOST:,} leads have this {first.lower()}: the sums are theirs, but tables by something else"
                f" than {first.lower()} show all leads."
            )
        return "Too many leads to count these filters together: " + (
            f"only {first.lower()} narrows this page." if first else "the segment narrows nothing on this page."
        )

    def only(self, extra: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The filters as SQL on the lead `l`, and `extra` with what that needs."""
        if self.figures.chosen is not None:
            return "AND l.id = ANY(%(only)s::bigint[])", {**extra, "only": self.figures.chosen.ids}
        if self.scope.value is None:
            return "", dict(extra)
        name = self.scope.dimension
        part = COLUMNS.get(name) or COUNTED_AS.format(name=name)
        return f"AND {part}", {**extra, "only": self.scope.value}

    def bounds(self, period: Period | None = None) -> dict[str, Any]:
        """The workspace, and the instants between which the period lies, for SQL."""
        first, end = (
            datetime.combine(max(day, EARLIEST), time.min, self.now.tzinfo)
            for day in ((period or self.period).first, (period or self.period).end)
        )
        return {"ws": self.workspace.pk, "first": first, "end": end, "now": self.now}

    @property
    def late_text(self) -> str:
        """How many leads are not counted yet, while many come in."""
        return f"{self.figures.late:,} leads have just come in or changed and are still being counted."

    @cached_property
    def before(self) -> Period:
        """The period before, to compare with; an empty one where leads are not on record for all of it."""
        found, began = self.period.before, self.figures.began
        return found if began is not None and began <= found.first else Period(found.first, found.first)

    @property
    def incomparable(self) -> str:
        """Why nothing is compared with the period before, in words; nothing where it is."""
        began = self.figures.began
        if self.before.days or began is None or self.period.key == "all":
            return ""
        return (
            f"Leads are on record from {began:%-d %B %Y} on: there is no whole period before this one to compare with."
        )

    @property
    def today(self) -> date:
        """Today in the workspace's zone, in which days are counted."""
        return self.now.date()

    def tabs(self, here: str) -> list[dict[str, Any]]:
        """The reports beside each other, each with the same period and filters."""
        return [{"label": label, "url": self.url(name), "active": name == here} for name, label in TABS.items()]

    def within(self, dimension: str) -> Scope:
        """By a dimension: the one that was chosen keeps its value."""
        return self.scope if self.scope.dimension == dimension else Scope(dimension)

    def url(self, name: str, **changed: Any) -> str:
        """A report's address with the same period and filters, or with some of them changed."""
        own, query = self.own_query
        if own.keys().isdisjoint(changed):
            query = "&".join(part for part in (query, encoded(changed)) if part)
        else:
            query = encoded({**own, **changed})
        if name not in self.paths:
            self.paths[name] = reverse(f"reports:{name}", args=[self.workspace.slug])
        return f"{self.paths[name]}?{query}"

    @cached_property
    def own_query(self) -> tuple[dict[str, str], str]:
        """The parameters of the period and the filters; and written as a query, for a page has hundreds of links."""
        own = {**self.period.query, **self.narrowed}
        return own, encoded(own)

    @cached_property
    def paths(self) -> dict[str, str]:
        """Addresses of reports, as far as they were asked for."""
        return {}

    @property
    def filters_text(self) -> str:
        """The filters' values by their names."""
        called = [self.names(dimension, [value])[value] for dimension, value in self.wanted.values.items()]
        if self.wanted.segment is not None:
            called += self.workspace.segments.filter(pk=self.wanted.segment).values_list("name", flat=True)
        return ", ".join(called)

    @property
    def narrowed(self) -> dict[str, str]:
        """The parameters of the filters."""
        found = {name: value or UNKNOWN for name, value in self.wanted.values.items()}
        return found | ({"segment": str(self.wanted.segment)} if self.wanted.segment is not None else {})

    def rows(self, what: str, *, by: str = "", value: str | None = None, period: Period | None = None,
             **more: Any) -> str:  # fmt: skip
        """Where the rows behind a number are."""
        chosen = {by: value or UNKNOWN} if by and value is not None else {}
        return self.url("rows", what=what, **(period or self.period).query, **{**chosen, **more})

    def cohort_rows(self, what: str, month: date) -> str:
        """Where the leads of a month are that came so far."""
        return self.url("rows", what=what, cohort=month.strftime("%Y-%m"))

    def names(self, dimension: str, values: Iterable[str]) -> dict[str, str]:
        """How values of a dimension are called."""
        return names(self.workspace, dimension, list(values))


def encoded(values: Mapping[str, Any]) -> str:
    """Parameters as a query, without those that say nothing."""
    return urlencode({key: value for key, value in values.items() if value not in (None, "")})


def read(workspace: Workspace, asked: Mapping[str, str], *, now: datetime) -> Look:
    """What an address asks for; what makes no sense is left out of account."""
    now = now.astimezone(ZoneInfo(workspace.time_zone))
    period = periods.read(asked, today=now.date())
    values = {name: asked[name] for name in DIMENSIONS if asked.get(name)}
    if asked.get("by") in DIMENSIONS and asked.get("is"):  # as addresses were written before filters could be combined
        values.setdefault(asked["by"], asked["is"])
    clean = {name: "" if said == UNKNOWN else said.replace("\x00", "")[:LONGEST] for name, said in values.items()}
    segment = asked.get("segment", "")
    known = int(segment) if segment.isascii() and segment.isdecimal() and len(segment) < 19 else None  # noqa: PLR2004
    return Look(workspace, period, Wanted(clean, known), now, asked)


def known_values(workspace: Workspace, most: int) -> dict[str, list[str]]:
    """The values there are of each dimension, those of most leads first."""
    known: dict[str, list[str]] = defaultdict(list)
    for dimension, value in ask(VALUES, [workspace.pk, most]):
        known[dimension].append(value)
    return known


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
