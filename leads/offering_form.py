"""What people type about what we can do."""

from typing import Any

from django import forms

from leads.models import Offering


class OfferingForm(forms.Form):
    """One offering of the library."""

    name = forms.CharField(label="Name", max_length=120)
    text = forms.CharField(label="What we do", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    helps_when = forms.CharField(
        label="It helps when", max_length=300, help_text="For example: leads wait too long for a first answer."
    )
    words = forms.CharField(
        label="Words by which one hears it",
        max_length=500,
        required=False,
        help_text="Separated by commas: slow, waiting, response time. A brief puts what fits their words first.",
    )

    def __init__(self, data: Any, *, row: Offering | None) -> None:
        given = {"words": ", ".join(map(str, row.words))} if row else {}
        names = ("name", "text", "helps_when")
        super().__init__(data, initial={**{name: getattr(row, name) for name in names if row}, **given})

    def clean_words(self) -> list[str]:
        """Each word once."""
        said = (" ".join(part.split()) for part in self.cleaned_data["words"].split(","))
        return list(dict.fromkeys(word[:60] for word in said if word))[:30]
