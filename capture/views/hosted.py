"""A form on a page of its own, and the address that forms on other web sites send to. Nobody signs in here."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import tenancy
from accounts.cache import counted
from capture import actions, questions, reception
from capture.models import WebForm
from capture.web_form_fields import HostedForm, said_in
from leads.actions.rulebook import rulebook

MINUTE = 60
COOKIELESS = {"csrf_token": ""}  # asking for one would leave a cookie with everybody who looks


@csrf_exempt  # nothing here goes by a cookie, and the form may stand on any web site
@never_cache
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def hosted(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form; sent, the thank-you page or what is wrong with it."""
    if request.method == "OPTIONS":
        return readable(request, HttpResponse(status=204))
    with tenancy.workspace(workspace_of(public_id)):
        form = found(public_id)
        if not form.is_open:
            return answered(request, form, 410, "This form is closed. Nothing was sent.")
        if request.method != "POST":
            return shown(request, form, HostedForm(None, form=form, asked=asked_by(form)))
        return received(request, form)


@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is said when a form was taken."""
    with tenancy.workspace(workspace_of(public_id)):
        form = found(public_id)
        context = {"web_form": form, "workspace": form.workspace, **COOKIELESS}
        return render(request, "capture/hosted/thanks.html", context)


def workspace_of(public_id: str) -> int:
    """The workspace that the address names, or a 404."""
    workspace_id = actions.workspace_of(public_id)
    if workspace_id is None:
        raise Http404
    return workspace_id


def found(public_id: str) -> WebForm:
    """The form, or a 404."""
    form = actions.find_form(public_id)
    if form is None:
        raise Http404
    return form


def asked_by(form: WebForm) -> list[questions.Asked]:
    """What the form asks."""
    known = questions.questions(rulebook(form.workspace_id).rules.fields.values())
    return questions.asked(form.questions, known)


def received(request: HttpRequest, form: WebForm) -> HttpResponse:
    """Take what was sent."""
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    if origin not in {"", "null", own} and not reception.may_send(origin, form.origins):
        return answered(request, form, 403, "This web site may not send this form.")
    try:
        sent = request.POST
    except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
        return answered(
            request, form, 413, f"That is more than a form takes ({most} MB). Shorten it and send it again."
        )
    if is_too_often(request, form):
        answer = answered(request, form, 429, "Too many forms came from where you are. Send it again in a minute.")
        answer["Retry-After"] = str(MINUTE)
        return answer
    filled = HostedForm(sent, form=form, asked=asked_by(form))
    if filled.is_valid():
        page = request.headers.get("Referer", "") if origin not in {"", own} else ""
        said = said_in(sent, page=page, asked=filled.fields)
        trapped = bool(sent.get(questions.TRAP, "").strip())
        made = actions.send(form, filled.answers, said, at=timezone.now(), trapped=trapped)
        for fault in made.complaints:
            filled.add_error(filled.field_named(fault.field), f"{fault.why} {fault.do}".strip())
        if not made.complaints:
            return thanked(request, form)
    return shown(request, form, filled)


def is_too_often(request: HttpRequest, form: WebForm) -> bool:
    """Whether one address sent more than its share this minute; nobody is held up while the cache is away."""
    name = f"{form.workspace_id}:form:{form.pk}:{request.META.get('REMOTE_ADDR', '')}:{timezone.now():%H%M}"
    return counted(name, seconds=2 * MINUTE) > form.per_minute


def wants_json(request: HttpRequest) -> bool:
    """Whether a script sent it."""
    return "application/json" in request.headers.get("Accept", "")


def readable(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let the page that sent it read the answer."""
    if request.headers.get("Origin"):
        answer["Access-Control-Allow-Origin"] = request.headers["Origin"][:500]
        answer["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        answer["Access-Control-Allow-Headers"] = "accept, content-type"
        answer["Vary"] = "Origin"
    return answer


def thanked(request: HttpRequest, form: WebForm) -> HttpResponse:
    """It was taken."""
    if wants_json(request):
        return readable(request, JsonResponse({"success": True, "message": form.thanks}))
    answer = HttpResponseRedirect(reverse("capture:form_thanks", args=[form.public_id]))
    answer.status_code = 303
    return answer


def shown(request: HttpRequest, form: WebForm, filled: HostedForm) -> HttpResponse:
    """The form with what was typed; 422 where something is wrong with it."""
    bad = filled.is_bound
    if bad and wants_json(request):
        errors = [
            {"field": "" if name == "__all__" else name, "detail": text}
            for name, texts in filled.errors.items()
            for text in texts
        ]
        body = {"success": False, "title": "Some answers cannot be taken.", "status": 422, "errors": errors}
        return readable(request, JsonResponse(body, status=422, content_type="application/problem+json"))
    kept = request.POST if bad else request.GET
    carried = {name: kept[name][:300] for name in questions.UTM if kept.get(name)}
    carried |= {name: kept[name][:500] for name in (questions.BROWSER, questions.PAGE) if kept.get(name)}
    carried[questions.TOKEN] = (kept.get(questions.TOKEN, "") if bad else "")[:80] or str(uuid.uuid4())
    context: dict[str, Any] = {"web_form": form, "filled": filled, "workspace": form.workspace, "carried": carried}
    context |= COOKIELESS
    return render(request, "capture/hosted/form.html", {**context, "trap": questions.TRAP}, status=422 if bad else 200)


def answered(request: HttpRequest, form: WebForm, status: int, sentence: str) -> HttpResponse:
    """Why nothing was taken."""
    if wants_json(request):
        body = {"success": False, "title": sentence, "status": status, "errors": []}
        return readable(request, JsonResponse(body, status=status, content_type="application/problem+json"))
    context = {"web_form": form, "workspace": form.workspace, "sentence": sentence, **COOKIELESS}
    return render(request, "capture/hosted/refused.html", context, status=status)
