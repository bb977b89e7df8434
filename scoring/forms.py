"""What people type into the model editor. Points are typed as points and kept as whole hundredths."""

from decimal import Decimal
from typing import Any

from django import forms

from scoring.models import ScoringModel, Signal

MOST = Decimal(10_000)
COOLS = (("never", "never"), ("half", "by half in"), ("window", "ends after"))


class Points(forms.DecimalField):
    """Points with two decimals; the cleaned value is hundredths, or None."""

    def __init__(self, **more: Any) -> None:
        more = {"min_value": -MOST, "max_value": MOST, "decimal_places": 2, **more}
        super().__init__(**more, widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}))

    def clean(self, value: Any) -> Any:
        """Points as hundredths."""
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths as points."""
        return f"{value / 100:.2f}".rstrip("0").rstrip(".") if isinstance(value, int) else value


def groups_of(draft: ScoringModel, part: str) -> list[tuple[str, str]]:
    """The groups a rule can be in."""
    found = [(group["key"], group["label"]) for group in draft.groups if group["part"] == part]
    return [("", "none"), *found]


class FitRuleForm(forms.Form):
    """Points, a name, a group; the condition comes from the builder."""

    points = Points(label="Points")
    label = forms.CharField(label="Name", required=False, max_length=120, help_text="Empty: the condition in words.")
    group = forms.ChoiceField(label="Group", required=False)

    def __init__(self, *args: Any, draft: ScoringModel, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["group"].choices = groups_of(draft, "fit")  # type: ignore[attr-defined]
        if not draft.groups:
            del self.fields["group"]


class EngagementRuleForm(forms.Form):
    """Which signal, how much each, how much at most, how it cools."""

    signal = forms.ModelChoiceField(queryset=Signal.objects.none(), empty_label=None)
    points = Points(label="Points each")
    at_most = Points(label="At most", required=False, min_value=0, help_text="Empty: no limit.")
    cools = forms.ChoiceField(label="Cools", choices=COOLS)
    days = forms.IntegerField(label="Days", required=False, min_value=1, max_value=3_650)
    group = forms.ChoiceField(label="Group", required=False)

    def __init__(self, *args: Any, draft: ScoringModel, **more: Any) -> None:
        super().__init__(*args, **more)
        signals = draft.workspace.signals.filter(retired_at=None).order_by("label")
        self.fields["signal"].queryset = signals  # type: ignore[attr-defined]
        self.fields["group"].choices = groups_of(draft, "engagement")  # type: ignore[attr-defined]
        if not draft.groups:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        """What cools needs days."""
        clean: dict[str, Any] = super().clean() or {}
        if clean.get("cools") in ("half", "window") and not clean.get("days"):
            self.add_error("days", "Say in how many days.")
        return clean

    def as_fields(self) -> dict[str, Any]:
        """What the verb takes."""
        clean = self.cleaned_data
        found = {name: clean[name] for name in ("signal", "points", "at_most", "group") if name in clean}
        return found | cooling_of(clean["cools"], clean["days"])


def cooling_of(cools: str, days: int | None) -> dict[str, int | None]:
    """A way to cool as the two columns that keep it."""
    return {"half_life_days": days if cools == "half" else None, "window_days": days if cools == "window" else None}


class LimitsForm(forms.Form):
    """Caps, and where bands begin."""

    fit_cap = Points(label="Fit at most", min_value=0)
    engagement_cap = Points(label="Engagement at most", min_value=0)
    fit_A = Points(label="A from", min_value=0)
    fit_B = Points(label="B from", min_value=0)
    fit_C = Points(label="C from", min_value=0)
    engagement_1 = Points(label="1 from", min_value=0)
    engagement_2 = Points(label="2 from", min_value=0)
    engagement_3 = Points(label="3 from", min_value=0)

    @staticmethod
    def of(model: ScoringModel) -> dict[str, int]:
        """What a version has."""
        found = {"fit_cap": model.fit_cap, "engagement_cap": model.engagement_cap}
        found |= {f"fit_{name}": start for name, start in model.fit_bands.items()}
        return found | {f"engagement_{name}": start for name, start in model.engagement_bands.items()}

    def as_fields(self) -> dict[str, Any]:
        """What the verb takes."""
        clean = self.cleaned_data
        return {
            "fit_cap": clean["fit_cap"],
            "engagement_cap": clean["engagement_cap"],
            "fit_bands": {name: clean[f"fit_{name}"] for name in "ABC"},
            "engagement_bands": {name: clean[f"engagement_{name}"] for name in "123"},
        }


class ThresholdForm(forms.Form):
    """For whom how many points are enough."""

    segment = forms.ChoiceField(label="For", required=False)
    at_least = Points(label="From", min_value=0)

    def __init__(self, *args: Any, draft: ScoringModel, **more: Any) -> None:
        super().__init__(*args, **more)
        segments = draft.workspace.segments.order_by("name").values_list("pk", "name")
        choices = [("", "Everyone"), *((str(pk), name) for pk, name in segments)]
        self.fields["segment"].choices = choices  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """A group of rules with a cap of its own."""

    label = forms.CharField(label="Name", max_length=40)
    part = forms.ChoiceField(label="Of", choices=[("fit", "fit rules"), ("engagement", "engagement rules")])
    cap = Points(label="At most", required=False, min_value=0)


class BarForm(forms.Form):
    """What keeps a lead from ever being an MQL; the condition comes from the builder."""

    label = forms.CharField(label="What reps read", max_length=200)


class SignalForm(forms.Form):
    """The name of a kind of activity; the condition comes from the builder."""

    label = forms.CharField(label="Name, in the past tense", max_length=80)
    hand_raiser = forms.BooleanField(
        label="They raise a hand",
        required=False,
        help_text="Whoever does this is passed to sales at once, whatever the score.",
    )


class ReasonForm(forms.Form):
    """Why a version is published or taken back."""

    reason = forms.CharField(label="Why?", max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ImportForm(forms.Form):
    """A model as text."""

    text = forms.CharField(label="The model as JSON", max_length=400_000, widget=forms.Textarea(attrs={"rows": 14}))
