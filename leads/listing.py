"""The lead list: what an address asks for, as rows.

The address is the whole state, so a list can be kept and sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import Workspace
from leads.matching import narrowed
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from leads.search import matching
from leads.stages import Holder, Stage

SIZE = 50
COUNTED = 10_000  # more are “more than 10,000”: counting a million for every page would cost more than the page
CURSOR = re.compile(r"(before|after)\.(-?[0-9]{1,18})(?:\.([0-9]{1,18}))?")
PLAIN = {"source": "source", "channel": "channel", "country": "country"}
ROWS = {"owner": "owner_id", "campaign": "campaign_id", "company": "company_id", "rep": "rep_id"}
FIT, HEAT = "ABCD", "1234"
FILTERS = (
    "q",
    "stage",
    "holder",
    "owner",
    "source",
    "campaign",
    "company",
    "grade",
    "segment",
    "channel",
    "country",
    "rep",
)
KEPT = (*FILTERS, "sort", "cols")  # what a saved view remembers of an address
COLUMNS = {
    "title": "Job title",
    "company": "Company",
    "email": "E-mail",
    "phone": "Phone",
    "country": "Country",
    "source": "Source",
    "campaign": "Campaign",
    "product": "Product",
    "stage": "Stage",
    "holder": "Held by",
    "score": "Score",
    "owner": "Owner",
    "last_activity": "Last active",
    "created": "Since",
}
USUAL_COLUMNS = ["company", "source", "stage", "holder", "score", "last_activity"]
# One step along the index for each source, so that a million leads of seven sources cost seven steps.
SOURCES = """
WITH RECURSIVE step AS (
    (SELECT source FROM leads_lead WHERE workspace_id = %(ws)s AND source > '' ORDER BY source LIMIT 1)
    UNION ALL
    SELECT (SELECT source FROM leads_lead WHERE workspace_id = %(ws)s AND source > step.source
             ORDER BY source LIMIT 1)
      FROM step WHERE step.source IS NOT NULL
)
SELECT source FROM step WHERE source IS NOT NULL LIMIT %(most)s
"""


@dataclass(frozen=True)
class Page:
    """A run of leads, the cursors of its neighbours, and how many there are (None: more than COUNTED)."""

    rows: list[Lead]
    newer: str
    older: str
    count: int | None


def columns(asked: Mapping[str, str]) -> list[str]:
    """The columns an address asks for, in the list's order; the usual ones where it names none of ours."""
    wanted = set(asked.get("cols", "").split(","))
    return [name for name in COLUMNS if name in wanted] or USUAL_COLUMNS


def is_narrowed(asked: Mapping[str, str]) -> bool:
    """Whether an address asks for less than all."""
    return any(asked.get(name) for name in FILTERS)


def asked_for(workspace: Workspace, asked: Mapping[str, str]) -> LeadQuerySet:
    """The leads that the parameters of an address ask for; what makes no sense is left out of account."""
    rows = Lead.objects.for_list().filter(workspace=workspace, **equal(asked))
    segment = asked.get("segment", "")
    if is_number(segment):
        rows = narrowed(rows, workspace=workspace, segment=int(segment), now=timezone.now())
    if asked.get("q"):
        rows = matching(rows, asked["q"][:200])
    return rows


def equal(asked: Mapping[str, str]) -> dict[str, Any]:
    """The columns that must have a certain value."""
    found: dict[str, Any] = {}
    for name, known in (("stage", set(Stage)), ("holder", set(Holder))):
        if asked.get(name) in known:
            found[name] = asked[name]
    for name, column in PLAIN.items():
        if asked.get(name):
            found[column] = asked[name].replace("\x00", "")
    for name, column in ROWS.items():
        if is_number(asked.get(name, "")):
            found[column] = int(asked[name])
    grades = graded(asked.get("grade", ""))
    return found | ({"grade__in": grades} if grades else {})


def is_number(text: str) -> bool:
    """Whether a parameter can be an id."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def graded(text: str) -> list[str]:
    """The grades a filter means: “A” all with that fit, “1” all as active, “A1” that one."""
    fits = [fit for fit in FIT if fit in text] or list(FIT)
    heats = [heat for heat in HEAT if heat in text] or list(HEAT)
    return [fit + heat for fit in fits for heat in heats] if text and text[0] in FIT + HEAT else []


def sources(workspace_id: int, *, most: int = 200) -> list[str]:
    """Where this workspace's leads came from, by name."""
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, {"ws": workspace_id, "most": most})
        return [source for (source,) in cursor.fetchall()]


def page_of(rows: LeadQuerySet, *, sort: str, cursor: str, size: int = SIZE) -> Page:
    """One page, newest or highest score first, found by its neighbour's edge: as fast far down as on top."""
    hottest = sort == "score"
    found = CURSOR.fullmatch(cursor or "")
    upward = bool(found and found[1] == "after")
    order = ["-score", "-id"] if hottest else ["-id"]
    taken = list(beyond(rows, found, hottest).order_by(*(flipped(order) if upward else order))[: size + 1])
    more, taken = len(taken) > size, taken[:size]
    if upward:
        taken.reverse()
    has_newer, has_older = (more, True) if upward else (bool(found), more)
    return Page(
        taken,
        newer=edge("after", taken[0], hottest) if taken and has_newer else "",
        older=edge("before", taken[-1], hottest) if taken and has_older else "",
        count=counted(rows),
    )


def beyond(rows: LeadQuerySet, found: Any, hottest: bool) -> LeadQuerySet:
    """The rows on the far side of an edge."""
    if not found:
        return rows
    side = "lt" if found[1] == "before" else "gt"
    if hottest and found[3]:
        score, pk = int(found[2]), int(found[3])
        at_or_beyond = {f"score__{side}e": score}
        return rows.filter(Q(**{f"score__{side}": score}) | Q(score=score, **{f"id__{side}": pk}), **at_or_beyond)
    return rows.filter(**{f"id__{side}": int(found[2])})


def flipped(order: list[str]) -> list[str]:
    """The other way round."""
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


def edge(side: str, lead: Lead, hottest: bool) -> str:
    """A cursor at a lead."""
    return f"{side}.{lead.score}.{lead.pk}" if hottest else f"{side}.{lead.pk}"


def counted(rows: LeadQuerySet) -> int | None:
    """How many, counted up to a limit."""
    count = rows.order_by().values("pk")[: COUNTED + 1].count()
    return None if count > COUNTED else count
