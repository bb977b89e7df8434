"""Pages for what goes wrong: what happened, what was not lost, what to do next."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.rest.problems import address

log = structlog.get_logger(__name__)
RETRY_AFTER = 5  # seconds
BARE = {
    405: ("method_not_allowed", "This address does not answer that method; the header Allow names those it does."),
    409: ("conflict", "Somebody changed this in the meantime. Read it again and decide anew."),
    413: ("too_large", "This is larger than Baton takes at once."),
    429: ("too_many_requests", "Too many requests. Wait as long as the header Retry-After says."),
}


def asks_for_json(request: HttpRequest) -> bool:
    """Whether a program is asking."""
    return request.path.startswith(("/api/", "/v1/"))


def as_problem(request: HttpRequest, status: int, code: str, message: str) -> JsonResponse:
    """An error for programs: problem+json with the two texts every client can read."""
    body = {"type": address(code), "title": message, "status": status, "detail": message, "code": code}
    body |= {"message": message, "errors": [], "request_id": getattr(request, "request_id", "")}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """The page for a status."""
    return render(request, f"{status}.html", {"reason": reason}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense."""
    if asks_for_json(request):
        return as_problem(request, 400, "bad_request", "The request could not be read.")
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but not for this."""
    if asks_for_json(request):
        return as_problem(request, 403, "forbidden", str(exception) or "You may not do this.")
    return page(request, 403, str(exception or ""))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session."""
    return render(request, "403_csrf.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not here, or not for you; the same answer for both."""
    if asks_for_json(request):
        return as_problem(request, 404, "not_found", "There is nothing at this address.")
    return page(request, 404)


def explained(request: HttpRequest, status: int) -> HttpResponse:
    """An error somebody answered with a bare status: 405, 409, 413, 429."""
    if asks_for_json(request):
        code, message = BARE[status]
        return as_problem(request, status, code, message)
    return page(request, status)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs neither database nor session."""
    if asks_for_json(request):
        return as_problem(request, 500, "internal", "Something broke on our side. It was written down.")
    context = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("500.html", context), status=500)


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503: the database is away for a moment. Nothing was stored, so the same request may simply be sent again."""
    log.error("database_unavailable", error=str(error).strip(), path=request.path)
    if asks_for_json(request):
        message = "Baton cannot store anything right now; nothing was kept of this request. Send it again."
        response: HttpResponse = as_problem(request, 503, "unavailable", message)
    else:
        context = {"request_id": getattr(request, "request_id", "")}
        response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
