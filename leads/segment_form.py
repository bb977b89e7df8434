"""What people type about a segment beside its condition."""

from django import forms


class SegmentForm(forms.Form):
    """Its name."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Decision makers in Germany"}),
    )
