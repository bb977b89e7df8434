"""What people type about leads."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from accounts.models import Workspace
from leads import listing
from leads.stages import Holder, Stage

BLANK = ("", "Any")
LONGEST_WAIT = timedelta(days=730)
Choices = list[tuple[str, str]]


class HouseForm(forms.Form):
    """A form whose tag the template writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def choose(self, name: str, choices: Choices) -> None:
        """What a choice field offers, where only the workspace knows."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def members(workspace: Workspace) -> Choices:
    """The active members, by name."""
    return [(str(row.user_id), row.user.called) for row in workspace.memberships.active().by_name()]


def campaigns(workspace: Workspace) -> Choices:
    """The campaigns, the newest first."""
    return [(str(pk), name) for pk, name in workspace.campaigns.order_by("-pk").values_list("pk", "name")[:200]]


class LeadFilterForm(HouseForm):
    """The list's filters; they are the address."""

    q = forms.CharField(label="Search", required=False, max_length=200)
    stage = forms.ChoiceField(label="Stage", required=False)
    holder = forms.ChoiceField(label="Held by", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    campaign = forms.ChoiceField(label="Campaign", required=False)
    grade = forms.ChoiceField(label="Grade", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    sort = forms.ChoiceField(
        label="Order", required=False, choices=[("", "Newest first"), ("score", "Highest score first")]
    )
    MORE = ("source", "campaign", "grade", "segment", "sort")
    CARRIED = ("company", "channel", "country", "rep", "cols")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("stage", [BLANK, *((stage.value, stage.label) for stage in Stage)])
        self.choose("holder", [BLANK, *((one.value, one.label) for one in Holder)])
        self.choose("owner", [BLANK, *members(workspace)])
        self.choose("source", [BLANK, *((name, name) for name in listing.sources(workspace.pk))])
        self.choose("campaign", [BLANK, *campaigns(workspace)])
        fits = [(fit, f"{fit}, any activity") for fit in listing.FIT]
        self.choose(
            "grade",
            [BLANK, *fits, *((fit + heat, fit + heat) for fit in listing.FIT for heat in listing.HEAT)],
        )
        segments = workspace.segments.order_by("name").values_list("pk", "name")
        self.choose("segment", [BLANK, *((str(pk), name) for pk, name in segments)])
        self.fields["q"].widget.attrs = {
            "placeholder": "Name, e-mail or company",
            "type": "search",
            "data-key": "/",
            "data-key-label": "Search",
        }

    @property
    def first(self) -> list[Any]:
        """The fields that are always in sight."""
        return [self[name] for name in self.fields if name not in self.MORE]

    @property
    def more(self) -> list[Any]:
        """Those behind “More filters”."""
        return [self[name] for name in self.MORE]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the address says besides, so that narrowing further keeps it."""
        return [(name, self.data[name]) for name in self.CARRIED if self.data.get(name)]

    @property
    def uses_more(self) -> bool:
        """Whether one of the fields behind “More filters” is set."""
        return any(self.data.get(name) for name in self.MORE)


class LeadForm(HouseForm):
    """A lead as a person describes it; the verb checks and normalises."""

    first_name = forms.CharField(label="First name", required=False, max_length=100)
    last_name = forms.CharField(label="Last name", required=False, max_length=100)
    email = forms.CharField(label="E-mail", required=False, max_length=254, widget=forms.EmailInput)
    phone = forms.CharField(label="Phone", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"}))
    title = forms.CharField(label="Job title", required=False, max_length=150)
    company_name = forms.CharField(label="Company", required=False, max_length=200)
    country = forms.CharField(label="Country", required=False, max_length=60, help_text="Name or two letters.")
    city = forms.CharField(label="City", required=False, max_length=80)
    source = forms.CharField(label="Source", required=False, max_length=80, help_text="Where they came from.")
    product = forms.CharField(label="Product", required=False, max_length=80, help_text="What they are interested in.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(self.fields)
        pairs = zip(names[::2], names[1::2], strict=True)
        half = "col-sm-6"
        rows = [Div(Div(one, css_class=half), Div(two, css_class=half), css_class="row gx-3") for one, two in pairs]
        self.helper.layout = Layout(*rows)


class ReturnForm(HouseForm):
    """When marketing looks at a lead again."""

    return_on = forms.DateField(
        label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_return_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["return_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Choose a day after today.")
        if day > timezone.localdate() + LONGEST_WAIT:
            raise forms.ValidationError("Choose a day within two years.")
        return day


class DisqualifyForm(HouseForm):
    """Why a lead will never be a customer."""

    reason = forms.CharField(label="Reason", max_length=200, help_text="Shown to everybody who opens the lead.")


class OwnerForm(HouseForm):
    """Whom leads belong to from now on."""

    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("owner", [("", "Nobody"), *members(workspace)])


class CampaignChoiceForm(HouseForm):
    """Which campaign leads belong to."""

    campaign = forms.ChoiceField(label="Campaign")

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("campaign", [("", "Choose one"), *campaigns(workspace)])


class NoteForm(forms.Form):
    """Something to be remembered about a lead."""

    note = forms.CharField(
        label="Note", max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"})
    )


class SavedViewForm(HouseForm):
    """A name for the list as it stands."""

    name = forms.CharField(label="Name", max_length=80)
    shared = forms.BooleanField(label="Everybody here sees it", required=False)
