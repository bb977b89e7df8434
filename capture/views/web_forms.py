"""The forms of a workspace: listed, built, looked at with what came in by them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.roles import Role
from capture import actions, questions
from capture.models import WebForm
from capture.web_form_fields import BuilderForm
from leads.actions.rulebook import rulebook

WRITERS = (Role.MARKETER, Role.ADMIN)
SIZE = 25


@require_safe
@member()
def web_forms(request: MemberRequest) -> HttpResponse:
    """All forms, the open ones first."""
    came = Count("formentry", filter=Q(formentry__held_for=""))
    rows = request.workspace.web_forms.annotate(came=came, last=Max("formentry__at"))
    found = list(rows.order_by("closed_at", "name"))
    context = {"open": [row for row in found if row.is_open], "closed": [row for row in found if not row.is_open]}
    return page(request, "capture/forms/forms.html", {**context, "may_write": may_write(request)})


@require_safe
@member()
def web_form(request: MemberRequest, pk: int) -> HttpResponse:
    """One form: its address, how to put it on a web site, and what came in by it."""
    form = get_object_or_404(request.workspace.web_forms.select_related("created_by"), pk=pk)
    rows = request.workspace.form_entries.filter(form=form).taken().select_related("lead")
    held = request.workspace.form_entries.filter(form=form).held().order_by("-id")[:SIZE]
    context: dict[str, Any] = {"web_form": form, "page": newest_first(rows, request.GET.get("cursor"), size=SIZE)}
    context |= {"held": held, "crumbs": crumbs(request), "may_write": may_write(request)}
    context["address"] = request.build_absolute_uri(reverse("capture:form", args=[form.public_id]))
    context["asked"] = questions.asked(form.questions, known(request))
    context["versions"] = form.consent_texts.order_by("-version")
    return page(request, "capture/forms/form.html", context)


@member(*WRITERS)
def web_form_new(request: MemberRequest) -> HttpResponse:
    """Build a form."""
    builder = BuilderForm(typed(request), known=known(request))
    if builder.is_valid():
        try:
            made = actions.make_form(request.workspace, settings=builder.settings, by=request.user, at=timezone.now())
        except Refused as refusal:
            refuse(builder, refusal, field="name")
        else:
            messages.success(request, f"“{made.name}” takes answers from now on.")
            return redirect("forms:form", request.workspace.slug, made.pk)
    context = {"builder": builder, "crumbs": crumbs(request), "heading": "New form"}
    return page(request, "capture/forms/edit.html", context)


@member(*WRITERS)
def web_form_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a form."""
    form: WebForm = get_object_or_404(request.workspace.web_forms.select_related("workspace"), pk=pk)
    builder = BuilderForm(typed(request), known=known(request), form=form)
    if builder.is_valid():
        try:
            actions.change_form(form, settings=builder.settings, by=request.user, at=timezone.now())
        except Refused as refusal:
            refuse(builder, refusal, field="name")
        else:
            messages.success(request, "Saved.")
            return redirect("forms:form", request.workspace.slug, pk)
    context = {"builder": builder, "web_form": form, "crumbs": crumbs(request), "heading": f"Change {form.name}"}
    return page(request, "capture/forms/edit.html", context)


@require_POST
@member(*WRITERS)
def web_form_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a form, or open it again."""
    form = get_object_or_404(request.workspace.web_forms.select_related("workspace"), pk=pk)
    try:
        actions.close_form(form, by=request.user, at=timezone.now() if form.is_open else None)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"“{form.name}” is {'open' if form.is_open else 'closed'}.")
    return redirect("forms:form", request.workspace.slug, pk)


@require_POST
@member(*WRITERS)
def entry_let_in(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an entry that was kept back."""
    entry = get_object_or_404(request.workspace.form_entries.held(), pk=pk)
    faults = actions.let_in(entry, by=request.user)
    for fault in faults:
        messages.warning(request, f"{fault.field}: {fault.why}")
    if not faults:
        messages.success(request, "It is taken now.")
    return redirect("forms:form", request.workspace.slug, entry.form_id)


def known(request: MemberRequest) -> dict[str, questions.Question]:
    """Everything a form of this workspace can ask."""
    return questions.questions(rulebook(request.workspace.pk).rules.fields.values())


def may_write(request: MemberRequest) -> bool:
    """Whether this member builds forms."""
    return request.membership.has(*WRITERS)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a form."""
    return [{"label": "Forms", "url": reverse("forms:forms", args=[request.workspace.slug])}]
