"""What browsers and libraries ask for before they send: our script, and the set-up other scripts wait for."""

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from capture import actions, reception
from capture.models import WriteKey
from capture.views import tracking

P = ParamSpec("P")
HOUR = 3_600
AT_ENDS = re.compile(r"([;,{])\n")  # after these a line break says nothing
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"


def asked_for_by_scripts(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let scripts of any page read the answer, and ask before whether they may."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        asked = tracking.as_asked(request)
        if request.method == "OPTIONS":
            return tracking.as_response(reception.preflight(asked))
        response = require_safe(view)(*args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = f"public, max-age={HOUR}"
        return response

    return answer


@require_safe
def track(request: HttpRequest) -> HttpResponse:
    """/track.js: our own script, for any page that names a write key."""
    return script(lean("track.js"))


@require_safe
def analytics(request: HttpRequest, key: str) -> HttpResponse:
    """Where Segment's snippet looks for its library: it gets ours, which takes the snippet's calls."""
    known(key)
    return script(lean("track.js") + lean("analytics.js"))


@csrf_exempt
@asked_for_by_scripts
def settings_of(request: HttpRequest, key: str) -> HttpResponse:
    """What @segment/analytics-next asks for at its start: where to send, and nothing else to load."""
    known(key)
    where = {"apiKey": key, "apiHost": f"{request.get_host()}/v1", "protocol": request.scheme}
    return JsonResponse({"integrations": {"Segment.io": where}, "plan": {}, "metrics": {"sampleRate": 0}})


@csrf_exempt
@asked_for_by_scripts
def source_config(request: HttpRequest) -> HttpResponse:
    """What @rudderstack/analytics-js asks for at its start: a source without destinations of its own."""
    key = known(request.GET.get("writeKey", ""))
    source = {
        "id": f"baton-{key.pk}",
        "name": key.name,
        "writeKey": key.key,
        "enabled": True,
        "workspaceId": f"baton-{key.workspace_id}",
        "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}},
        "destinations": [],
    }
    return JsonResponse({"source": source})


def known(text: str) -> WriteKey:
    """The key with this text; 404 for any other, as for an address that does not exist."""
    key = actions.find_key(text)
    if key is None:
        raise Http404("This write key opens nothing.")
    return key


@lru_cache
def lean(name: str) -> str:
    """A script without the indents and remarks its readers need."""
    lines = (line.strip() for line in (SCRIPTS / name).read_text(encoding="utf-8").splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
    return AT_ENDS.sub(r"\1", text)


def script(text: str) -> HttpResponse:
    """JavaScript that pages of any web site may load."""
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
