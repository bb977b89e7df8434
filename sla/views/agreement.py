"""The agreement: read with how it is kept, drafted, signed by both heads, and its history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.roles import Role
from leads.conditions import BadCondition, check, describe
from leads.matching import Terms
from leads.stages import Stage
from sla import actions as sla
from sla import compliance
from sla.agreement_forms import ClausesForm, rows_of
from sla.clauses import channels_in_words, differences
from sla.models import AgreementState, Side, TwoWayAgreement

EDITORS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)


@require_safe
@member()
def agreement(request: MemberRequest) -> HttpResponse:
    """What is in force, with how each clause is kept."""
    row = in_force(request)
    context = document(request, row)
    context["state"] = compliance.state(request.workspace, row, at=sla.database_now())
    context["draft"] = request.workspace.agreements.filter(state=AgreementState.DRAFT).first()
    return page(request, "sla/agreement/agreement.html", context)


@require_safe
@member()
def version(request: MemberRequest, number: int) -> HttpResponse:
    """A version as it was written, and what it changed."""
    row = request.workspace.agreements.filter(version=number).first()
    if row is None:
        raise Http404("There is no such version.")
    before = request.workspace.agreements.filter(version__lt=number).order_by("-version").first()
    context = document(request, row)
    context["crumbs"] = crumbs(request)
    context["before"] = before
    if before is not None:
        context["differences"] = differences(sla.clauses_of(before), context["clauses"])
    return page(request, "sla/agreement/version.html", context)


@require_safe
@member()
def history(request: MemberRequest) -> HttpResponse:
    """Every version: who wrote it, who signed it, from when to when it was in force."""
    rows = request.workspace.agreements.select_related("made_by").prefetch_related("signatures__by")
    context = {"versions": rows.order_by("-version"), "crumbs": crumbs(request)}
    return page(request, "sla/agreement/history.html", context)


@require_safe
@member()
def agreement_rows(request: MemberRequest) -> HttpResponse:
    """The leads behind clause 1, and behind the reasons of clause 4."""
    now, workspace = sla.database_now(), request.workspace
    title, rows = "MQLs delivered this month", compliance.passes(workspace, at=now)
    if request.GET.get("of", "").startswith("given_back"):
        title = "Given back in the last 30 days"
        rows = compliance.given_back(workspace, since=compliance.usual_since(workspace, now), until=now)
    if request.GET.get("of") == "given_back_with_reason":
        title, rows = f"{title}, with a reason", rows.exclude(reason="")
    count, shown = rows.count(), newest_first(rows.select_related("lead", "by"), request.GET.get("cursor"))
    words = f"{count:,} lead{'' if count == 1 else 's'}"
    for change in shown.rows:
        change.step = f"{Stage(change.was).label} → {Stage(change.to).label}"
    context = {"title": title, "page": shown, "count_words": words, "crumbs": crumbs(request)}
    return page(request, "sla/agreement/rows.html", context)


def document(request: MemberRequest, row: TwoWayAgreement) -> dict[str, Any]:
    """What a page that shows a version needs."""
    clauses = sla.clauses_of(row)
    digest = clauses.digest
    signed = {signature.side: signature for signature in sla.valid_signatures(row, digest)}
    sentences = sentences_of(request, row)
    rules = [
        {"rule": rule, "for": sentences.get(rule.tier, ""), "counts": counts} for rule, counts in counted(row, clauses)
    ]
    sides = [
        {
            "side": side,
            "signature": signed.get(side.value),
            "may_sign": row.state != AgreementState.PAST and request.membership.has(*sla.SIGNERS[side]),
        }
        for side in Side
    ]
    return {
        "agreement": row,
        "clauses": clauses,
        "digest": digest,
        "channels": channels_in_words(clauses.attempt_channels),
        "rules": rules,
        "sides": sides,
        "may_edit": request.membership.has(*EDITORS),
    }


def counted(row: TwoWayAgreement, clauses: Any) -> list[tuple[Any, str]]:
    """Each rule with whose calendar it goes by, in words."""
    labels = {policy.tier: policy.get_counts_display() for policy in row.policies.all()}
    return [(rule, labels.get(rule.tier, "")) for rule in clauses.rules]


def sentences_of(request: MemberRequest, row: TwoWayAgreement) -> dict[str, str]:
    """For whom each rule is, in English."""
    schema, said = Terms(request.workspace).schema, {}
    for policy in row.policies.all():
        words = "Who raised a hand" if policy.hand_raiser else "Everybody else"
        if policy.condition is not None:
            try:
                words = describe(check(policy.condition, schema, saving=False), schema)
            except BadCondition as bad:
                words = f"Needs mending: {bad.faults[0].text}"
            words = f"Raised a hand, and {words}" if policy.hand_raiser else words
        said[policy.tier] = words
    return said


@member(*EDITORS)
def agreement_edit(request: MemberRequest) -> HttpResponse:
    """Write the next version; “Another row” keeps nothing yet."""
    row = request.workspace.agreements.filter(state=AgreementState.DRAFT).first() or in_force(request)
    clauses, data = sla.clauses_of(row), typed(request)
    form, rows = ClausesForm.of(clauses, data), rows_of(clauses.rules, sentences_of(request, row), data)
    if data is not None and form.is_valid() and rows.is_valid():
        try:
            made = sla.draft(request.workspace, form.clauses(rows.rules), by=request.user, at=sla.database_now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Version {made.version} is drafted. It comes into force when both have signed.")
            return redirect("sla:agreement_version", request.workspace.slug, made.version)
    bad = data is not None
    context = {"form": form, "rows": rows, "crumbs": crumbs(request), "is_draft": row.state == AgreementState.DRAFT}
    return page(request, "sla/agreement/edit.html", context, status=422 if bad else 200)


@require_POST
@member(*EDITORS)
def agreement_sign(request: MemberRequest, number: int) -> HttpResponse:
    """Sign a version for one's side."""
    row = request.workspace.agreements.filter(version=number).first()
    side = request.POST.get("side", "")
    if row is None or side not in Side.values:
        raise Http404("There is no such version or side.")
    digest = request.POST.get("digest", "")
    try:
        begun = sla.sign(row, side=Side(side), by=request.membership, digest=digest, at=sla.database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"Version {number} is in force." if begun else f"You signed version {number} for {side}."
        messages.success(request, said)
        if begun:
            return redirect("sla:agreement", request.workspace.slug)
    if row.state == AgreementState.IN_FORCE:
        return redirect("sla:agreement", request.workspace.slug)
    return redirect("sla:agreement_version", request.workspace.slug, number)


@require_POST
@member(*EDITORS)
def agreement_discard(request: MemberRequest) -> HttpResponse:
    """Throw the draft away."""
    try:
        if sla.discard_draft(request.workspace, by=request.user):
            messages.success(request, "The draft is discarded.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("sla:agreement", request.workspace.slug)


def in_force(request: MemberRequest) -> TwoWayAgreement:
    """The version in force."""
    return sla.in_force(request.workspace.pk)


def crumbs(request: MemberRequest) -> list[dict[str, str]]:
    """What stands above a version."""
    return [{"label": "Agreement", "url": reverse("sla:agreement", args=[request.workspace.slug])}]
