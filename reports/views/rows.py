"""The rows behind every number, page by page, and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.members import MemberRequest, member
from leads.export import write_csv
from reports import rows
from reports.views.showing import download, look_of

SIZE = 50
EXPORTED = 10_000


@require_safe
@member()
def show_rows(request: MemberRequest) -> HttpResponse:
    """What was counted, newest first."""
    look = look_of(request)
    what = request.GET.get("what", "")
    found: Any = rows.steps(look, what) if what in rows.STEPS else rows.leads(look, what)
    if request.GET.get("file") == "csv":
        lines = ([str(cell) for cell in line(what, row)] for row in found[:EXPORTED])
        return download(write_csv(head(what), lines), "text/csv; charset=utf-8", "rows.csv")
    start = max(0, min(10_000, int(text))) if (text := request.GET.get("start", "")).isdecimal() else 0
    taken = list(found[start : start + SIZE + 1])
    context = {
        "look": look,
        "title": rows.title_of(what, dict(look.asked)),
        "tabs": look.tabs(""),
        "rows": taken[:SIZE],
        "are_steps": what in rows.STEPS,
        "newer": str(max(0, start - SIZE)) if start else "",
        "older": str(start + SIZE) if len(taken) > SIZE else "",
        "period": rows.period_of(look),
        "scope_name": look.filters_text,
    }
    return render(request, "reports/rows.html", context)


def head(what: str) -> list[str]:
    """The columns of the file."""
    return [
        "Lead",
        "E-mail",
        "Company",
        "Source",
        "When",
        *(["From", "To", "By", "Reason"] if what in rows.STEPS else []),
    ]


def line(what: str, row: Any) -> list[Any]:
    """A row of the file."""
    lead = row.lead if what in rows.STEPS else row
    at = row.at if what in rows.STEPS else row.first_seen_at
    firm = lead.company.name if lead.company else lead.company_name
    found = [lead.called, lead.email, firm, lead.source, at.isoformat(timespec="seconds")]
    if what in rows.STEPS:
        found += [row.was, row.to, row.by.called if row.by else row.cause, row.reason]
    return found
