"""The description of the API: as a file for programs, as a page for people; and a 404 that says more."""

import hashlib
import json
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from accounts.rest import reference
from accounts.rest.errors import CONTENT_TYPE, Fault, Problem, body_of, invalid

JSON, YAML = "application/vnd.oai.openapi+json", "application/vnd.oai.openapi"


class Description(NamedTuple):
    """The schema and its two spellings."""

    schema: dict[str, Any]
    json: bytes
    yaml: bytes


@cache
def description() -> Description:
    """Made once for each process: it changes with the code only."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    text = json.dumps(schema, ensure_ascii=False, indent=2).encode()
    return Description(schema, text, OpenApiYamlRenderer().render(schema, renderer_context={}))  # type: ignore[no-untyped-call]


def wants_yaml(request: HttpRequest) -> bool:
    """Whether YAML was asked for, by `?format=` or else by Accept."""
    asked = request.GET.get("format", "")
    return asked == "yaml" if asked else "yaml" in request.headers.get("Accept", "")


def mark(request: HttpRequest) -> str:
    """The ETag of the spelling that was asked for."""
    text = description().yaml if wants_yaml(request) else description().json
    return f'"{hashlib.sha256(text).hexdigest()[:32]}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=mark)
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, as JSON or YAML."""
    yaml = wants_yaml(request)
    text, kind = (description().yaml, YAML) if yaml else (description().json, JSON)
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Vary"] = "Accept"
    response["Content-Disposition"] = f'inline; filename="baton-openapi.{"yaml" if yaml else "json"}"'
    return response


@cache
def shown() -> dict[str, Any]:
    """What the docs page shows: the same for everybody until the code or a setting changes."""
    fault = Fault(
        "/roles/0", "no_such_choice", "There is no choice “queen”. Choose from marketer, rep, manager, admin."
    )
    example = body_of(invalid([fault]), request_id="5f0c3a1de8b74d0f9a52c1d6b0e4a7f3")
    return {
        "guide": reference.read(description().schema, base_url=settings.BASE_URL),
        "first_request": reference.curl("GET", f"{settings.BASE_URL}/api/v1/key/"),
        "error_example": json.dumps(example, ensure_ascii=False, indent=2),
        "most_kib": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024,
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
    }


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page for people."""
    return render(request, "api/docs.html", shown())


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """404 for every address under /api/v1/ that is none, with a word about the slash."""
    slash = "" if request.path.endswith("/") else " Addresses end with a slash."
    found = Problem("not_found", f"There is nothing at this address.{slash}")
    body = body_of(found, request_id=getattr(request, "request_id", ""))
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE)
