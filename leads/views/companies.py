"""Companies: who they are, how they behave, who of them we know."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads import words
from leads.actions import companies as verbs
from leads.actions import firms
from leads.company_forms import KINDS, CompanyForm, CompanySearchForm, CorrectCompanyForm, FactForm, NewsForm
from leads.models import Company
from leads.views.leads import WRITERS

SIZE = 50
PEOPLE = 50
CURSOR = re.compile(r"(before|after)\.([0-9]{1,18})")


@require_safe
@member()
def companies(request: MemberRequest) -> HttpResponse:
    """All companies by name."""
    form = CompanySearchForm(request.GET)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    rows = request.workspace.companies.all()
    if asked:
        begin = firms.normal(asked)
        domain = asked.lower().removeprefix("https://").removeprefix("www.")
        named = Q(name_norm__gte=begin, name_norm__lt=words.beyond(begin))
        rows = rows.filter(named | Q(domain__gte=domain, domain__lt=words.beyond(domain)))
    shown, newer, older = run_of(request, rows, request.GET.get("cursor", ""))
    counts = request.workspace.leads.present().filter(company__in=shown).values("company").order_by()
    known = {row["company"]: row for row in counts.annotate(count=Count("pk"), last=Max("last_activity_at"))}
    context = {
        "form": form,
        "rows": [(company, known.get(company.pk, {})) for company in shown],
        "newer": newer,
        "older": older,
        "narrowed": bool(asked),
        "may_write": request.membership.has(*WRITERS),
    }
    return page(request, "leads/companies.html", context, status=200)


def run_of(request: MemberRequest, rows: Any, cursor: str) -> tuple[list[Company], str, str]:
    """One page of companies by name, with the cursors of its neighbours."""
    found = CURSOR.fullmatch(cursor)
    edge = request.workspace.companies.filter(pk=int(found[2])).first() if found else None
    upward = bool(edge and found and found[1] == "before")
    if edge is not None:
        side = "lt" if upward else "gt"
        same = Q(name_norm=edge.name_norm, **{f"pk__{side}": edge.pk})
        rows = rows.filter(
            Q(**{f"name_norm__{side}": edge.name_norm}) | same, **{f"name_norm__{side}e": edge.name_norm}
        )
    taken = list(rows.order_by(*(("-name_norm", "-pk") if upward else ("name_norm", "pk")))[: SIZE + 1])
    more, taken = len(taken) > SIZE, taken[:SIZE]
    if upward:
        taken.reverse()
    has_before, has_after = (more, True) if upward else (edge is not None, more)
    first = f"before.{taken[0].pk}" if taken and has_before else ""
    return taken, first, f"after.{taken[-1].pk}" if taken and has_after else ""


@require_safe
@member()
def company(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one company."""
    found = get_object_or_404(request.workspace.companies.select_related("parent"), pk=pk)
    return show(request, found, FactForm(initial={"on": timezone.localdate()}), NewsForm())


def show(request: MemberRequest, found: Company, fact_form: FactForm, news_form: NewsForm) -> HttpResponse:
    """The page, with its two forms as they are."""
    people = request.workspace.leads.present().filter(company=found)
    context = {
        "company": found,
        "facts": found.facts.select_related("recorded_by").order_by("-on", "-pk")[:PEOPLE],
        "news": found.news.select_related("by").order_by("-at", "-pk")[:PEOPLE],
        "people": people.order_by("-last_activity_at", "-pk").select_related("owner", "rep")[:PEOPLE],
        "count": people.count(),
        "children": found.children.order_by("name")[:PEOPLE],
        "fact_form": fact_form,
        "news_form": news_form,
        "kinds": KINDS,
        "today": timezone.localdate(),
        "may_write": request.membership.has(*WRITERS),
        "may_note": request.membership.has(*WRITERS, Role.REP),
    }
    return page(request, "leads/company.html", context)


@member(*WRITERS)
def company_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct what is known of a company."""
    found = get_object_or_404(request.workspace.companies.select_related("parent"), pk=pk)
    form = CompanyForm(typed(request), instance=found, workspace=request.workspace)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["parent"], said["sites"] = said.pop("parent_name"), said.pop("places")
        verbs.change_company(found, fields=said)
        messages.success(request, "Saved.")
        return redirect("leads:company", request.workspace.slug, pk)
    named = request.workspace.companies.only("name").get(pk=pk)
    return page(request, "leads/company_form.html", {"form": form, "company": named})


@require_POST
@member(*WRITERS, Role.REP)
def fact_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Write down something a company does."""
    found = get_object_or_404(request.workspace.companies.select_related("parent"), pk=pk)
    form = FactForm(request.POST)
    if not form.is_valid():
        return show(request, found, form, NewsForm())
    verbs.note_fact(found, by=request.user, **form.cleaned_data)
    messages.success(request, "Written down.")
    return redirect("leads:company", request.workspace.slug, pk)


@member(*WRITERS, Role.REP)
def fact_withdraw(request: MemberRequest, pk: int, fact: int) -> HttpResponse:
    """Say that a fact was not so, after asking."""
    found = get_object_or_404(request.workspace.facts.select_related("company"), pk=fact, company_id=pk)
    if request.method == "POST":
        if verbs.withdraw_fact(found, at=timezone.now()):
            messages.success(request, "Withdrawn. It counts no more.")
        return redirect("leads:company", request.workspace.slug, pk)
    return page(request, "leads/fact_withdraw.html", {"fact": found, "company": found.company})


@require_POST
@member(*WRITERS, Role.REP)
def news_new(request: MemberRequest, pk: int) -> HttpResponse:
    """Add to the news log."""
    found = get_object_or_404(request.workspace.companies.select_related("parent"), pk=pk)
    form = NewsForm(request.POST)
    if not form.is_valid():
        return show(request, found, FactForm(initial={"on": timezone.localdate()}), form)
    verbs.note_news(found, at=timezone.now(), by=request.user, **form.cleaned_data)
    messages.success(request, "Added to the news.")
    return redirect("leads:company", request.workspace.slug, pk)


@member(*WRITERS)
def lead_company(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where a lead really works."""
    lead = get_object_or_404(request.workspace.leads.present().select_related("company"), pk=pk)
    at_first = (
        {"name": lead.company.name, "domain": lead.company.domain} if lead.company else {"name": lead.company_name}
    )
    form = CorrectCompanyForm(typed(request), initial=at_first)
    if form.is_valid():
        firm = verbs.place(lead, at=timezone.now(), by=request.user, **form.cleaned_data)
        messages.success(request, f"{lead.called} works at {firm.name if firm else 'no company we know'}.")
        return redirect("leads:lead", request.workspace.slug, pk)
    return page(request, "leads/lead_company.html", {"form": form, "lead": lead})
