"""Saved views of the lead list."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.actions import views
from leads.forms import SavedViewForm
from leads.models import SavedView
from leads.views.leads import asked_of, kept


@member()
def view_new(request: MemberRequest) -> HttpResponse:
    """Keep the list of the address."""
    form, query = SavedViewForm(typed(request)), kept(asked_of(request))
    if form.is_valid():
        try:
            view = views.keep_view(request.workspace, by=request.user, query=query, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, f"“{view.name}” stands above the list now.")
            return HttpResponseRedirect(address(request, view))
    return page(request, "leads/view.html", {"form": form, "query": query})


@member()
def view_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Rename a view of one's own, share it, or forget it."""
    view = mine(request, pk)
    form = SavedViewForm(typed(request), initial={"name": view.name, "shared": view.shared})
    if request.POST.get("forget"):
        views.forget_view(view)
        messages.success(request, f"“{view.name}” is forgotten. The leads are as they were.")
        return redirect("leads:leads", request.workspace.slug)
    if form.is_valid():
        try:
            views.change_view(view, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal, field="name")
        else:
            messages.success(request, "Saved.")
            return HttpResponseRedirect(address(request, view))
    return page(request, "leads/view.html", {"form": form, "view": view, "query": view.query})


@require_POST
@member()
def view_star(request: MemberRequest, pk: int) -> HttpResponse:
    """Put a view above one's list, or take it away."""
    mine_or_shared = Q(owner=request.user) | Q(shared=True)
    view = get_object_or_404(request.workspace.saved_views.filter(mine_or_shared), pk=pk)
    above = views.star(view, by=request.user)
    messages.success(request, f"“{view.name}” {'stands above your list now' if above else 'is in the menu of views'}.")
    return HttpResponseRedirect(address(request, view))


def mine(request: MemberRequest, pk: int) -> SavedView:
    """A view of one's own; an admin's may be any that is shared."""
    allowed = Q(owner=request.user)
    if request.membership.has(Role.ADMIN):
        allowed |= Q(shared=True)
    view: SavedView = get_object_or_404(request.workspace.saved_views.filter(allowed), pk=pk)
    return view


def address(request: MemberRequest, view: SavedView) -> str:
    """Where the view is seen."""
    query = f"{view.query}&view={view.pk}".removeprefix("&")
    return f"{reverse('leads:leads', args=[request.workspace.slug])}?{query}"
