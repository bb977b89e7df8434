"""The settings that are about leads: options, and fields of one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.actions import options as verbs
from leads.models import LeadOptions
from leads.options_forms import FieldForm, OptionsForm, key_for

MOST_FIELDS = 200


@member(Role.ADMIN)
def options(request: MemberRequest) -> HttpResponse:
    """E-mail rule, return days, phone country, retention."""
    found = LeadOptions._default_manager.filter(workspace=request.workspace).first()
    found = found or LeadOptions(workspace=request.workspace)
    was = {name: getattr(found, name) for name in OptionsForm.base_fields}
    form = OptionsForm(typed(request), instance=found)
    if form.is_valid():
        verbs.set_options(found, was=was, by=request.user)
        messages.success(request, "Saved.")
        return redirect("leads:options", request.workspace.slug)
    return page(request, "leads/options.html", {"form": form})


@require_safe
@member(Role.ADMIN, Role.MARKETER)
def own_fields(request: MemberRequest) -> HttpResponse:
    """The fields this workspace added."""
    rows = request.workspace.custom_fields.order_by("label", "pk")
    context = {"fields": rows.filter(retired_at=None), "retired": rows.exclude(retired_at=None)}
    return page(request, "leads/own_fields.html", context)


@member(Role.ADMIN, Role.MARKETER)
def field_new(request: MemberRequest) -> HttpResponse:
    """Add a field."""
    form = FieldForm(typed(request), workspace=request.workspace)
    taken = set(request.workspace.custom_fields.values_list("key", flat=True))
    if form.is_valid() and len(taken) >= MOST_FIELDS:
        form.add_error(None, f"A workspace has at most {MOST_FIELDS} fields of its own, retired ones included.")
    if form.is_valid():
        said = form.cleaned_data
        key = key_for(said["label"], taken)
        field = {"label": said["label"], "kind": said["type"], "choices": said["choices"]}
        verbs.add_field(request.workspace, key=key, by=request.user, **field)
        messages.success(request, f"Leads have “{said['label']}” now.")
        return redirect("leads:own_fields", request.workspace.slug)
    return page(request, "leads/field_form.html", {"form": form, "heading": "New field"})


@member(Role.ADMIN, Role.MARKETER)
def field_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a field or change its choices."""
    field = get_object_or_404(request.workspace.custom_fields, pk=pk)
    at_first = {"label": field.label, "choices": "\n".join(field.choices)}
    form = FieldForm(typed(request), initial=at_first, workspace=request.workspace, field=field)
    if form.is_valid():
        said = form.cleaned_data
        verbs.change_field(field, label=said["label"], choices=said.get("choices"), by=request.user)
        messages.success(request, "Saved.")
        return redirect("leads:own_fields", request.workspace.slug)
    return page(request, "leads/field_form.html", {"form": form, "field": field, "heading": f"Field “{field.label}”"})


@require_POST
@member(Role.ADMIN, Role.MARKETER)
def field_retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a field out of use, or into use again."""
    field = get_object_or_404(request.workspace.custom_fields, pk=pk)
    verbs.retire_field(field, at=None if field.retired_at else timezone.now(), by=request.user)
    said = "is out of use; its values stay" if field.retired_at else "is in use again"
    messages.success(request, f"“{field.label}” {said}.")
    return redirect("leads:own_fields", request.workspace.slug)
