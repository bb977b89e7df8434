"""The lead list: narrowed by its address, kept as views, exported, and worked on several leads at once."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import tenancy
from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.models import Workspace
from accounts.roles import Role
from leads import listing, sheet
from leads.forms import LeadFilterForm
from leads.models import Lead, SavedView

WRITERS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
EXPORTED = 1_000  # leads read at a time for a file


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the address asks for; several columns as one parameter."""
    asked = {name: value.strip() for name, value in request.GET.items() if value.strip()}
    if "cols" in request.GET:
        asked["cols"] = ",".join(request.GET.getlist("cols"))
    return asked


def kept(asked: dict[str, str]) -> str:
    """The part of an address that a view remembers."""
    return urlencode({name: asked[name] for name in listing.KEPT if asked.get(name)})


@require_safe
@member()
def leads(request: MemberRequest) -> HttpResponse:
    """Every lead, narrowed by the address."""
    asked = asked_of(request)
    rows = listing.asked_for(request.workspace, asked)
    shown = listing.page_of(rows, sort=asked.get("sort", ""), cursor=asked.get("cursor", ""))
    columns = listing.columns(asked)
    context: dict[str, Any] = {
        "page": shown,
        "form": LeadFilterForm(asked, workspace=request.workspace),
        "narrowed": listing.is_narrowed(asked),
        "company": narrowing_company(request, asked),
        "count": shown.count if shown.count is not None else listing.COUNTED,
        "more": shown.count is None,
        "columns": [(name, listing.COLUMNS[name]) for name in columns],
        "all_columns": [(name, label, name in columns) for name, label in listing.COLUMNS.items()],
        "views": views_of(request),
        "view": asked.get("view", ""),
        "query": kept(asked),
        "ticked": asked.get("chosen") == "page",
        "now": timezone.now(),
        "may_write": request.membership.has(*WRITERS),
    }
    template = "leads/_rows.html" if request.htmx else "leads/leads.html"  # type: ignore[attr-defined]
    return page(request, template, context, status=200)  # an address that makes no sense narrows nothing


def narrowing_company(request: MemberRequest, asked: dict[str, str]) -> Any:
    """The company the list is narrowed to."""
    pk = asked.get("company", "")
    return request.workspace.companies.filter(pk=int(pk)).first() if listing.is_number(pk) else None


def views_of(request: MemberRequest) -> list[SavedView]:
    """One's own views and those that are shared; `starred` on those that stand above the list."""
    mine = set(request.workspace.stars.filter(user=request.user).values_list("view_id", flat=True))
    rows = request.workspace.saved_views.select_related("owner").order_by("name", "pk")
    seen = [view for view in rows if view.shared or view.owner_id == request.user.pk]
    for view in seen:
        view.starred = view.pk in mine  # type: ignore[attr-defined]
        view.is_mine = view.owner_id == request.user.pk  # type: ignore[attr-defined]
    return seen


@require_safe
@member()
def leads_csv(request: MemberRequest) -> StreamingHttpResponse:
    """The whole list as a file, read a thousand at a time however long it is."""
    rows = every(request.workspace, asked_of(request))
    return as_file(sheet.leads_as_csv(rows))


def every(workspace: Workspace, asked: dict[str, str]) -> Iterator[Lead]:
    """All leads that were asked for, newest first; each run in its own transaction, as we end first."""
    edge: int | None = None
    while True:
        with tenancy.workspace(workspace.pk):
            rows = listing.asked_for(workspace, asked).select_related("campaign", "company", "owner").order_by("-pk")
            taken = list((rows if edge is None else rows.filter(pk__lt=edge))[:EXPORTED])
        yield from taken
        if len(taken) < EXPORTED:
            return
        edge = taken[-1].pk


def as_file(lines: Iterator[str]) -> StreamingHttpResponse:
    """Lines as a file to keep."""
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="leads-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
