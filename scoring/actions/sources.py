"""Signals as conditions on leads ask for them: “viewed pricing at least 3 times in 7 days”."""

import re
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F

from leads.conditions import BadCondition
from leads.matching.written import Written
from scoring import finding, happenings
from scoring.models import Signal

OWN_ROW = re.compile(r"\ba\.")
COUNTED = (
    "(SELECT count(*) FROM (SELECT 1 FROM leads_activity a WHERE a.workspace_id = {0} AND a.lead_id = {1} AND a.counts"
    " AND a.at <= %s"
)


class Source:
    """One signal; `leads.matching.signals.SignalSource`."""

    def __init__(self, label: str, condition: Any) -> None:
        self.label = label
        try:
            self.sql, self.params = finding.written(happenings.read(condition, saving=False))
        except BadCondition:  # what it named is no longer there: nothing is a hit
            self.sql, self.params = "false", []

    def happened(self, *, at_least: int, since: datetime | None, until: datetime) -> Written:
        """Whether a lead has at least so many hits from `since` to `until`, both inclusive."""
        text, params = COUNTED, [until]
        if since is not None:
            text, params = f"{text} AND a.at >= %s", [*params, since]
        text += f" AND {self.sql} LIMIT %s) hits) >= %s"
        return Written(
            text,
            params=[*params, *self.params, at_least, at_least],
            sources=[F("workspace_id"), F("pk")],
            output_field=BooleanField(),
        )

    def is_hit(self) -> Written:
        """Whether a row of activities is a hit."""
        sql = OWN_ROW.sub('"leads_activity".', self.sql)
        return Written(sql, params=self.params, output_field=BooleanField())


def source_of(signal: Signal) -> Source:
    """A signal as it is in force."""
    return Source(signal.label, signal.condition)


def sources(workspace_id: int) -> dict[str, Source]:
    """Every signal of a workspace that conditions may speak of, by key."""
    rows = Signal.objects.filter(workspace_id=workspace_id, retired_at=None).order_by("position", "id")
    return {signal.key: source_of(signal) for signal in rows}
