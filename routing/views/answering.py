"""Answers to an offer, or to a lead one works, that need a word more: reject, nurture, reassign, ask marketing."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.instants import database_now
from accounts.members import MemberRequest, member
from accounts.roles import Role
from routing import actions as routing
from routing.desk_forms import AskForm, ReassignForm, RejectForm, reasons_of
from routing.models import Handoff, State
from routing.views.queue import SELLERS, address

Verb = Callable[[], object]


@member(*SELLERS)
def reject(request: MemberRequest, pk: int) -> HttpResponse:
    """Refuse an offer with a reason; the reason, or the rep, says where the lead goes."""
    row = handoff_of(request, pk)
    form = RejectForm(typed(request), reasons=reasons_of(request.workspace))
    asked = {"title": f"Reject {row.lead.called}", "submit": "Reject", "danger": True}
    return answered(
        request, row, form, asked, lambda: give_back(request, row, form), "Rejected. Marketing is told why."
    )


@member(*SELLERS)
def nurture(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a lead back to nurture, with a track and the day on which marketing looks at it again."""
    row = handoff_of(request, pk)
    form = RejectForm(typed(request), reasons=reasons_of(request.workspace), nurture=True)
    asked = {"title": f"Back to nurture: {row.lead.called}", "submit": "Give back"}
    return answered(request, row, form, asked, lambda: give_back(request, row, form), "Given back to nurture.")


@member(*SELLERS)
def reassign(request: MemberRequest, pk: int) -> HttpResponse:
    """Give an offer or a lead to another rep."""
    row = handoff_of(request, pk)
    form = ReassignForm(typed(request), people=reps(request, row))

    def verb() -> None:
        people = request.workspace.memberships.active().select_related("user")
        to = get_object_or_404(people, user_id=form.cleaned_data["to"]).user
        routing.reassign(row, to=to, by=request.user, at=database_now(), why=form.cleaned_data["why"])

    asked = {"title": f"Reassign {row.lead.called}", "submit": "Reassign"}
    return answered(request, row, form, asked, verb, "Reassigned.")


@member(*SELLERS)
def ask(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask marketing something about the lead."""
    row = handoff_of(request, pk)
    form = AskForm(typed(request))

    def verb() -> None:
        routing.ask(row.lead, by=request.user, text=form.cleaned_data["text"], at=database_now())

    asked = {"title": f"Ask marketing about {row.lead.called}", "submit": "Ask"}
    return answered(request, row, form, asked, verb, "Asked. You are told when they answer.", stay=True)


def give_back(request: MemberRequest, row: Handoff, form: RejectForm) -> None:
    """Reject an offer, or recycle a lead that is being worked."""
    wanted, now = form.wanted(), database_now()
    if row.state == State.ACCEPTED:
        routing.recycle(row, by=request.user, at=now, **{**wanted, "fate": wanted["fate"] or "nurture"})
    else:
        routing.reject(row, by=request.user, at=now, **wanted)


def answered(
    request: MemberRequest,
    row: Handoff,
    form: forms.Form,
    asked: dict[str, Any],
    verb: Verb,
    done: str,
    *,
    stay: bool = False,
) -> HttpResponse:
    """Show the form, in the dialog or on a page; carry it out and go back to where one was."""
    if form.is_valid():
        try:
            verb()
        except routing.TooLate as late:
            messages.error(request, str(late))
            return redirect(back(request, row, stay=stay))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back(request, row, stay=stay))
    context = {"form": form, "handoff": row, "action": request.path, "back": back(request, row, stay=True), **asked}
    if request.htmx and request.method == "GET":  # type: ignore[attr-defined]
        return render(request, "components/form.html", context)
    return page(request, "routing/answer.html", context)


def back(request: MemberRequest, row: Handoff, *, stay: bool) -> str:
    """The queue, or the page on which the lead is worked while it still is."""
    if row.state == State.ACCEPTED:
        return f"/w/{request.workspace.slug}/working/" + (f"{row.pk}/" if stay else "")
    return address(request) + (f"?open={row.pk}" if stay else "")


def handoff_of(request: MemberRequest, pk: int) -> Handoff:
    """A handoff of this workspace, or a 404."""
    rows = request.workspace.handoffs.select_related("lead__company", "rep")
    found: Handoff = get_object_or_404(rows, pk=pk)
    return found


def reps(request: MemberRequest, row: Handoff) -> list[tuple[int, str]]:
    """Who could have it instead."""
    members = request.workspace.memberships.with_role(Role.REP).by_name()
    return [(one.user_id, one.user.called) for one in members if one.user_id != row.rep_id]
