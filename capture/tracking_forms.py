"""What people type about write keys and rejected events."""

from typing import Any
from urllib.parse import urlsplit

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import Workspace
from capture.models import RejectedEvent, WriteKey
from capture.models.tracking import USUAL_PER_MINUTE

MOST_SITES = 50
MOST_PER_MINUTE = 10_000_000


class SitesField(forms.CharField):
    """Web sites, one a line: “https://acme.example”, “acme.example” or “*.acme.example”. Cleans to a list."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "placeholder": "https://www.acme.example"})

    def prepare_value(self, value: Any) -> Any:
        """A list, one a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The sites, without what follows their names."""
        lines = [line.strip().lower() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_SITES:
            raise ValidationError(f"A key may be used by {MOST_SITES} web sites.")
        return list(dict.fromkeys(site_in(line) for line in lines))


def site_in(line: str) -> str:
    """A web site as browsers name it; raises ValidationError."""
    try:
        parts = urlsplit(line if "//" in line else f"//{line}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    bare = host.removeprefix("*.")
    if not bare or "*" in bare or " " in bare or parts.scheme not in {"", "http", "https"}:
        raise ValidationError(f"“{line}” is no web site. Write it as https://www.acme.example or *.acme.example.")
    front = f"{parts.scheme}://" if parts.scheme else ""
    return f"{front}{host}{f':{port}' if port else ''}"


class KeyForm(forms.ModelForm):
    """A write key's name, the web sites that may use it, and how much it may bring."""

    origins = SitesField(
        label="Web sites that may use it",
        required=False,
        help_text="One a line; all may when none is named. Servers and apps are not asked.",
    )
    per_minute = forms.IntegerField(
        label="Events a minute",
        min_value=1,
        max_value=MOST_PER_MINUTE,
        initial=USUAL_PER_MINUTE,
        help_text="What is more is told to come again a minute later.",
    )

    class Meta:
        model = WriteKey
        fields = ("name", "origins", "per_minute")


class RejectedFilter(forms.Form):
    """Which rejected events to show: by reason, by source, replayed or not."""

    code = forms.ChoiceField(label="Reason", required=False)
    key = forms.ChoiceField(label="Source", required=False)
    shown = forms.ChoiceField(
        label="Show", required=False, choices=[("", "Waiting"), ("replayed", "Replayed"), ("all", "All")]
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = workspace.rejected_events.order_by("code").values_list("code", flat=True).distinct()
        named = [(code, code.replace("_", " ").capitalize()) for code in codes]
        self.fields["code"].choices = [("", "Any"), *named]  # type: ignore[attr-defined]
        sources = [(str(key.pk), key.name) for key in workspace.write_keys.by_name()]
        self.fields["key"].choices = [("", "Any"), *sources]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def narrowed(self, workspace: Workspace) -> "models.QuerySet[RejectedEvent]":
        """The rejected events asked for; what makes no sense narrows nothing."""
        rows = workspace.rejected_events.newest_first()
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("code"):
            rows = rows.filter(code=said["code"])
        if said.get("key"):
            rows = rows.filter(key_id=said["key"])
        if said.get("shown") == "all":
            return rows
        return rows.exclude(replayed_at=None) if said.get("shown") == "replayed" else rows.waiting()


class MendForm(forms.Form):
    """An event's text, to be mended before it is replayed."""

    body = forms.CharField(
        label="What was sent",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "mono"}),
    )
