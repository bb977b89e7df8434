"""Rules of the draft one by one: added, changed, moved, removed; disqualifiers, thresholds and groups."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from leads.conditions import BadCondition
from leads.conditions.builder import ConditionBuilder
from leads.matching import Terms
from leads.views.conditions import address, made, outcome
from scoring import actions as scoring
from scoring.forms import BarForm, EngagementRuleForm, FitRuleForm, GroupForm, ThresholdForm
from scoring.models import EngagementRule, FitRule, ScoringModel
from scoring.views.model import EDITORS, back, editing, of_state

LONGEST = 4_000  # characters of a condition in an address


def draft_for(request: MemberRequest) -> ScoringModel:
    """The draft to write into, begun where there is none; for looking the version in force does as well."""
    if request.method == "POST":
        return scoring.start_draft(request.workspace, by=request.user)
    found: ScoringModel | None = of_state(request, "draft") or of_state(request, "published")
    if found is None:
        raise Http404("There is no model yet.")
    return found


def draft_of(request: MemberRequest) -> ScoringModel:
    """The draft, or a 404."""
    found: ScoringModel = get_object_or_404(request.workspace.scoring_models, state="draft")
    return found


@member(*EDITORS)
def fit_rule_new(request: MemberRequest) -> HttpResponse:
    """Write a fit rule; an address may bring a condition and points along, so that a rejection can teach one."""
    draft = draft_for(request)
    start = {"points": asked_points(request), "label": request.GET.get("label", "")[:120]}
    form = FitRuleForm(typed(request), draft=draft, initial=start)
    return fit_page(request, draft, form, None, asked_condition(request))


@member(*EDITORS)
def fit_rule(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a fit rule."""
    draft = draft_of(request)
    rule = get_object_or_404(draft.fit_rules, pk=pk)
    initial = {"points": rule.points, "label": rule.label, "group": rule.group}
    form = FitRuleForm(typed(request), draft=draft, initial=initial)
    return fit_page(request, draft, form, rule, rule.condition)


def fit_page(
    request: MemberRequest, draft: ScoringModel, form: FitRuleForm, rule: FitRule | None, condition: Any
) -> HttpResponse:
    """The page on which a fit rule is written."""

    def save(tree: Any) -> None:
        fields = {**form.cleaned_data, "condition": tree}
        scoring.put_fit_rule(draft, fields=fields, rule=rule)

    title = "Change a fit rule" if rule else "New fit rule"
    return with_condition(request, title, form, condition, save, "The rule is saved in the draft.")


def with_condition(
    request: MemberRequest, title: str, form: Any, condition: Any, save: Callable[[Any], None], done: str
) -> HttpResponse:
    """A form with a condition on leads: shown, edited by its buttons, or saved."""
    terms = Terms(request.workspace)
    builder = made(request, terms, url=address(request), initial=condition)
    if builder.is_edit:
        form.data = form.data.copy()
        form.is_bound, form.initial = False, {**form.initial, **{name: form.data.get(name, "") for name in form.fields}}
    elif form.is_bound:
        builder.telling = True
        if form.is_valid() and kept(form, builder, save):
            messages.success(request, done)
            return back(request)
    seen = outcome(builder, terms) if request.method == "POST" else {}
    return editing(request, title, form, **{"builder": builder, **seen})


def kept(form: Any, builder: ConditionBuilder, save: Callable[[Any], None]) -> bool:
    """Whether it could be saved; what was refused stands on the form."""
    if builder.tree is None:
        return False
    try:
        save(builder.json)
    except Refused as refusal:
        refuse(form, refusal)
    except BadCondition as error:
        form.add_error(None, [fault.text for fault in error.faults])
    return not form.errors


def asked_condition(request: MemberRequest) -> Any:
    """A condition in the address, as JSON; what is none is left out."""
    raw = request.GET.get("condition", "")[:LONGEST]
    try:
        return json.loads(raw) if raw else None
    except (ValueError, RecursionError):
        return None


def asked_points(request: MemberRequest) -> Any:
    """Points in the address; the form checks them."""
    raw = request.GET.get("points", "")[:10]
    return raw or None


@member(*EDITORS)
def engagement_rule_new(request: MemberRequest) -> HttpResponse:
    """Add an engagement rule."""
    draft = draft_for(request)
    form = EngagementRuleForm(typed(request), draft=draft, initial={"cools": "half", "days": 30})
    return engagement_page(request, draft, form, None)


@member(*EDITORS)
def engagement_rule(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an engagement rule."""
    draft = draft_of(request)
    rule = get_object_or_404(draft.engagement_rules, pk=pk)
    cools = "half" if rule.half_life_days else "window" if rule.window_days else "never"
    initial = {"signal": rule.signal_id, "points": rule.points, "at_most": rule.at_most, "group": rule.group}
    initial |= {"cools": cools, "days": rule.half_life_days or rule.window_days}
    return engagement_page(request, draft, EngagementRuleForm(typed(request), draft=draft, initial=initial), rule)


def engagement_page(
    request: MemberRequest, draft: ScoringModel, form: EngagementRuleForm, rule: EngagementRule | None
) -> HttpResponse:
    """The page on which an engagement rule is written."""
    if form.is_bound and form.is_valid():
        try:
            scoring.put_engagement_rule(draft, fields=form.as_fields(), rule=rule)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The rule is saved in the draft.")
            return back(request)
    return editing(request, "Change an engagement rule" if rule else "New engagement rule", form)


@require_POST
@member(*EDITORS)
def rule_move(request: MemberRequest, part: str, pk: int) -> HttpResponse:
    """Put a rule one place higher or lower."""
    rules, rule = of_part(request, part, pk)
    place = [each.pk for each in rules].index(rule.pk)
    scoring.move_rule(rule, to=place - 1 if request.POST.get("way") == "up" else place + 1)
    return back(request)


@require_POST
@member(*EDITORS)
def rule_remove(request: MemberRequest, part: str, pk: int) -> HttpResponse:
    """Take a rule out of the draft."""
    _, rule = of_part(request, part, pk)
    scoring.remove_rule(rule)
    messages.success(request, "The rule is out of the draft. What is in force still has it.")
    return back(request)


def of_part(request: MemberRequest, part: str, pk: int) -> tuple[list[Any], Any]:
    """The rules of fit or engagement, and one of them."""
    if part not in ("fit", "engagement"):
        raise Http404("There are fit rules and engagement rules.")
    draft = draft_of(request)
    rules = draft.fit_rules if part == "fit" else draft.engagement_rules
    return list(rules.all()), get_object_or_404(rules, pk=pk)


@member(*EDITORS)
def bar_new(request: MemberRequest) -> HttpResponse:
    """Add a disqualifier, or change the one at `place` (from 0)."""
    draft, place = draft_for(request), request.GET.get("place", "")
    bars = list(draft.disqualifiers)
    at = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else len(bars)
    old = bars[at] if at < len(bars) else {"label": "", "condition": None}
    form = BarForm(typed(request), initial={"label": old["label"]})

    def save(tree: Any) -> None:
        new = {"label": form.cleaned_data["label"], "condition": tree}
        scoring.change_draft(draft, fields={"disqualifiers": [*bars[:at], new, *bars[at + 1 :]]})

    title = f"Change “{old['label']}”" if at < len(bars) else "New disqualifier"
    return with_condition(request, title, form, old["condition"], save, "The disqualifier is saved in the draft.")


@member(*EDITORS)
def threshold_new(request: MemberRequest) -> HttpResponse:
    """Say for whom how many points are enough, or change it for a `segment`; who is named first counts first."""
    draft, asked = draft_for(request), request.GET.get("segment", "")
    now = next((each["at_least"] for each in plain(draft) if str(each["segment"] or "") == asked), None)
    form = ThresholdForm(typed(request), draft=draft, initial={"segment": asked, "at_least": now})
    if form.is_bound and form.is_valid():
        segment = form.cleaned_data["segment"]
        new = {"segment": int(segment) if segment else None, "at_least": form.cleaned_data["at_least"]}
        others = [each for each in plain(draft) if each["segment"] != new["segment"]]
        others = [*others, new] if new["segment"] is None else [new, *others]
        if changed(form, draft, {"thresholds": others}):
            messages.success(request, "The threshold is saved in the draft.")
            return back(request)
    return editing(request, "Threshold", form)


def plain(draft: ScoringModel) -> list[dict[str, Any]]:
    """The thresholds as the verb takes them."""
    return [{"segment": each["segment"], "at_least": each["at_least"]} for each in draft.thresholds]


@member(*EDITORS)
def group_new(request: MemberRequest) -> HttpResponse:
    """Make a group of rules with a cap of its own."""
    draft = draft_for(request)
    form = GroupForm(typed(request))
    if form.is_bound and form.is_valid():
        clean = form.cleaned_data
        groups = [*draft.groups, {"key": clean["label"], **clean}]
        if changed(form, draft, {"groups": groups}):
            messages.success(request, "The group is in the draft. Put rules into it by changing them.")
            return back(request)
    return editing(request, "New group", form)


def changed(form: Any, draft: ScoringModel, fields: dict[str, Any]) -> bool:
    """Whether the draft took the change; what was refused stands on the form."""
    try:
        scoring.change_draft(draft, fields=fields)
    except Refused as refusal:
        refuse(form, refusal)
    except BadCondition as error:
        form.add_error(None, [fault.text for fault in error.faults])
    return not form.errors


@require_POST
@member(*EDITORS)
def part_remove(request: MemberRequest) -> HttpResponse:
    """Take a disqualifier, a threshold or a group out of the draft: `what`, and its place from 0."""
    draft, what = draft_of(request), request.POST.get("what", "")
    place = request.POST.get("place", "")
    if what not in ("disqualifiers", "thresholds", "groups") or not (place.isascii() and place.isdecimal()):
        raise Http404("There is no such part of a model.")
    parts = plain(draft) if what == "thresholds" else list(getattr(draft, what))
    scoring.change_draft(draft, fields={what: parts[: int(place)] + parts[int(place) + 1 :]})
    messages.success(request, "It is out of the draft.")
    return back(request)
