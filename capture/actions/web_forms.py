"""Forms on web sites: made, changed, closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.actions import Refused
from accounts.models import User, Workspace
from capture.models import ConsentText, WebForm, mint_public_id

SETTINGS: tuple[str, ...] = (
    "name",
    "intro",
    "questions",
    "button",
    "thanks",
    "consent_text",
    "consent_required",
    "activity_type",
)
SETTINGS += ("raises_hand", "source", "product", "campaign", "origins", "per_minute")
TAKEN = "There is an open form of this name."


def make_form(workspace: Workspace, *, settings: Mapping[str, Any], by: User, at: datetime) -> WebForm:
    """A new form, open at once. `settings` name what SETTINGS lists. Raises Refused when the name is taken."""
    form = WebForm(workspace=workspace, public_id=mint_public_id(workspace.pk), created_by=by)
    return write(form, settings, by=by, at=at, verb="made the form")


def change_form(form: WebForm, *, settings: Mapping[str, Any], by: User, at: datetime) -> WebForm:
    """Change what a form asks and says. A new consent text is a new version; the old ones stay readable."""
    return write(form, settings, by=by, at=at, verb="changed the form")


def write(form: WebForm, settings: Mapping[str, Any], *, by: User, at: datetime, verb: str) -> WebForm:
    """Put the settings on the row and keep the version of its consent text."""
    was = form.consent_text
    for name in SETTINGS:
        if name in settings:
            setattr(form, name, settings[name])
    is_new_text = bool(form.consent_text) and form.consent_text != was
    form.consent_version += is_new_text
    form.changed_at = at
    try:
        with transaction.atomic():
            form.save()
            if is_new_text:
                ConsentText.objects.create(
                    workspace=form.workspace, form=form, version=form.consent_version, text=form.consent_text, at=at
                )
    except IntegrityError as error:
        if "webform_name_once" not in str(error):
            raise
        raise Refused(TAKEN) from None
    audit.record(workspace=form.workspace, by=by, verb=verb, what=form.name)
    return form


def close_form(form: WebForm, *, by: User, at: datetime | None) -> None:
    """Let a form take nothing from now on, or (`at` None) open it again. Raises Refused when its name is taken."""
    rows = WebForm.objects.filter(workspace_id=form.workspace_id, pk=form.pk)
    try:
        with transaction.atomic():
            rows.update(closed_at=at)
    except IntegrityError:
        raise Refused(TAKEN) from None
    audit.record(workspace=form.workspace, by=by, verb="closed the form" if at else "opened the form", what=form.name)
    form.refresh_from_db()


def find_form(public_id: str) -> WebForm | None:
    """The form with this public id, in the workspace's rows that are in sight."""
    return WebForm.objects.select_related("workspace").filter(public_id=public_id).first()


def workspace_of(public_id: str) -> int | None:
    """The workspace that a public id names; None for what has not the shape of one."""
    number, _, rest = public_id.partition("-")
    is_one = number.isascii() and number.isdecimal() and len(number) < 19 and rest.isalnum() and rest.isascii()
    return int(number) if is_one else None
