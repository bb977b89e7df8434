"""Definitions: read by everybody, compared, checked against a lead."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import paging
from accounts.members import MemberRequest, member
from leads import differences, matching
from leads.actions.defining import sides_for
from leads.definition_forms import RemarkForm
from leads.definitions import Kind, Side, State
from leads.matching import Terms
from leads.matching.agreed import Clause
from leads.models import Definition
from leads.stages import Stage
from leads.views.conditions import EDITORS


@require_safe
@member()
def definitions(request: MemberRequest) -> HttpResponse:
    """All that is agreed, and what is proposed."""
    terms, now = Terms(request.workspace), timezone.now()
    rows = request.workspace.definitions.filter(state__in=[State.IN_FORCE, State.PROPOSED])
    known = {(row.of, row.standing): row for row in rows.prefetch_related("signatures__by")}
    shown = []
    for kind in Kind:
        row = known.get((kind, State.IN_FORCE))
        proposal = known.get((kind, State.PROPOSED))
        shown.append({"kind": kind, "proposal": proposal, **({} if row is None else counted(row, terms, now=now))})
    context = {"shown": shown, "may_edit": may_edit(request)}
    return render(request, "leads/definitions/definitions.html", context)


@require_safe
@member()
def definition(request: MemberRequest, pk: int) -> HttpResponse:
    """One version: what it says, who meets it, who signed, what was said about it."""
    return shown(request, found(request, pk))


def shown(
    request: MemberRequest, row: Definition, *, form: RemarkForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a version."""
    terms, now = Terms(request.workspace), timezone.now()
    versions = request.workspace.definitions.filter(kind=row.kind).select_related("proposed_by").order_by("-version")
    context = {
        **counted(row, terms, now=now),
        "versions": versions.prefetch_related("signatures__by"),
        "remarks": row.remarks.select_related("by").order_by("at", "pk"),
        "sides": signable(request, row),
        "form": form or RemarkForm(),
        "crumbs": crumbs(request),
        "may_edit": may_edit(request),
        "before": request.workspace.definitions.filter(kind=row.kind, state=State.IN_FORCE).exclude(pk=row.pk).first(),
        **checked(request, row, terms, now=now),
    }
    return render(request, "leads/definitions/definition.html", context, status=status)


@require_safe
@member()
def definition_leads(request: MemberRequest, pk: int) -> HttpResponse:
    """Who meets a version now, newest first; with `with=marketing` only those that have not passed yet."""
    row = found(request, pk)
    clause = Clause(row, Terms(request.workspace))
    leads = clause.leads(now=timezone.now()).for_list()
    here = request.GET.get("with") == "marketing"
    if here:
        leads = leads.filter(stage=Stage.LEAD)
    page = paging.newest_first(leads, request.GET.get("cursor"))
    own = {"label": str(row), "url": reverse("leads:definition", args=[request.workspace.slug, row.pk])}
    context = {"row": row, "clause": clause, "page": page, "crumbs": [*crumbs(request), own], "here": here}
    return render(request, "leads/definitions/leads.html", context)


@require_safe
@member()
def definition_compare(request: MemberRequest, pk: int, other: int) -> HttpResponse:
    """Two versions of one definition, side by side in one text."""
    to, was = found(request, pk), found(request, other)
    if was.kind != to.kind:
        raise Http404("These are definitions of different things.")
    terms = Terms(request.workspace)
    said = [Clause(row, terms).sentences for row in (was, to)]
    context = {
        "was": was,
        "to": to,
        "text": differences.of_texts(was.text, to.text),
        "condition": differences.of_lists(*said),
        "checklist": differences.of_lists(was.checklist, to.checklist),
        "crumbs": crumbs(request),
    }
    return render(request, "leads/definitions/compare.html", context)


def counted(row: Definition, terms: Terms, *, now: datetime) -> dict[str, Any]:
    """A version with who meets it now, and how many of them are still with marketing."""
    clause = Clause(row, terms)
    answer: dict[str, Any] = {"row": row, "clause": clause, "kind": row.of}
    if clause.condition is not None:
        leads = clause.leads(now=now)
        answer["met"] = matching.count(leads)
        if row.of is Kind.MQL:
            answer["here"] = matching.count(leads.filter(stage=Stage.LEAD, barred_for=""))
    return answer


def checked(request: MemberRequest, row: Definition, terms: Terms, *, now: datetime) -> dict[str, Any]:
    """Whether the lead that was asked for meets it, and what is missing."""
    asked = request.GET.get("lead", "").strip()
    if not asked:
        return {}
    rows = request.workspace.leads.present()
    by_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else None
    lead = rows.filter(pk=by_id).first() if by_id else rows.filter(email_key=asked.casefold()).first()
    answer: dict[str, Any] = {"asked": asked, "lead": lead}
    if lead is not None:
        answer["answers"] = Clause(row, terms).answers(lead, now=now)
        answer["holds"] = all(held for _, held in answer["answers"])
    return answer


def signable(request: MemberRequest, row: Definition) -> list[Side]:
    """The sides for which this member may still sign the version."""
    if row.standing not in (State.PROPOSED, State.IN_FORCE):
        return []
    signed = {each.side for each in row.signatures.all()}
    return [side for side in sides_for(request.membership) if side not in signed]


def found(request: MemberRequest, pk: int) -> Definition:
    """A version of this workspace's, or a 404."""
    rows = request.workspace.definitions.select_related("proposed_by").prefetch_related("signatures__by")
    row: Definition = get_object_or_404(rows, pk=pk)
    return row


def may_edit(request: MemberRequest) -> bool:
    """Whether this member proposes changes."""
    return request.membership.has(*EDITORS)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a definition."""
    return [{"label": "Definitions", "url": reverse("leads:definitions", args=[request.workspace.slug])}]
