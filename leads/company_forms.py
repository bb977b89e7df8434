"""What people type about companies."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Workspace
from leads.addresses import BadAddress, read_domain
from leads.custom import Fault
from leads.forms import HouseForm
from leads.models import Company
from leads.texts import country as country_of

KINDS = (
    "hiring a CMO",
    "expanding marketing",
    "new office",
    "new product",
    "funding",
    "merger",
    "leadership change",
    "layoffs",
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CompanySearchForm(HouseForm):
    """Companies by the beginning of their name or web domain."""

    q = forms.CharField(label="Search", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs = {
            "placeholder": "Name or web domain",
            "type": "search",
            "data-key": "/",
        }


class CompanyForm(forms.ModelForm):
    """A company as a person corrects it."""

    parent_name = forms.CharField(
        label="Belongs to",
        required=False,
        max_length=253,
        help_text="Name or web domain of the company above it.",
    )
    places = forms.CharField(
        label="Sites",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One in each line.",
    )

    class Meta:
        model = Company
        fields = (
            "name",
            "domain",
            "industry",
            "employees",
            "revenue",
            "currency",
            "country",
            "region",
            "city",
        )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        parent = self.instance.parent
        self.fields["parent_name"].initial = (parent.domain or parent.name) if parent else ""
        self.fields["places"].initial = "\n".join(self.instance.sites)
        self.fields["country"].max_length = 60  # type: ignore[attr-defined]
        self.fields["country"].validators = []
        self.fields["country"].widget.attrs.pop("maxlength", None)
        self.fields["country"].help_text = "Name or two letters."
        self.fields["revenue"].max_value = 10**15  # type: ignore[attr-defined]

    def clean_domain(self) -> str | None:
        """The registrable domain, of no other company here."""
        typed = self.cleaned_data["domain"]
        if not typed:
            return None
        try:
            domain = read_domain(typed)
        except BadAddress as error:
            raise forms.ValidationError(str(error) or "That is not a web domain.") from None
        if self.workspace.companies.filter(domain=domain).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Another company here has the domain {domain}.")
        return domain

    def clean_country(self) -> str:
        """Two letters."""
        typed = self.cleaned_data["country"].strip()
        try:
            return country_of(typed) if typed else ""
        except Fault as fault:
            raise forms.ValidationError(f"{fault.why} {fault.do}".strip()) from None

    def clean_currency(self) -> str:
        """Three capital letters."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise forms.ValidationError("Write the currency as three letters, such as EUR.")
        return code

    def clean_parent_name(self) -> Company | None:
        """The company above, which is neither this one nor below it."""
        typed = self.cleaned_data["parent_name"].strip()
        if not typed:
            return None
        rows = self.workspace.companies
        parent = rows.filter(domain=typed.lower()).first() or rows.filter(name=typed).order_by("pk").first()
        if parent is None:
            raise forms.ValidationError("No company here has that name or domain.")
        above: Company | None = parent
        for _ in range(20):
            if above is None:
                return parent
            if above.pk == self.instance.pk:
                raise forms.ValidationError("A company cannot stand above itself.")
            above = above.parent
        raise forms.ValidationError("That would make more than 20 levels.")

    def clean_places(self) -> list[str]:
        """The sites, one for each line."""
        return [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]


class FactForm(HouseForm):
    """Something a company does that says it may buy."""

    kind = forms.CharField(
        label="What",
        max_length=40,
        widget=forms.TextInput(attrs={"list": "fact-kinds", "autocomplete": "off"}),
    )
    on = forms.DateField(label="Date", widget=DAY)
    source = forms.CharField(label="Source", required=False, max_length=300, help_text="A link, or who told you.")
    expires_on = forms.DateField(label="Counts until", required=False, widget=DAY)
    note = forms.CharField(label="Note", required=False, max_length=500)

    def clean_kind(self) -> str:
        """In small letters, so that one thing has one name; known kinds keep theirs."""
        typed = " ".join(self.cleaned_data["kind"].split())
        return next((kind for kind in KINDS if kind.lower() == typed.lower()), typed.lower())

    def clean_on(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("That day has not come yet.")
        return day

    def clean(self) -> dict[str, Any]:
        """It cannot end before it began."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("on") and said.get("expires_on") and said["expires_on"] < said["on"]:
            self.add_error("expires_on", "This is before the date of the fact.")
        return said


class NewsForm(HouseForm):
    """A line for a company's news log."""

    headline = forms.CharField(label="Headline", max_length=300)
    url = forms.URLField(label="Link", required=False, max_length=500, assume_scheme="https")


class CorrectCompanyForm(HouseForm):
    """Where a lead really works."""

    name = forms.CharField(label="Company", required=False, max_length=200)
    domain = forms.CharField(
        label="Web domain",
        required=False,
        max_length=253,
        help_text="Finds the company if it is known already.",
    )

    def clean_domain(self) -> str:
        """The registrable domain."""
        typed = self.cleaned_data["domain"]
        try:
            return read_domain(typed) if typed else ""
        except BadAddress as error:
            raise forms.ValidationError(str(error) or "That is not a web domain.") from None
