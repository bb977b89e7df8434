"""What became of an import: counts, complaints, leads, and the way to take it back."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from capture import actions
from capture.models import Became, ImportRun
from capture.views.importing import WRITERS
from leads.export import write_csv

SIZE = 50
TONES = {
    "created": "good",
    "updated": "info",
    "merged": "info",
    "same": "",
    "refused": "bad",
    "skipped": "warn",
}
COMPLAINED = ("Line", "Column", "Value", "Why", "What to do", "What became of it")


@require_safe
@member(*WRITERS)
@never_cache
def run(request: MemberRequest, pk: int) -> HttpResponse:
    """One run: how far it is, then what came of it; asked by htmx, its progress alone."""
    found = get_object_or_404(request.workspace.import_runs.for_list().select_related("undo_job"), pk=pk)
    job = found.undo_job or found.job
    context: dict[str, Any] = {"run": found, "job": job, "may_stop": True}
    if request.headers.get("HX-Request"):
        answer = page(request, "capture/import/_progress.html", context)
        if job is None or not job.is_open:
            answer["HX-Refresh"] = "true"
        return answer
    after = request.GET.get("after", "")
    rows = found.rows.with_complaints()
    taken = list(rows.filter(line__gt=int(after[:18]) if after.isdecimal() else 0)[: SIZE + 1])
    context |= {"complaints": taken[:SIZE], "more": taken[SIZE - 1].line if len(taken) > SIZE else ""}
    several = sum(len(row.sentences) for row in taken)
    kinds = actions.kinds_of_complaints(found) if several > 1 and not after else []
    context["kinds"] = kinds if len(kinds) < several else []
    context["counts"] = counts(found)
    context["undone"] = [
        (found.undone[key], text) for key, text in actions.LOST_AND_SAID.items() if found.undone.get(key)
    ]
    return page(request, "capture/import/run.html", context)


def counts(run: ImportRun) -> list[dict[str, Any]]:
    """The numbers above the page."""
    words = {"created": "New leads"} | ({"updated": "Would be updated"} if run.dry else {})
    return [
        {
            "what": what.value,
            "label": words.get(what.value, what.label),
            "value": run.count(what),
            "tone": TONES[what],
        }
        for what in Became
        if run.count(what) or what in {Became.CREATED, Became.UPDATED, Became.SAME, Became.REFUSED}
    ]


@require_POST
@member(*WRITERS)
def start(request: MemberRequest, pk: int) -> HttpResponse:
    """Import for good what was tried."""
    tried = get_object_or_404(request.workspace.import_runs.for_list().select_related("upload__workspace"), pk=pk)
    if not tried.dry or not tried.is_done:
        messages.warning(request, "This was not tried to its end, or it was imported already.")
        return redirect("imports:run", request.workspace.slug, pk)
    begun = actions.start_run(tried.upload, by=request.user, dry=False)
    return redirect("imports:run", request.workspace.slug, begun.pk)


@member(*WRITERS)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an import back, after asking."""
    found = get_object_or_404(request.workspace.import_runs.real().for_list(), pk=pk)
    if request.method == "POST":
        if not actions.undo_run(found, by=request.user):
            messages.warning(request, "It is still running, or it was taken back already.")
        return redirect("imports:run", request.workspace.slug, pk)
    return page(request, "capture/import/undo.html", {"run": found})


@require_safe
@member(*WRITERS)
def leads(request: MemberRequest, pk: int) -> HttpResponse:
    """The leads that an import made or changed."""
    found = get_object_or_404(request.workspace.import_runs.real().for_list(), pk=pk)
    what = request.GET.get("what", "")
    rows = found.rows.filter(lead__isnull=False)
    rows = rows.filter(what=what) if what in Became.values else rows
    shown = newest_first(rows, request.GET.get("cursor"), size=SIZE)
    known = request.workspace.leads.for_list().in_bulk([row.lead for row in shown.rows])
    pairs = [(row, known.get(row.lead)) for row in shown.rows]
    label = Became(what).label if what in Became.values else "All leads of this import"
    return page(request, "capture/import/leads.html", {"run": found, "page": shown, "pairs": pairs, "label": label})


@require_safe
@member(*WRITERS)
def complaints_csv(request: MemberRequest, pk: int) -> HttpResponse:
    """Every complaint, a line each."""
    found = get_object_or_404(request.workspace.import_runs.for_list(), pk=pk)
    rows = (
        (row.line, one["field"], one["value"], one["why"], one["do"], row.get_what_display())
        for row in found.rows.with_complaints()
        for one in row.sentences
    )
    return as_file(write_csv(COMPLAINED, rows), f"complaints-{pk}.csv")


@require_safe
@member(*WRITERS)
def refused_csv(request: MemberRequest, pk: int) -> HttpResponse:
    """The refused rows as they came, each with the reason, to be mended and sent again."""
    found = get_object_or_404(request.workspace.import_runs.real().for_list(), pk=pk)
    header = [column["name"] for column in found.plan["columns"]]
    return as_file(write_csv([*header, "reason"], refused(found, len(header))), f"refused-{pk}.csv")


def refused(run: ImportRun, width: int) -> Iterator[list[Any]]:
    """Cells and reasons."""
    for row in run.rows.filter(what=Became.REFUSED).order_by("line").iterator(chunk_size=1000):
        cells = list(row.cells or [])
        why = " ".join(f"{one['field']}: {one['why']}" if one["field"] else one["why"] for one in row.sentences)
        yield [*cells, *[""] * (width - len(cells)), why]


def as_file(text: str, name: str) -> HttpResponse:
    """A CSV to keep."""
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
