"""Calendars: listed, looked at through the year, made, changed, closed for a day, given to people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.countries import names_of_countries, spoken
from sla import actions as sla
from sla import public_holidays
from sla.forms import CalendarForm, ClosureForm
from sla.models import WorkCalendar
from sla.plans import Plan, week_in_words
from sla.rows import timetable_of
from sla.year import year_of

EDITORS = (Role.MANAGER, Role.ADMIN)
NEW_WEEK = sla.furnishing.OFFICE_WEEK


@require_safe
@member()
def calendars(request: MemberRequest) -> HttpResponse:
    """All of them: their hours, and who goes by them."""
    rows = request.workspace.work_calendars.order_by("name").prefetch_related("blocks", "closures", "uses__rep")
    shown = []
    for row in rows:
        table = timetable_of(row)
        uses = list(row.uses.all())
        shown.append(
            {
                "row": row,
                "week": week_in_words(table.week, always_open=table.always_open),
                "holidays": in_place(row.country, row.subdivision),
                "everybody": any(use.is_workspaces for use in uses),
                "reps": sorted(use.rep.called for use in uses if use.rep),
                "pools": [use.pool for use in uses if use.pool is not None],
            }
        )
    context = {"calendars": shown, "may_edit": may_edit(request)}
    return page(request, "sla/calendars/calendars.html", context)


@require_safe
@member()
def calendar(request: MemberRequest, pk: int) -> HttpResponse:
    """One: its week, its year, its closures, its users."""
    return shown(request, found(request, pk), ClosureForm())


def shown(request: MemberRequest, row: WorkCalendar, form: ClosureForm) -> HttpResponse:
    """The page of a calendar; 422 with a closure that was refused."""
    table = timetable_of(row)
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and this_year - 20 <= int(asked) <= this_year + 20 else this_year
    calendar = table.calendar(year - 1, year + 1)
    uses = list(row.uses.select_related("rep"))
    reps = {use.rep_id for use in uses}
    context = {
        "calendar": row,
        "crumbs": crumbs(request),
        "may_edit": may_edit(request),
        "week": week_in_words(table.week, always_open=table.always_open),
        "holidays_of": in_place(row.country, row.subdivision),
        "months": year_of(calendar, year),
        "year": year,
        "holidays": table.holidays(year, year),
        "closures": row.closures.order_by("on", "begins"),
        "form": form,
        "everybody": any(use.is_workspaces for use in uses),
        "members": [(member, member.user_id in reps) for member in request.workspace.memberships.active().by_name()],
        "pools_here": [use.pool for use in uses if use.pool is not None],
    }
    return page(request, "sla/calendars/calendar.html", context)


@member(*EDITORS)
def calendar_new(request: MemberRequest) -> HttpResponse:
    """Make a calendar, beginning with office hours."""
    plan = Plan("", request.workspace.time_zone, NEW_WEEK)
    return editing(request, WorkCalendar(workspace=request.workspace), plan)


@member(*EDITORS)
def calendar_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a calendar."""
    row = found(request, pk)
    return editing(request, row, sla.plan_of(row))


def editing(request: MemberRequest, row: WorkCalendar, plan: Plan) -> HttpResponse:
    """The week editor; “Show regions” and “As on Monday” come back with it and keep nothing."""
    data = typed(request)
    if data is not None and "monday" in data:
        data = as_on_monday(data.copy())
    form = CalendarForm(data, plan=plan, countries=countries())
    asked = data is not None and not {"regions", "monday"} & set(data)
    if asked and form.is_valid():
        try:
            row = kept(request, row, form.plan)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"“{row.name}” is saved. Clocks that run already keep their deadlines.")
            return redirect("sla:calendar", request.workspace.slug, row.pk)
    context: dict[str, Any] = {"form": form, "row": row, "crumbs": crumbs(request)}
    partial = request.headers.get("HX-Target") == "regions"
    template = "sla/calendars/_regions.html" if partial else "sla/calendars/edit.html"
    return page(request, template, context, status=None if asked else 200)


def kept(request: MemberRequest, row: WorkCalendar, plan: Plan) -> WorkCalendar:
    """Make or change."""
    if row.pk is None:
        return sla.make_calendar(request.workspace, plan, by=request.user, at=sla.database_now())
    sla.change_calendar(row, plan, by=request.user, at=sla.database_now())
    return row


def as_on_monday(data: Any) -> Any:
    """Monday's blocks on Tuesday to Friday."""
    for day in range(1, 5):
        for key in [key for key in data if key.startswith(f"day{day}_")]:
            data[key] = ""
        for key in [key for key in data if key.startswith("day0_")]:
            data[key.replace("day0_", f"day{day}_")] = data[key]
    return data


@require_POST
@member(*EDITORS)
def closure_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a day or a part of it."""
    row = found(request, pk)
    form = ClosureForm(request.POST)
    if form.is_valid():
        try:
            sla.close_on(row, **form.cleaned_data, by=request.user, at=sla.database_now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The closure is kept. Clocks that start from now on go by it.")
            return redirect("sla:calendar", request.workspace.slug, pk)
    return shown(request, row, form)


@require_POST
@member(*EDITORS)
def closure_remove(request: MemberRequest, pk: int, closure: int) -> HttpResponse:
    """Open again."""
    row = get_object_or_404(found(request, pk).closures.select_related("calendar__workspace"), pk=closure)
    sla.open_again(row, by=request.user, at=sla.database_now())
    messages.success(request, f"“{row.name}” is open time again.")
    return redirect("sla:calendar", request.workspace.slug, pk)


@require_POST
@member(*EDITORS)
def calendar_users(request: MemberRequest, pk: int) -> HttpResponse:
    """Say who goes by it."""
    row = found(request, pk)
    ids = set(request.workspace.memberships.active().values_list("user_id", flat=True))
    reps = ids & {int(value) for value in request.POST.getlist("rep") if value.isdigit() and len(value) < 19}
    pools = {int(value) for value in request.POST.getlist("pool") if value.isdigit() and len(value) < 19}
    everybody = "everybody" in request.POST
    sla.give_calendar(row, reps=reps, pools=pools, everybody=everybody, by=request.user, at=sla.database_now())
    messages.success(request, "It is kept who goes by this calendar.")
    return redirect("sla:calendar", request.workspace.slug, pk)


@member(*EDITORS)
def calendar_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask once more, then remove a calendar nobody goes by."""
    row = found(request, pk)
    if request.method == "POST":
        try:
            sla.remove_calendar(row, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("sla:calendar", request.workspace.slug, pk)
        messages.success(request, f"“{row.name}” is removed.")
        return redirect("sla:calendars", request.workspace.slug)
    return page(request, "sla/calendars/remove.html", {"calendar": row, "crumbs": crumbs(request)})


def found(request: MemberRequest, pk: int) -> WorkCalendar:
    """A calendar of this workspace, or a 404."""
    row: WorkCalendar = get_object_or_404(request.workspace.work_calendars.select_related("workspace"), pk=pk)
    return row


def countries() -> list[tuple[str, str]]:
    """The countries whose holidays are known, by name."""
    names = names_of_countries()
    known = [(code, spoken(names[code], "en") if code in names else code) for code in public_holidays.countries()]
    return sorted(known, key=lambda country: country[1])


def in_place(country: str, subdivision: str) -> str:
    """“Bayern, Germany”."""
    if not country:
        return ""
    names = names_of_countries()
    region = public_holidays.subdivisions(country).get(subdivision, subdivision)
    return ", ".join(filter(None, [region, spoken(names[country], "en") if country in names else country]))


def may_edit(request: MemberRequest) -> bool:
    """Whether this member changes calendars."""
    return request.membership.has(*EDITORS)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a calendar."""
    return [{"label": "Calendars", "url": reverse("sla:calendars", args=[request.workspace.slug])}]
