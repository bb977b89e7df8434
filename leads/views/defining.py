"""Definitions: proposed, remarked on, signed, withdrawn, and passed on by."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.actions import defining, passing_on
from leads.conditions.builder import ConditionBuilder
from leads.definition_forms import DefinitionForm, RemarkForm
from leads.definitions import Kind, Side
from leads.matching import Terms
from leads.models import Definition
from leads.views.conditions import EDITORS, address, made, outcome
from leads.views.definitions import crumbs, found, shown


@member(*EDITORS)
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Write the next version, starting from what an earlier one says."""
    former = found(request, pk)
    of = former.of
    form = DefinitionForm(typed(request), kind=of, initial=said(former))
    builder = made(request, Terms(request.workspace), url=address(request), initial=former.condition)
    if wants_saving(form, builder, of):
        try:
            row = defining.propose(
                request.workspace, kind=of, by=request.user, at=timezone.now(), **words(form, builder)
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"{row} is proposed. Both sides sign it before it runs.")
            return redirect("leads:definition", request.workspace.slug, row.pk)
    return proposing(request, form, builder, of)


def said(row: Definition) -> dict[str, Any]:
    """What the form starts from."""
    return {"text": row.text, "checklist": "\n".join(row.checklist), "conditional": row.condition is not None}


def wants_saving(form: DefinitionForm, builder: ConditionBuilder, kind: Kind) -> bool:
    """Whether the whole was sent to be kept; what is wrong is told from then on."""
    if not form.is_bound or builder.is_edit:
        return False
    builder.telling = conditional(form, kind)
    return form.is_valid() and (not conditional(form, kind) or builder.tree is not None)


def conditional(form: DefinitionForm, kind: Kind) -> bool:
    """Whether the condition on the page belongs to the proposal."""
    return kind.needs_condition or (kind.has_condition and bool(form.data.get("conditional")))


def words(form: DefinitionForm, builder: ConditionBuilder) -> dict[str, Any]:
    """What the verb takes."""
    clean = form.cleaned_data
    with_condition = builder.telling
    lines = tuple(clean.get("checklist", "").splitlines())
    condition = builder.tree if with_condition else None
    return {"text": clean["text"], "why": clean["why"], "checklist": lines, "condition": condition}


def proposing(request: MemberRequest, form: DefinitionForm, builder: ConditionBuilder, kind: Kind) -> HttpResponse:
    """The page on which a version is written; 422 where it was refused."""
    if builder.is_edit:  # a button of the builder asked for no saving, so nothing is missing yet
        kept = {name: request.POST.get(name, "") for name in ("text", "checklist", "conditional", "why")}
        form = DefinitionForm(kind=kind, initial=kept)
    bad = form.is_bound and (bool(form.errors) or (builder.telling and builder.tree is None))
    context: dict[str, Any] = {"form": form, "kind": kind, "crumbs": crumbs(request)}
    terms = Terms(request.workspace)
    context |= outcome(builder, terms) if request.method == "POST" else {"builder": builder}
    return render(request, "leads/definitions/propose.html", context, status=422 if bad else 200)


@require_POST
@member(Role.MARKETER, Role.MANAGER, Role.ADMIN)
def sign(request: MemberRequest, pk: int) -> HttpResponse:
    """Agree to a version for one side."""
    row = found(request, pk)
    side = request.POST.get("side", "")
    if side not in list(Side):
        messages.error(request, "Say for which side you sign.")
        return redirect("leads:definition", request.workspace.slug, pk)
    try:
        agreed = defining.sign(row, by=request.membership, side=Side(side), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"You signed {row} for {side}." + (" It is in force." if agreed else ""))
    return redirect("leads:definition", request.workspace.slug, pk)


@require_POST
@member(*EDITORS)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a proposal off the table."""
    row = found(request, pk)
    try:
        defining.withdraw(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{row} is withdrawn. What is in force stays in force.")
    return redirect("leads:definition", request.workspace.slug, pk)


@require_POST
@member()
def remark(request: MemberRequest, pk: int) -> HttpResponse:
    """Say something about a version."""
    row, form = found(request, pk), RemarkForm(request.POST)
    if not form.is_valid():
        return shown(request, row, form=form, status=422)
    defining.remark(row, by=request.user, text=form.cleaned_data["text"], at=timezone.now())
    messages.success(request, "Your remark is on the page.")
    return redirect("leads:definition", request.workspace.slug, pk)


@require_POST
@member(Role.MARKETER, Role.ADMIN)
def pass_on(request: MemberRequest, pk: int) -> HttpResponse:
    """Pass on, in portions, who is with marketing and meets the definition in force."""
    row = found(request, pk)
    job = passing_on.pass_on(request.workspace, row, by=request.user)
    return redirect("accounts:job", request.workspace.slug, job.pk)
