"""The figures of a review as they were when its pack was made, so that what was looked at can be looked at again."""

from datetime import date, datetime
from typing import Any

from accounts.models import Workspace
from reports import looking, rhythm
from reports.blocks import Report, plain_rows
from reports.looking import Look
from reports.pages import feedback, funnel, pipeline, sources

PARTS = (
    ("Pipeline", pipeline.pipeline, ("funnel", "reps")),
    ("Funnel", funnel.funnel, ("times",)),
    ("Sources", sources.sources, ("sources", "negatives")),
    ("Feedback", feedback.feedback, ("reasons", "teaching")),
)


def figures_of(workspace: Workspace, *, rhythm: str, now: datetime, today: date | None = None) -> dict[str, Any]:
    """The numbers and tables of the last whole week, month or quarter before `today`; `now` in the reader's zone."""
    look = look_at(workspace, rhythm, today or now.date(), now)
    parts = []
    for title, page, keys in PARTS:
        report = page(look)
        parts.append({"title": title, "stats": stats_of(report), "tables": tables_of(report, keys),
                      "warnings": report.warnings})  # fmt: skip
    return {"at": now.isoformat(timespec="minutes"), "parts": parts}


def look_at(workspace: Workspace, which: str, today: date, now: datetime) -> Look:
    """The last whole period."""
    first, last = rhythm.span_of(which, today)
    asked = {"period": "custom", "from": first.isoformat(), "to": last.isoformat()}
    return looking.read(workspace, asked, now=now)


def stats_of(report: Report) -> list[dict[str, str]]:
    """The numbers on top."""
    return [{"label": stat.label, "value": stat.value, "delta": stat.delta, "way": stat.way, "tone": stat.delta_tone,
             "note": stat.note} for stat in report.stats]  # fmt: skip


def tables_of(report: Report, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Some of the tables, without links."""
    found = []
    for key in keys:
        block = report.block(key)
        if block is not None and block.table is not None and block.table.rows:
            found.append({"title": block.title, "head": list(block.table.head), "texts": block.table.texts,
                          "rows": plain_rows(block.table)[:20]})  # fmt: skip
    return found
