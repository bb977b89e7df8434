"""Forms of goals, calendar, reviews, subscriptions."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User, Workspace
from reports.alerts import METRICS, WAYS
from reports.looking import DIMENSIONS, known_values, names
from reports.models import CalendarEvent, Goal, Review, ReviewItem, Rhythm, Subscription

DAY = forms.DateInput(attrs={"type": "date"})
EACH = 40  # values of a dimension
REPORTS = [("pipeline", "Pipeline"), ("funnel", "Funnel"), ("sources", "Sources"), ("assignment", "Assignment"),
           ("feedback", "Feedback"), ("coaching", "Coaching"), ("engagement", "Engagement")]  # fmt: skip


def people(workspace: Workspace) -> Any:
    """Members, by name."""
    found = User.objects.filter(memberships__workspace=workspace, memberships__deactivated_at=None)
    return found.distinct().order_by("name", "email")


class Amount(forms.DecimalField):
    """Money as people type it, kept as hundredths."""

    def clean(self, value: Any) -> Any:
        """Whole hundredths, or nothing."""
        typed = super().clean(value)
        return None if typed is None else int(typed * 100)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths as they read; what was typed stays."""
        return Decimal(value) / 100 if isinstance(value, int) else value


class GoalForm(forms.ModelForm):
    """A target for a period."""

    revenue = Amount(label="Revenue to be won", min_value=1, max_digits=14, decimal_places=2)
    deal = Amount(label="Usual size of a win", min_value=1, max_digits=14, decimal_places=2, required=False,
                  help_text="Left empty: the mean of the wins of the last year.")  # fmt: skip

    class Meta:
        model = Goal
        fields = ("name", "starts_on", "ends_on", "revenue", "deal", "owner")
        widgets = {"starts_on": DAY, "ends_on": DAY}  # noqa: RUF012

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people(workspace)

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] <= data["starts_on"]:
            self.add_error("ends_on", "The last day comes after the first one.")
        return data


class EventForm(forms.ModelForm):
    """Something on the calendar."""

    class Meta:
        model = CalendarEvent
        fields = ("kind", "title", "starts_on", "ends_on", "note", "url")
        widgets = {"starts_on": DAY, "ends_on": DAY}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """The end does not come before the beginning."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The last day does not come before the first one.")
        return data


class ReviewForm(forms.ModelForm):
    """What was said."""

    class Meta:
        model = Review
        fields = ("held_on", "notes")
        widgets = {"held_on": DAY, "notes": forms.Textarea({"rows": 4})}  # noqa: RUF012


class ItemForm(forms.ModelForm):
    """A decision, or something to do."""

    class Meta:
        model = ReviewItem
        fields = ("text", "owner", "due_on", "is_decision")
        widgets = {"due_on": DAY}  # noqa: RUF012
        labels = {"text": "Decision or action"}  # noqa: RUF012

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = people(workspace)

    def clean(self) -> dict[str, Any]:
        """What is to be done has somebody who does it, by a day."""
        data = super().clean() or {}
        if not data.get("is_decision") and not (data.get("owner") and data.get("due_on")):
            raise forms.ValidationError("An action has an owner and a day; tick “A decision” for what needs neither.")
        return data


class RhythmForm(forms.Form):
    """Which review."""

    rhythm = forms.ChoiceField(label="Review of the last whole", choices=[("weekly", "week"), ("monthly", "month"),
                                                                         ("quarterly", "quarter")])  # fmt: skip


class ReadersForm(forms.Form):
    """Who gets which packs by mail."""

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = workspace.review_readers.values_list("rhythm", "user_id")
        for rhythm, label in (("weekly", "Weekly"), ("monthly", "Monthly"), ("quarterly", "Quarterly")):
            self.fields[rhythm] = forms.ModelMultipleChoiceField(
                label=label,
                queryset=people(workspace),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[pk for which, pk in chosen if which == rhythm],
            )

    def wanted(self) -> dict[str, set[int]]:
        """User ids by rhythm."""
        return {rhythm: {person.pk for person in chosen} for rhythm, chosen in self.cleaned_data.items()}


class ReportForm(forms.Form):
    """A report on a schedule."""

    report = forms.ChoiceField(label="Report", choices=REPORTS)
    rhythm = forms.ChoiceField(label="How often", choices=Rhythm.choices)


def offered(workspace: Workspace) -> list[tuple[str, list[tuple[str, str]]]]:
    """The values that an alert can be about, by dimension, the largest first."""
    found = []
    known = known_values(workspace, EACH)
    for dimension, label in DIMENSIONS.items():
        called = names(workspace, dimension, known[dimension])
        found.append((label, [(f"{dimension}={value}", called[value]) for value in known[dimension] if value]))
    return [group for group in found if group[1]]


class AlertForm(forms.ModelForm):
    """Tell me when a number passes a line."""

    metric = forms.ChoiceField(label="When", choices=list(METRICS.items()))
    way = forms.ChoiceField(label="Went how", choices=list(WAYS.items()))
    line = forms.IntegerField(label="The number", min_value=0, max_value=10_000_000)
    of = forms.ChoiceField(label="Of", required=False)
    rhythm = forms.ChoiceField(
        label="In", choices=[("weekly", "a week"), ("monthly", "a month"), ("quarterly", "a quarter")]
    )

    class Meta:
        model = Subscription
        fields = ("metric", "way", "line", "rhythm")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = self.fields["of"]
        assert isinstance(of, forms.ChoiceField)
        of.choices = [("", "Everything"), *offered(workspace)]

    def values(self) -> dict[str, Any]:
        """What is told, with the one value of one dimension that it is about."""
        data = {**self.cleaned_data}
        dimension, _, value = data.pop("of").partition("=")
        return data | {"dimension": dimension, "value": value}
