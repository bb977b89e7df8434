"""What became of each row, as rows: one statement for a portion."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from capture.actions.describing import Told
from capture.importing import words
from capture.models import Became, ImportRow, ImportRun
from leads.actions.statements import as_json, ask, id_list
from leads.actions.statements import run as execute

WRITE = """
    INSERT INTO capture_importrow (workspace_id, run_id, line, what, lead, mark, changed, complaints, cells)
    SELECT %s, %s, line, what, lead, coalesce(mark, ''), changed, complaints, cells
      FROM json_to_recordset(%s) AS said
           (line bigint, what text, lead bigint, mark text, changed jsonb, complaints jsonb, cells jsonb)
"""
MOST_LOOKED_AT, MOST_KINDS = 50_000, 30
KINDS = """
    SELECT said->>'field', said->>'why', said->>'do', what, count(*), (array_agg(line ORDER BY line))[:5],
           (array_agg(said->>'value' ORDER BY line) FILTER (WHERE said->>'value' <> ''))[:3]
      FROM (SELECT line, what, complaints FROM capture_importrow
             WHERE workspace_id = %s AND run_id = %s AND complaints IS NOT NULL ORDER BY line LIMIT %s) AS told
           CROSS JOIN jsonb_array_elements(complaints) AS said
     GROUP BY 1, 2, 3, 4 ORDER BY what <> 'refused', 5 DESC, 1, 2 LIMIT %s
"""
BEFORE = """
    SELECT DISTINCT lead FROM capture_importrow
     WHERE workspace_id = %s AND run_id = %s AND lead = ANY(%s::bigint[]) AND what = 'created'
"""


@dataclass(frozen=True)
class Kind:
    """One reason for which something was said of rows: the column, the reason, what to do, and of how many rows."""

    field: str
    why: str
    do: str
    what: str
    count: int
    lines: list[int]
    values: list[str]


def kinds_of_complaints(run: ImportRun) -> list[Kind]:
    """What was said, by its reasons, what refused rows first; counted over the first MOST_LOOKED_AT rows."""
    return [Kind(*row) for row in ask(KINDS, [run.workspace_id, run.pk, MOST_LOOKED_AT, MOST_KINDS])]


def write_rows(run: ImportRun, told: Sequence[Told]) -> None:
    """Write them all down."""
    if told:
        execute(WRITE, [run.workspace_id, run.pk, as_json([as_row(row, dry=run.dry) for row in told])])


def as_row(row: Told, *, dry: bool) -> dict[str, Any]:
    """A row with only what there is to say; no text a database cannot hold."""
    found: dict[str, Any] = {"line": row.line, "what": row.what}
    if row.lead:
        found["lead"] = row.lead
    if dry and row.mark:
        found["mark"] = row.mark
    if row.changed:
        found["changed"] = row.changed
    if row.complaints:
        found["complaints"] = [{key: clean(value) for key, value in asdict(one).items()} for one in row.complaints]
    if row.what in {Became.REFUSED, Became.SKIPPED} and not dry:
        found["cells"] = [clean(cell) for cell in row.cells]
    return found


def clean(text: str) -> str:
    """A text that can be stored: what is no text in any encoding is shown as a replacement sign."""
    return words.showable(text.replace("\x00", "\ufffd"))


def created_before(run: ImportRun, ids: Sequence[int]) -> set[int]:
    """Those of these leads that an earlier row of this run made."""
    if run.dry or not ids or not run.counts.get(Became.CREATED):
        return set()
    return {lead for (lead,) in ask(BEFORE, [run.workspace_id, run.pk, id_list(ids)])}


def marked_before(run: ImportRun, marks: Sequence[str]) -> set[str]:
    """Those of these people whom an earlier row of this dry run would have made."""
    if not marks or not run.counts.get(Became.CREATED):
        return set()
    rows = ImportRow.objects.filter(workspace=run.workspace, run=run, mark__in=marks, what=Became.CREATED)
    return set(rows.values_list("mark", flat=True))
