"""What people type about content and campaigns."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.models import Workspace
from leads.forms import BLANK, HouseForm
from leads.models import Campaign, Content, JourneyStage

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfWorkspace(forms.ModelForm):
    """A row of one workspace, in which some of its fields must be its alone."""

    ONCE: tuple[str, ...] = ()
    rows = ""

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = getattr(workspace, self.rows).exclude(pk=self.instance.pk)
        self.instance.workspace = workspace
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        """Say which other row has the same name, address or key."""
        said: dict[str, Any] = super().clean() or {}
        for name in self.ONCE:
            other = self.others.filter(**{name: said[name]}).first() if said.get(name) else None
            if other is not None:
                self.add_error(name, f"“{other}” has this already.")
        return said

    def validate_constraints(self) -> None:
        """Said by `clean` in better words."""


class ContentForm(OfWorkspace):
    """A piece of content."""

    ONCE = ("url", "key")
    rows = "contents"

    class Meta:
        model = Content
        fields = ("title", "url", "key", "kind", "journey", "product")

    def clean(self) -> dict[str, Any]:
        """It must be findable."""
        said = super().clean()
        if not said.get("url") and not said.get("key") and not self.errors:
            self.add_error("url", "Give an address or a key, or nobody can be seen looking at it.")
        return said


class CampaignForm(OfWorkspace):
    """A campaign; its cost in whole units with cents."""

    ONCE = ("name", "key")
    rows = "campaigns"
    price = forms.DecimalField(
        label="Cost",
        required=False,
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=2,
        help_text="In your currency.",
    )

    class Meta:
        model = Campaign
        fields = ("name", "key", "channel", "goal", "starts_on", "ends_on")
        widgets = {"starts_on": DAY, "ends_on": DAY, "goal": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.cost is not None:
            self.fields["price"].initial = Decimal(self.instance.cost) / 100

    def clean(self) -> dict[str, Any]:
        """It cannot end before it starts."""
        said = super().clean()
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
            self.add_error("ends_on", "It would end before it starts.")
        price = said.get("price")
        self.instance.cost = None if price is None else int(price * 100)
        return said


class ContentFilterForm(HouseForm):
    """The library's filters."""

    journey = forms.ChoiceField(label="Journey stage", required=False, choices=[BLANK, *JourneyStage.choices])
    q = forms.CharField(label="Title", required=False, max_length=200)


def state_of(campaign: Campaign, today: date) -> str:
    """planned, live or done, by its dates; without dates it is live."""
    if campaign.starts_on and campaign.starts_on > today:
        return "planned"
    return "done" if campaign.ends_on and campaign.ends_on < today else "live"
