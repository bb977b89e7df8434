"""What an admin decides about a workspace's leads."""

import re
import unicodedata
from typing import Any

from django import forms

from accounts.models import Workspace
from leads.custom import Fault
from leads.forms import HouseForm
from leads.models import CustomField, FieldType, LeadOptions
from leads.texts import country as country_of

MOST_CHOICES = 200
WITH_CHOICES = {FieldType.CHOICE, FieldType.LIST}


class OptionsForm(forms.ModelForm):
    """How this workspace treats leads."""

    class Meta:
        model = LeadOptions
        fields = ("email_rule", "country", "return_days", "keep_months")
        labels = {"email_rule": "Which addresses are one person's"}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "email_rule": "Holds from now on; leads that are there already stay as they are.",
            "country": "Two letters or a name. Empty: the country of the workspace's time zone.",
            "keep_months": "Whole months; older activities are dropped. Empty: for ever.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].validators = []
        self.fields["country"].max_length = 60  # type: ignore[attr-defined]
        self.fields["country"].widget.attrs.pop("maxlength", None)

    def clean_country(self) -> str:
        """Two letters."""
        typed = self.cleaned_data["country"].strip()
        try:
            return country_of(typed) if typed else ""
        except Fault as fault:
            raise forms.ValidationError(f"{fault.why} {fault.do}".strip()) from None

    def clean_return_days(self) -> int:
        """Between a day and two years."""
        days = int(self.cleaned_data["return_days"])
        if not 1 <= days <= 730:
            raise forms.ValidationError("Choose from 1 to 730 days.")
        return days

    def clean_keep_months(self) -> int | None:
        """At least one month."""
        months: int | None = self.cleaned_data["keep_months"]
        if months is not None and not 1 <= months <= 1200:
            raise forms.ValidationError("Choose at least one month, or leave it empty.")
        return months


class FieldForm(HouseForm):
    """A field of the workspace's own."""

    label = forms.CharField(label="Name", max_length=80)
    type = forms.ChoiceField(label="Holds", choices=FieldType.choices)
    choices = forms.CharField(
        label="Choices",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One in each line.",
    )

    def __init__(self, *args: Any, workspace: Workspace, field: CustomField | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.field = workspace, field
        if field is not None:
            del self.fields["type"]
            if field.type not in WITH_CHOICES:
                del self.fields["choices"]

    def clean_choices(self) -> list[str]:
        """The choices in order, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        found = list({line.casefold(): line for line in lines if line}.values())
        if len(found) > MOST_CHOICES:
            raise forms.ValidationError(f"At most {MOST_CHOICES} choices.")
        if any(";" in line for line in found):
            raise forms.ValidationError("A choice cannot hold a semicolon: files part several choices by it.")
        return found

    def clean(self) -> dict[str, Any]:
        """A choice needs choices; one name is one field."""
        said: dict[str, Any] = super().clean() or {}
        kind = self.field.type if self.field else said.get("type")
        if kind in WITH_CHOICES and "choices" in said and not said["choices"]:
            self.add_error("choices", "Write the choices, one in each line.")
        others = self.workspace.custom_fields.filter(retired_at=None).exclude(pk=self.field.pk if self.field else 0)
        if any(str(said.get("label", "")).casefold() == other.label.casefold() for other in others):
            self.add_error("label", "There is a field of this name.")
        return said


def key_for(label: str, taken: set[str]) -> str:
    """A key for a field: its name in small letters, numbered when another has it."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:36]
    stem = stem if stem[:1].isalpha() else f"field_{stem}".rstrip("_")[:36]
    number = next(n for n in range(1, len(taken) + 2) if (stem if n == 1 else f"{stem}_{n}") not in taken)
    return stem if number == 1 else f"{stem}_{number}"
