"""Settings of the work: the playbook of each stage, and the checklist of an SQL."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actions import Refused
from accounts.answers import page
from accounts.members import MemberRequest, member
from accounts.roles import Role
from leads.stages import Stage
from routing import actions as routing
from routing.models import Doer

WRITERS = (Role.MANAGER, Role.MARKETER, Role.ADMIN)
STAGES = (Stage.SAL, Stage.SQL, Stage.WON, Stage.LOST)
MORE = 2  # empty lines under what is there


@member(*WRITERS)
def playbooks(request: MemberRequest) -> HttpResponse:
    """What happens at each stage, and what must be known of an SQL."""
    fault = ""
    if request.method == "POST":
        try:
            save(request)
        except Refused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, "Saved. It holds for leads that come to the stage from now on.")
            return redirect("routing:playbooks", request.workspace.slug)
    plays = list(request.workspace.plays.filter(retired_at=None).order_by("position", "pk"))
    books = [(stage, [play for play in plays if play.stage == stage]) for stage in STAGES]
    items = list(request.workspace.checklist.filter(retired_at=None).order_by("position"))
    context: dict[str, Any] = {"books": books, "items": items, "doers": Doer.choices, "fault": fault}
    context["more"] = range(MORE)
    return page(request, "routing/playbooks.html", context, status=422 if fault else None)


def save(request: MemberRequest) -> None:
    """Keep the playbook of one stage, or the checklist; lines without text are left out."""
    stage = request.POST.get("stage", "")
    if stage in STAGES:
        routing.write_plays(request.workspace, stage=Stage(stage), plays=plays_typed(request), at=timezone.now())
    else:
        routing.write_checklist(request.workspace, items=items_typed(request), at=timezone.now())


def plays_typed(request: MemberRequest) -> list[tuple[str, str, int]]:
    """The lines of a playbook."""
    sent = request.POST
    lines = zip(sent.getlist("title"), sent.getlist("doer"), sent.getlist("hours"), strict=False)
    return [(title, doer, hours_of(hours)) for title, doer, hours in lines if title.strip()]


def hours_of(text: str) -> int:
    """A number of hours up to a year; 0, which is refused, where it is none."""
    return min(int(text), 8760) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def items_typed(request: MemberRequest) -> list[tuple[str, str, str, bool]]:
    """The lines of the checklist; a name makes the key of a new one."""
    sent = request.POST
    must = set(sent.getlist("required"))
    lines = zip(sent.getlist("key"), sent.getlist("label"), sent.getlist("question"), strict=False)
    found = []
    for place, (key, label, question) in enumerate(lines):
        if label.strip():
            made = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
            found.append(((key or made)[:40], label.strip(), question.strip(), str(place) in must))
    return found
