"""What people type about a definition beside its condition."""

from django import forms

from leads.definitions import Kind


class DefinitionForm(forms.Form):
    """Its words, its checklist, and why it should change."""

    text = forms.CharField(label="In words", max_length=10_000, widget=forms.Textarea(attrs={"rows": 7}))
    checklist = forms.CharField(
        label="Checklist",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One line for each thing that a person checks.",
    )
    why = forms.CharField(
        label="Why should it change?",
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Sales rejected 12 students in October"}),
    )
    conditional = forms.BooleanField(
        label="There is also a condition that can be counted",
        required=False,
        help_text="Leads that meet it are counted on the page of the definition.",
    )

    def __init__(self, *args: object, kind: Kind, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        if not kind.has_condition or kind.needs_condition:
            del self.fields["conditional"]
        if kind in (Kind.ICP, Kind.PERSONA):
            del self.fields["checklist"]


class RemarkForm(forms.Form):
    """Something to say about a version."""

    text = forms.CharField(label="Your remark", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
