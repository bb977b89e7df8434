"""The model editor: the draft, or the version in force for reading; points, limits and order edited in place."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.matching import Terms
from scoring import actions as scoring
from scoring.actions import rehearsed
from scoring.actions.rehearsing import DAYS, is_old
from scoring.editor import Sheet
from scoring.forms import COOLS, LimitsForm, Points, cooling_of
from scoring.models import ScoringModel
from scoring.outlook import Outlook

EDITORS = (Role.MARKETER, Role.ADMIN)
READERS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
MOVERS = 6


@require_safe
@member(*READERS)
def model(request: MemberRequest) -> HttpResponse:
    """The draft where there is one, else what is in force."""
    return shown(request)


def shown(request: MemberRequest, *, faults: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """The editor's page; for htmx the sheet alone."""
    draft, published = of_state(request, "draft"), of_state(request, "published")
    version = draft or published
    context: dict[str, Any] = {"draft": draft, "published": published, "may_edit": may_edit(request)}
    if version is not None:
        context |= {"sheet": Sheet(version, Terms(request.workspace)), "version": version, "cools": COOLS}
        context |= {"faults": faults or {}, "held": scoring.waiting(request.workspace)}
        context |= {"check": request.workspace.score_checks.order_by("-at").first()}
        context |= rehearsal_of(request, version)
    template = "scoring/_sheet.html" if request.headers.get("HX-Request") else "scoring/model.html"
    return render(request, template, context, status=status)


def rehearsal_of(request: MemberRequest, version: ScoringModel) -> dict[str, Any]:
    """The last rehearsal of a version, or the one that runs."""
    row = request.workspace.rehearsals.filter(draft=version).select_related("job").order_by("-id").first()
    found: dict[str, Any] = {"rehearsal": row, "spans": DAYS}
    if row is not None and row.finished_at is not None:
        found["movers"] = rehearsed.movers(row, MOVERS)
        found["is_old"] = is_old(row, version, Terms(request.workspace))
        found["outlook"] = Outlook(row, request.workspace.slug)
    return found


@require_POST
@member(*EDITORS)
def draft_new(request: MemberRequest) -> HttpResponse:
    """Begin to change the model."""
    draft = scoring.start_draft(request.workspace, by=request.user)
    messages.success(request, f"{draft} is a draft now. What is in force stays in force until you publish it.")
    return back(request)


@member(*EDITORS)
def discard(request: MemberRequest) -> HttpResponse:
    """Ask once more, then throw the draft away."""
    draft = of_state(request, "draft")
    if request.method == "POST" and draft is not None:
        scoring.discard(draft)
        messages.success(request, f"{draft} is gone. What is in force is as it was.")
    if request.method == "POST" or draft is None:
        return back(request)
    return render(request, "scoring/discard.html", {"draft": draft})


@require_POST
@member(*EDITORS)
def fit_points(request: MemberRequest) -> HttpResponse:
    """Keep the points of all fit rules as they stand in the table."""
    draft = get_object_or_404(request.workspace.scoring_models, state="draft")
    faults: dict[str, str] = {}
    for rule in draft.fit_rules.all():
        with Gathered(faults, f"fit-{rule.pk}"):
            points = number(request, f"points-{rule.pk}", rule.points)
            if points != rule.points:
                scoring.put_fit_rule(draft, fields={"points": points}, rule=rule)
    return kept(request, draft, faults)


@require_POST
@member(*EDITORS)
def engagement_points(request: MemberRequest) -> HttpResponse:
    """Keep points, limits and cooling of all engagement rules as they stand in the table."""
    draft = get_object_or_404(request.workspace.scoring_models, state="draft")
    faults: dict[str, str] = {}
    for rule in draft.engagement_rules.select_related("signal"):
        with Gathered(faults, f"engagement-{rule.pk}"):
            fields = engagement_fields(request, rule)
            if any(getattr(rule, name) != value for name, value in fields.items()):
                scoring.put_engagement_rule(draft, fields=fields, rule=rule)
    return kept(request, draft, faults)


def engagement_fields(request: MemberRequest, rule: Any) -> dict[str, Any]:
    """One row of the table as it was typed."""
    fields: dict[str, Any] = {"points": number(request, f"points-{rule.pk}", rule.points)}
    fields["at_most"] = number(request, f"most-{rule.pk}", rule.at_most, least=0, needed=False)
    cools = request.POST.get(f"cools-{rule.pk}")
    if cools in dict(COOLS):
        typed_days = request.POST.get(f"days-{rule.pk}", "")
        days = int(typed_days) if typed_days.isascii() and typed_days.isdecimal() else None
        if cools != "never" and days is None:
            days = rule.half_life_days or rule.window_days or 14
        fields |= cooling_of(cools, days)
    return fields


def number(request: MemberRequest, name: str, was: int | None, *, least: int = -10_000, needed: bool = True) -> Any:
    """Typed points as hundredths; what was not sent is as it was."""
    if name not in request.POST:
        return was
    return Points(required=needed, min_value=least).clean(request.POST[name])


class Gathered:
    """Puts what a rule refuses beside the rule, and goes on with the next."""

    def __init__(self, faults: dict[str, str], place: str) -> None:
        self.faults, self.place = faults, place

    def __enter__(self) -> None:
        """Nothing."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if isinstance(error, Refused):
            self.faults[self.place] = str(error)
            return True
        if error is not None and hasattr(error, "messages"):
            self.faults[self.place] = " ".join(error.messages)
            return True
        return False


def kept(request: MemberRequest, draft: ScoringModel, faults: dict[str, str]) -> HttpResponse:
    """The sheet again: with what was refused, or as it is kept."""
    if not faults:
        scoring.change_draft(draft, fields={})  # the draft is newer than its rehearsal now
    if faults or request.headers.get("HX-Request"):
        return shown(request, faults=faults, status=422 if faults else 200)
    messages.success(request, "The draft is saved.")
    return back(request)


@member(*EDITORS)
def limits(request: MemberRequest) -> HttpResponse:
    """Caps on fit and engagement, and where the letters and digits begin."""
    draft = of_state(request, "draft")
    if draft is None:
        return back(request)
    form = LimitsForm(typed(request), initial=LimitsForm.of(draft))
    if form.is_bound and form.is_valid():
        try:
            scoring.change_draft(draft, fields=form.as_fields())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Limits and bands are saved.")
            return back(request)
    return editing(request, "Limits and bands", form)


def editing(request: MemberRequest, title: str, form: Any, builder: Any = None, **more: Any) -> HttpResponse:
    """A page of the editor with one form on it; 422 where it was refused."""
    bad = form.is_bound and (bool(form.errors) or (builder is not None and builder.tree is None))
    context = {"title": title, "form": form, "builder": builder, "crumbs": crumbs(request), **more}
    return render(request, "scoring/form.html", context, status=422 if bad else 200)


def of_state(request: MemberRequest, state: str) -> ScoringModel | None:
    """The draft, or the version in force."""
    found: ScoringModel | None = request.workspace.scoring_models.filter(state=state).first()
    return found


def may_edit(request: MemberRequest) -> bool:
    """Whether this member changes the model."""
    return request.membership.has(*EDITORS)


def back(request: MemberRequest) -> HttpResponse:
    """To the editor."""
    return redirect("scoring:model", request.workspace.slug)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a page of the editor."""
    return [{"label": "Scoring", "url": reverse("scoring:model", args=[request.workspace.slug])}]
