"""What people type about the plan, pools and reps."""

from typing import Any

from django import forms

from accounts.models import Workspace
from accounts.roles import Role
from leads.forms import HouseForm
from routing.models import Fate, Pool, RoutingRule, Strategy

NO_LIMIT = "Empty: no limit."


class RuleForm(HouseForm):
    """A rule, beside its condition."""

    name = forms.CharField(label="Name", max_length=80)
    every = forms.BooleanField(label="For every lead", required=False, help_text="The condition below is left out.")
    to = forms.ChoiceField(label="Goes to")
    strategy = forms.ChoiceField(label="Who of the pool", choices=Strategy.choices, initial=Strategy.TURNS)
    skill = forms.CharField(label="Only reps with the skill", max_length=60, required=False)
    same_language = forms.BooleanField(label="Only reps who speak the lead's language", required=False)
    at_work_first = forms.BooleanField(
        label="Prefer who is at work now",
        required=False,
        help_text="Of those whose turn it could be, whoever is inside their working hours goes first. Whoever is "
        "passed over for it gains no turn and loses none; when nobody is at work, the order is as ever.",
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pools = [(f"pool-{pool.pk}", pool.name) for pool in workspace.pools.filter(retired_at=None).order_by("name")]
        people = [(f"rep-{row.user_id}", row.user.called) for row in reps_of(workspace)]
        self.fields["to"].choices = [("Pools", pools), ("Reps", people)]  # type: ignore[attr-defined]

    @property
    def target(self) -> dict[str, Any]:
        """Pool or rep, as columns."""
        kind, _, pk = self.cleaned_data["to"].partition("-")
        return {"pool_id": int(pk), "rep_id": None} if kind == "pool" else {"pool_id": None, "rep_id": int(pk)}


def told(rule: RoutingRule) -> dict[str, Any]:
    """A rule as its form shows it."""
    to = f"pool-{rule.pool_id}" if rule.pool_id else f"rep-{rule.rep_id}"
    same = {name: getattr(rule, name) for name in ("name", "strategy", "skill", "same_language", "at_work_first")}
    return {**same, "to": to, "every": not rule.condition}


def reps_of(workspace: Workspace) -> Any:
    """Active reps by name."""
    return workspace.memberships.with_role(Role.REP).select_related("user").order_by("user__name", "pk")


class PublishForm(HouseForm):
    """Why a draft is put in force."""

    note = forms.CharField(label="What changes", max_length=300, required=False)


class PoolForm(HouseForm):
    """A pool: its name, and a weight for each rep who is in it."""

    name = forms.CharField(label="Name", max_length=80)

    def __init__(self, *args: Any, workspace: Workspace, pool: Pool | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(reps_of(workspace))
        weights = dict(pool.members.values_list("rep_id", "weight")) if pool else {}
        for row in self.people:
            self.fields[f"weight_{row.user_id}"] = forms.IntegerField(
                label=row.user.called,
                required=False,
                min_value=1,
                max_value=100,
                initial=weights.get(row.user_id),
                help_text="Weight 1 is a usual share, 2 twice as many. Empty: not in the pool.",
            )

    @property
    def weights(self) -> dict[int, int]:
        """The weight of each who is in."""
        said = {row.user_id: self.cleaned_data.get(f"weight_{row.user_id}") for row in self.people}
        return {rep: weight for rep, weight in said.items() if weight}


class RepForm(HouseForm):
    """What a rep can work."""

    per_day = forms.IntegerField(
        label="New leads a day", min_value=0, max_value=1000, required=False, help_text=NO_LIMIT
    )
    per_week = forms.IntegerField(
        label="New leads a week", min_value=0, max_value=5000, required=False, help_text=NO_LIMIT
    )
    open_at_once = forms.IntegerField(
        label="Leads open at once", min_value=0, max_value=5000, required=False, help_text=NO_LIMIT
    )
    skills = forms.CharField(label="Skills", required=False, max_length=500, help_text="With commas between.")
    languages = forms.CharField(
        label="Languages", required=False, max_length=200, help_text="Codes such as de, en, with commas between."
    )
    paused = forms.BooleanField(label="Takes no leads for now", required=False)

    def clean_skills(self) -> list[str]:
        """One by one."""
        return listed(self.cleaned_data["skills"], 60)

    def clean_languages(self) -> list[str]:
        """One by one."""
        return [code.lower() for code in listed(self.cleaned_data["languages"], 10)]


def listed(text: str, longest: int) -> list[str]:
    """What stands between commas."""
    return list(dict.fromkeys(part.strip()[:longest] for part in text.split(",") if part.strip()))


class AbsenceForm(HouseForm):
    """From when to when somebody is away."""

    starts_at = forms.DateTimeField(label="From", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    ends_at = forms.DateTimeField(label="Until", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    note = forms.CharField(label="Why", max_length=120, required=False)


class TryForm(HouseForm):
    """What to try the plan on."""

    lead = forms.IntegerField(label="Lead number", required=False, min_value=1, help_text="Empty: last week's passes.")
    version = forms.ChoiceField(label="Version")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]


class ReasonForm(HouseForm):
    """A reason for which sales gives a lead back, and where the lead goes."""

    label = forms.CharField(label="Reason", max_length=80)
    fate = forms.ChoiceField(label="The lead goes", choices=Fate.choices)
    return_days = forms.IntegerField(
        label="Marketing looks again after days",
        min_value=1,
        max_value=730,
        initial=90,
        help_text="Back to nurture only.",
    )
    track = forms.CharField(label="Nurture track", max_length=60, required=False)


class WhyForm(HouseForm):
    """Why somebody does what no rule asked for."""

    why = forms.CharField(label="Why", max_length=200)


class PassForm(WhyForm):
    """Why a lead goes to sales now, and to whom."""

    to = forms.ChoiceField(label="To", required=False)

    def __init__(self, *args: Any, workspace: Workspace, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.user_id): row.user for row in reps_of(workspace)}
        if own:
            del self.fields["to"]
        else:
            self.choose("to", [("", "Whoever the plan says"), *((pk, who.called) for pk, who in self.people.items())])

    @property
    def person(self) -> Any:
        """The rep who was named, if any."""
        return self.people.get(self.cleaned_data.get("to", ""))
