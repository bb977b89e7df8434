"""What a person may ask of us: what was agreed, everything that is known, and to be forgotten."""

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.actions import Refused
from accounts.answers import page, refuse, typed
from accounts.audit import record
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.actions import consents
from leads.actions import privacy as verbs
from leads.addresses import BadAddress, read
from leads.custom import Fault
from leads.forms import HouseForm
from leads.models import Lead
from leads.views.leads import WRITERS

ERASERS = (Role.MARKETER, Role.ADMIN)
BY_MEMBER = "Entered by a member"
SHOWN = 100


class ConsentForm(HouseForm):
    """What somebody said about being written to."""

    given = forms.ChoiceField(
        label="They",
        choices=[("no", "withdrew their consent"), ("yes", "gave their consent")],
        widget=forms.RadioSelect,
    )
    text_version = forms.CharField(label="To which text", required=False, max_length=80)
    origin = forms.CharField(label="How we know", max_length=120, help_text="A mail of 3 March, a signed form, a call.")


class StopForm(HouseForm):
    """An address to look up, or to put on the list."""

    email = forms.CharField(label="E-mail address", max_length=254, widget=forms.EmailInput)

    def clean_email(self) -> str:
        """A good address."""
        typed = self.cleaned_data["email"]
        try:
            read(typed, rule="case")
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from None
        return str(typed)


@member()
def privacy(request: MemberRequest, pk: int) -> HttpResponse:
    """The consent log, with a form that adds to it."""
    lead = get_object_or_404(request.workspace.leads.filter(merged_into=None), pk=pk)
    form = ConsentForm(typed(request))
    if form.is_valid() and not lead.erased_at and write_down(request, lead, form):
        return redirect("leads:privacy", request.workspace.slug, pk)
    context = {
        "lead": lead,
        "form": form,
        "log": lead.consents.select_related("by").order_by("-at", "-pk")[:SHOWN],
        "stopped": lead.consent == consents.WITHDRAWN or is_stopped(lead),
        "may_write": request.membership.has(*WRITERS, Role.REP) and not lead.erased_at,
        "may_erase": request.membership.has(*ERASERS) and not lead.erased_at,
        "may_export": request.membership.has(*WRITERS),
    }
    return page(request, "leads/privacy.html", context)


def is_stopped(lead: Lead) -> bool:
    """Whether the address is on the suppression list."""
    return bool(lead.email and consents.suppressed(lead.workspace_id, [lead.email]))


def write_down(request: MemberRequest, lead: Lead, form: ConsentForm) -> bool:
    """Tell the verb, or put its complaint on the form."""
    said = form.cleaned_data
    given = said["given"] == "yes"
    words = {"text_version": said["text_version"], "origin": said["origin"]}
    try:
        counted = consents.consent(lead, given=given, at=timezone.now(), by=request.user, **words)
    except Fault as fault:
        form.add_error(None, f"{fault.why} {fault.do}".strip())
        return False
    if counted:
        messages.success(request, "Written down.")
    else:
        messages.info(request, "Written down; an earlier word says the same or stands against it.")
    return True


@require_safe
@member(*WRITERS)
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything about one person, as a file."""
    lead = get_object_or_404(request.workspace.leads.filter(merged_into=None, erased_at=None), pk=pk)
    record(workspace=request.workspace, by=request.user, verb="exported", what=f"everything about lead {lead.pk}")
    text = json.dumps(verbs.export(lead, at=timezone.now()), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lead-{lead.pk}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@member(*ERASERS)
def erase(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget a person, after they were typed once more."""
    lead = get_object_or_404(request.workspace.leads.present(), pk=pk)
    form = EraseForm(typed(request), word=lead.called)
    if form.is_valid():
        try:
            verbs.erase(lead, at=timezone.now(), by=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "They are erased. Counts stay true; nothing says who they were.")
            return redirect("leads:leads", request.workspace.slug)
    return page(request, "leads/erase.html", {"form": form, "lead": lead})


class EraseForm(HouseForm):
    """The name once more, so that nobody is erased by a slip."""

    name = forms.CharField(label="Type the name to be sure", max_length=254)

    def __init__(self, *args: Any, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.word = " ".join(word.split())
        self.fields["name"].help_text = f"Here it is: {self.word}"

    def clean_name(self) -> str:
        """The same name."""
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if typed.casefold() != self.word.casefold():
            raise forms.ValidationError(f"That is not “{self.word}”.")
        return typed


@member(*ERASERS)
def suppression(request: MemberRequest) -> HttpResponse:
    """The addresses nobody may write to: looked up and added to, but never read, for only hashes are kept."""
    form = StopForm(typed(request))
    found = None
    if form.is_valid():
        email = form.cleaned_data["email"]
        if request.POST.get("add"):
            consents.suppress(request.workspace.pk, {email: timezone.now()}, reason=BY_MEMBER)
            record(
                workspace=request.workspace,
                by=request.user,
                verb="added",
                what="an address to the suppression list",
            )
            messages.success(request, "Nobody here writes to this address any more.")
            return redirect("leads:suppression", request.workspace.slug)
        found = bool(consents.suppressed(request.workspace.pk, [email]))
    rows = request.workspace.suppressed
    context = {
        "form": form,
        "found": found,
        "count": rows.count(),
        "lately": rows.filter(at__gte=timezone.now() - timedelta(days=30)).count(),
        "rows": rows.order_by("-at", "-pk")[:SHOWN],
    }
    return page(request, "leads/suppression.html", context)
