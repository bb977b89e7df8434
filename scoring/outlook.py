"""What the page shows of a rehearsal: figures, the chart of weeks, the tables beneath."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.drawings import Mark, Series, Table
from scoring.models import Rehearsal


@dataclass(frozen=True)
class Outlook:
    """One finished rehearsal."""

    row: Rehearsal
    slug: str

    @property
    def result(self) -> dict[str, Any]:
        """What was added up."""
        found: dict[str, Any] = self.row.result
        return found

    @cached_property
    def weeks(self) -> list[dict[str, Any]]:
        """The weeks that lie wholly inside the days that were replayed; all where there is none."""
        weeks: list[dict[str, Any]] = self.result["weeks"]
        return weeks[1:-1] or weeks

    def a_week(self, name: str) -> float | None:
        """The mean of a week; None where nobody knows."""
        known = [week[name] for week in self.weeks if week[name] is not None]
        return sum(known) / len(known) if known else None

    @property
    def handed(self) -> float:
        """Handed to sales a week by the draft."""
        return self.a_week("draft") or 0.0

    @property
    def change(self) -> float:
        """How many more a week than by the published version."""
        return self.handed - (self.a_week("published") or 0.0)

    @property
    def can_work(self) -> float | None:
        """What sales can work in a week."""
        return self.a_week("can_work")

    def share(self, side: str) -> float | None:
        """Of those handed over whom sales answered: which part they really accepted."""
        answers = self.result["accepted"][side]
        known = answers["accepted"] + answers["rejected"]
        return answers["accepted"] / known if known else None

    @property
    def accepted(self) -> float | None:
        """By the draft."""
        return self.share("draft")

    @property
    def accepted_more(self) -> float | None:
        """Percentage points more than by the published version."""
        draft, published = self.share("draft"), self.share("published")
        return None if draft is None or published is None else (draft - published) * 100

    @property
    def missed(self) -> int:
        """Customers that the draft would not have handed over."""
        return int(self.result["won"]["all"] - self.result["won"]["draft"])

    @property
    def held_back(self) -> int:
        """Rejected leads that the draft would not have handed over."""
        return int(self.result["rejected"]["all"] - self.result["rejected"]["draft"])

    @cached_property
    def series(self) -> list[Series]:
        """Handed over week by week: by both versions, and as it happened."""
        names = {"draft": f"{self.row.draft}", "published": f"{self.row.published}", "happened": "as it happened"}
        return [
            Series(label, [self.mark(week, name) for week in self.result["weeks"]], dashed=name == "happened")
            for name, label in names.items()
        ]

    def mark(self, week: dict[str, Any], name: str) -> Mark:
        """One week of one line; it leads to its leads."""
        url = "" if name == "happened" else f"{self.leads_url}?which={name}&week={week['week']}"
        return Mark(day(week["week"]), week[name], url=url)

    @property
    def leads_url(self) -> str:
        """Where the leads behind the numbers are."""
        return reverse("scoring:rehearsed_leads", args=[self.slug, self.row.pk])

    @property
    def table(self) -> Table:
        """The weeks as a table."""
        head = ["Week of", str(self.row.draft), str(self.row.published), "As it happened", "Sales can work"]
        rows = [
            [day(week["week"]), week["draft"], week["published"], week["happened"], amount(week["can_work"])]
            for week in self.result["weeks"]
        ]
        return Table(head, rows, caption="Handed to sales a week")

    @property
    def scores(self) -> Table:
        """How many leads end with how many points."""
        both = self.result["scores"]
        steps = sorted({int(step) for side in both.values() for step in side})
        rows = [
            [f"{step} to {step + 10}", both["draft"].get(str(step), 0), both["published"].get(str(step), 0)]
            for step in steps
        ]
        return Table(
            ["Points", str(self.row.draft), str(self.row.published)], rows, caption="Leads by score at the end"
        )

    @property
    def queues(self) -> Table | None:
        """Week by week what waits, what is late and whose queue is how long; None while nobody knows the capacity."""
        weeks = self.result["load"]["draft"]
        if not weeks:
            return None
        reps = sorted({rep for week in weeks for rep in week["queues"]})
        head = ["Week of", "Handed over", "Sales can work", "Waiting at its end", "Begun late", *reps]
        rows = [
            [day(week["week"]), week["handed"], amount(week["can_work"]), week["waiting"], week["late"]]
            + [week["queues"].get(rep, 0) for rep in reps]
            for week in weeks
        ]
        return Table(head, rows, caption=f"The queues of sales with {self.row.draft}")


def day(text: str) -> str:
    """“24 Aug”."""
    found = date.fromisoformat(text)
    return f"{found.day} {found:%b}"


def amount(number: float | None) -> str:
    """A number of leads, or a dash."""
    return "–" if number is None else f"{number:,.0f}"
