"""How somebody wants to be told, as they fill it in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.kinds import KINDS, Kind
from accounts.models import NotificationChoice, NotificationOptions

WAYS = {"in_app": "In Baton", "mail": "Mail", "chat": "Chat"}


class NotifyingForm(forms.Form):
    """A check box for each kind and way, quiet hours, the chat's address and the summary."""

    quiet_from = forms.TimeField(label="Quiet from", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_to = forms.TimeField(label="until", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    chat_url = forms.CharField(
        label="Your chat's webhook",
        max_length=500,
        required=False,
        help_text="From Slack, Mattermost, Rocket.Chat or Discord (…/slack): an address that begins with https://.",
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    summary = forms.BooleanField(label="Mail me a summary each morning", required=False)
    summary_at = forms.TimeField(label="at", widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(
        self, data: Any, *, options: NotificationOptions | None, choices: dict[str, NotificationChoice]
    ) -> None:
        options = options or NotificationOptions()
        names = ("quiet_from", "quiet_to", "chat_url", "summary", "summary_at")
        super().__init__(data, initial={name: getattr(options, name) for name in names})
        self.choices = choices
        for kind in KINDS.values():
            wanted: Any = choices.get(kind.key) or kind
            for way, label in WAYS.items():
                box = forms.BooleanField(label=f"{kind.label}: {label}", required=False, initial=getattr(wanted, way))
                self.fields[f"{kind.key}-{way}"] = box

    def rows(self) -> list[tuple[Kind, list[Any]]]:
        """The table: a kind and its three boxes in each row."""
        return [(kind, [self[f"{kind.key}-{way}"] for way in WAYS]) for kind in KINDS.values()]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends or none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_to") is None):
            raise ValidationError("Say when the quiet hours begin and when they end, or leave both empty.")
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What the verb takes."""
        cleaned = self.cleaned_data
        names = ("quiet_from", "quiet_to", "chat_url", "summary", "summary_at")
        ways = {key: tuple(cleaned[f"{key}-{way}"] for way in WAYS) for key in KINDS}
        return {"ways": ways, **{name: cleaned[name] for name in names}}
