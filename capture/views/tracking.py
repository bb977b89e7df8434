"""The tracking API's door among the pages: always there, whether the collector runs or not."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from capture import actions, reception
from capture.reception import Answer, Asked


@csrf_exempt
def receive(request: HttpRequest, name: str) -> HttpResponse:
    """POST /v1/track and its sisters, as raw bytes: clients say of their type whatever they like."""
    received = timezone.now()
    asked = as_asked(request)
    kind = reception.KINDS.get(name)
    if request.method == "OPTIONS":
        return as_response(reception.preflight(asked))
    if kind is None:
        return as_response(reception.refused(asked, 404, "not_found", "There is nothing at this address."))
    if request.method != "POST":
        return as_response(reception.refused(asked, 405, "method_not_allowed", "Send events with POST."))
    try:
        asked.body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        return as_response(reception.refused(asked, 413, "body_too_large", "Send fewer events at once."))
    return as_response(actions.receive(asked, kind=kind, received=received))


def as_asked(request: HttpRequest) -> Asked:
    """The request as both doors read it, without its body."""
    return Asked(
        method=request.method or "",
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        headers={header.lower(): value for header, value in request.headers.items()},
    )


def as_response(answer: Answer) -> HttpResponse:
    """The answer as Django sends it."""
    body: Any = answer.body
    if body is None:
        return HttpResponse(status=answer.status, headers=answer.headers)
    return JsonResponse(body, status=answer.status, headers=answer.headers)
