"""Several filters at once: the leads that fit are found and counted one by one, up to a bound that keeps a page quick.

Sums are kept for one dimension each. One filter in a large workspace is answered from them; filters together, and
segments, from what each lead was counted as. Where too many leads would have to be looked at, that is said instead.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import msgspec
from django.core.exceptions import EmptyResultSet
from django.utils import timezone

from accounts.models import Workspace
from leads.actions.statements import ask, id_list
from leads.matching import narrowed
from leads.models import Lead
from reports.counting import DIMENSIONS, Entries
from reports.folding import CountKey, Difference, SpanKey

SCANNED = 20_000  # leads that may be looked at to find those that fit
MOST = 2_500  # leads that may fit
PLACE = {name: place for place, name in enumerate(DIMENSIONS)}
SIZES = """
SELECT dimension, value, sum(entered) FROM reports_rollup WHERE workspace_id = %s AND grain = 'c'
   AND (dimension, value) IN (SELECT * FROM unnest(%s::text[], %s::text[])) GROUP BY 1, 2
"""
FITTING = """
SELECT c.lead, c.tags::text, c.counts::text, c.spans::text FROM reports_counted c WHERE c.workspace_id = %s
"""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a value of some dimensions, and a segment."""

    values: Mapping[str, str] = field(default_factory=dict)
    segment: int | None = None

    def __bool__(self) -> bool:
        return bool(self.values) or self.segment is not None

    def fits(self, tags: tuple[str, ...]) -> bool:
        """Whether a lead with these tags has all the values."""
        return all(tags[PLACE[name]] == value for name, value in self.values.items())


EVERYTHING = Wanted()
Laid = dict[str, list[tuple[str, str, int, int]]]  # by grain (and kind): day, value, measure or place, how many


class Chosen:
    """The leads that fit, by id, with what each adds."""

    def __init__(self, entries: Mapping[int, Entries], wanted: Wanted) -> None:
        self.entries = entries
        self.same = {"all": "", **wanted.values}  # what all of them have, by dimension
        self.laid: dict[str, tuple[Laid, Laid]] = {}

    @cached_property
    def ids(self) -> str:
        """Them, as the text of a bigint[]."""
        return id_list(sorted(self.entries))

    def under(self, dimension: str) -> tuple[Laid, Laid]:
        """Counts and spans by their value of a dimension."""
        if dimension not in self.laid:
            self.laid[dimension] = self.lay(dimension)
        return self.laid[dimension]

    def lay(self, dimension: str) -> tuple[Laid, Laid]:
        """Add them up, or say what was added up for all of them under the one value they have."""
        if dimension in self.same and dimension != "all":
            counts, spans = self.under("all")
            return labelled(counts, self.same[dimension]), labelled(spans, self.same[dimension])
        place = PLACE[dimension]
        return laid_out((entries.tags[place], entries) for entries in self.entries.values())


def labelled(laid: Laid, value: str) -> Laid:
    """The same under another value."""
    return {grain: [(day, value, what, amount) for day, _, what, amount in rows] for grain, rows in laid.items()}


def laid_out(pairs: Iterable[tuple[str, Entries]]) -> tuple[Laid, Laid]:
    """Entries added up under their values."""
    under: dict[str, list[Entries]] = defaultdict(list)
    for value, entries in pairs:
        under[value].append(entries)
    # equal entries together: Counter does that in C
    counted = {value: Counter(chain.from_iterable(each.counts for each in these)) for value, these in under.items()}
    spans = {value: Counter(chain.from_iterable(each.spans for each in these)) for value, these in under.items()}
    counts: Laid = defaultdict(list)
    for value, several in counted.items():
        for (grain, day, number, amount), times in several.items():
            counts[grain].append((day, value, number, amount * times))
    return counts, spans_by_grain(spans)


def counts_by_grain(under: Mapping[str, Mapping[CountKey, int]]) -> Laid:
    """Counts under their values as those of one grain together."""
    found: Laid = defaultdict(list)
    for value, counts in under.items():
        for (grain, day, number), amount in counts.items():
            found[grain].append((day, value, number, amount))
    return found


def spans_by_grain(under: Mapping[str, Mapping[SpanKey, int]]) -> Laid:
    """The same of spans, by kind and grain."""
    found: Laid = defaultdict(list)
    for value, spans in under.items():
        for (kind, grain, day, place), number in spans.items():
            found[kind + grain].append((day, value, place, number))
    return found


def choose(workspace: Workspace, wanted: Wanted, pending: Difference) -> Chosen | None:
    """The leads that fit what is wanted at this instant; None where that would take too long."""
    if not is_bounded(workspace, wanted):
        return None
    found = {pk: entries for pk, entries in fitting(workspace, wanted)}
    if len(found) > MOST:
        return None
    for pk in [*pending.now, *pending.gone]:
        found.pop(pk, None)
    changed = {pk: entries for pk, entries in pending.now.items() if wanted.fits(entries.tags)}
    if wanted.segment is not None and changed:
        inside = members(workspace, wanted.segment).filter(pk__in=list(changed))
        changed = {pk: changed[pk] for pk in inside.values_list("pk", flat=True)}
    return Chosen({**found, **changed}, wanted)


def is_bounded(workspace: Workspace, wanted: Wanted) -> bool:
    """Whether few enough leads have to be looked at."""
    asked = {"all": "", **wanted.values}
    rows = ask(SIZES, [workspace.pk, list(asked), list(asked.values())])
    sizes = {dimension: int(size) for dimension, _, size in rows}
    if min((sizes.get(name, 0) for name in wanted.values), default=0) > MOST and len(wanted.values) == 1:
        return False
    return min([sizes.get(name, 0) for name in asked]) <= SCANNED


def fitting(workspace: Workspace, wanted: Wanted) -> Iterable[tuple[int, Entries]]:
    """The leads that were counted under all the values, and one more than there may be."""
    sql, params = FITTING, [workspace.pk, *wanted.values.values()]
    for name in wanted.values:
        sql += f" AND c.{name} = %s"
    if wanted.segment is not None:
        try:
            inside, values = members(workspace, wanted.segment).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # there is no such segment, or it names what is no longer there
            return []
        sql += f" AND c.lead IN ({inside})"
        params += values
    return loaded(ask(sql + " LIMIT %s", [*params, MOST + 1]))


def members(workspace: Workspace, segment: int) -> Any:
    """Who is in a segment now."""
    rows = Lead.objects.filter(workspace=workspace)
    return narrowed(rows, workspace=workspace, segment=segment, now=timezone.now())


def loaded(rows: Iterable[tuple[int, str, str, str]]) -> Iterable[tuple[int, Entries]]:
    """Leads with their entries as these are kept: all of the texts are read at once, which takes half as long."""
    kept = KEPT.decode(f"[{','.join(f'[{pk},{tags},{counts},{spans}]' for pk, tags, counts, spans in rows)}]")
    return ((pk, Entries(tags, counts, spans)) for pk, tags, counts, spans in kept)


KEPT = msgspec.json.Decoder(
    list[tuple[int, tuple[str, ...], tuple[tuple[str, str, int, int], ...], tuple[tuple[str, str, str, int], ...]]]
)
