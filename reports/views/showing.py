"""How every report answers: a page, a CSV of one table or of all, a workbook."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import replica
from accounts.members import MemberRequest, member
from reports import files, looking
from reports.asking import Bar
from reports.blocks import Report
from reports.looking import DIMENSIONS, Look
from reports.pages import assignment, coaching, engagement, feedback, funnel, pipeline, sources

Page = Callable[[Look], Report]
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report(name: str, title: str, page: Page, *, kept: tuple[str, ...] = ()) -> Callable[..., HttpResponse]:
    """The view of a report; `kept` are parameters of its own."""

    @require_safe
    @member()
    def shown(request: MemberRequest) -> HttpResponse:
        look, found = replica.read(request.workspace.pk, lambda: made(request, page))
        if "file" in request.GET:
            return file(found, request.GET.get("file", ""), name, request.GET.get("block", ""))
        own = {key: request.GET[key] for key in kept if request.GET.get(key)}
        context = {
            "report": found,
            "look": look,
            "title": title,
            "name": name,
            "tabs": look.tabs(name),
            "bar": Bar(look, own),
            "kept": own,
            "dimensions": DIMENSIONS,
            "splits": "split" in kept,
        }
        return render(request, "reports/report.html", context)

    return shown


def made(request: MemberRequest, page: Page) -> tuple[Look, Report]:
    """The report that an address asks for."""
    look = look_of(request)
    return look, page(look)


def look_of(request: MemberRequest) -> Look:
    """What the address asks for."""
    asked = {key: value.strip() for key, value in request.GET.items()}
    return looking.read(request.workspace, asked, now=timezone.localtime())


def file(found: Report, kind: str, name: str, key: str) -> HttpResponse:
    """The report's tables as a file."""
    if kind == "xlsx":
        return download(files.xlsx_of(found.sheets()), SHEETS, f"{name}.xlsx")
    if kind != "csv":
        raise Http404("There are files of the kinds csv and xlsx.")
    if not key:
        return download(files.csv_of_all(found.sheets()), "text/csv; charset=utf-8", f"{name}.csv")
    block = found.block(key)
    if block is None or block.table is None:
        raise Http404("There is no such table on this page.")
    return download(files.csv_of(block.table), "text/csv; charset=utf-8", f"{name}-{key}.csv")


def download(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


show_pipeline = report("pipeline", "Pipeline", pipeline.pipeline)
show_funnel = report("funnel", "Funnel", funnel.funnel)
show_sources = report("sources", "Sources", sources.sources, kept=("split",))
show_assignment = report("assignment", "Assignment", assignment.assignment)
show_feedback = report("feedback", "Feedback", feedback.feedback)
show_coaching = report("coaching", "Coaching", coaching.coaching)
show_engagement = report("engagement", "Engagement", engagement.engagement)
