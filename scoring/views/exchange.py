"""Models as text: written out, read in, and the starters."""

import json

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import Refused
from accounts.answers import refuse, typed
from accounts.members import MemberRequest, member
from leads.conditions import BadCondition
from scoring import actions as scoring
from scoring.forms import ImportForm
from scoring.starters import TEMPLATES
from scoring.views.model import EDITORS, READERS, back, crumbs
from scoring.views.publishing import found

NOT_JSON = "This is not JSON. Take the text of a model that was written out here, and change it."


@require_safe
@member(*READERS)
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """One version as a file."""
    row = found(request, pk)
    answer = JsonResponse(scoring.export_model(row), json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="scoring-v{row.version}.json"'
    return answer


@member(*EDITORS)
def read_in(request: MemberRequest) -> HttpResponse:
    """Make a text the draft, or begin with a starter."""
    form = ImportForm(typed(request))
    if form.is_bound and form.is_valid() and taken(request, form):
        messages.success(request, "The draft is the model you brought. Look at it before you publish it.")
        return back(request)
    starters = [(key, label) for key, (label, _) in TEMPLATES.items()]
    context = {"form": form, "starters": starters, "crumbs": crumbs(request)}
    return render(request, "scoring/read_in.html", context, status=422 if form.is_bound else 200)


def taken(request: MemberRequest, form: ImportForm) -> bool:
    """Whether the text became the draft; what is wrong with it stands on the form, each with its place."""
    try:
        scoring.import_model(request.workspace, json.loads(form.cleaned_data["text"]), by=request.user)
    except (ValueError, RecursionError):
        form.add_error("text", NOT_JSON)
    except Refused as refusal:
        refuse(form, refusal, field="text")
    except BadCondition as error:
        form.add_error("text", [f"{fault.path}: {fault.text}" for fault in error.faults])
    return not form.errors


@require_POST
@member(*EDITORS)
def start_from(request: MemberRequest) -> HttpResponse:
    """Make a starter the draft."""
    try:
        scoring.start_from(request.workspace, request.POST.get("name", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The draft is the starter. Look at it before you publish it.")
    return back(request)
