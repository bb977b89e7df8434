"""A row of Acme's for each door of the forms that names one; see tests/doors.py."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from capture import actions
from capture.models import FormEntry, WebForm
from capture.questions import Said
from tests.conftest import who

CANARY = "Canary of Acme"
QUESTIONS = [{"key": "email", "label": "", "required": True}, {"key": "first_name", "label": "", "required": False}]


def made_form(workspace: Workspace, **settings: Any) -> WebForm:
    found = workspace.web_forms.filter(name=settings.get("name", CANARY)).first()
    told = {"name": CANARY, "questions": QUESTIONS, **settings}
    return found or actions.make_form(workspace, settings=told, by=who("maya"), at=timezone.now())


def form(workspace: Workspace) -> dict[str, Any]:
    return {"pk": made_form(workspace).pk}


def entry(workspace: Workspace) -> dict[str, Any]:
    answers = {"email": "canary@acme.example", "first_name": CANARY}
    sent = actions.send(made_form(workspace), answers, Said("token"), at=timezone.now(), trapped=True)
    assert isinstance(sent.entry, FormEntry)
    return {"pk": sent.entry.pk}


ROWS: dict[str, Callable[[Workspace], dict[str, Any]]] = {
    "forms:form": form,
    "forms:form_edit": form,
    "forms:form_close": form,
    "forms:entry_let_in": entry,
}
