"""What people type into the agreement: the clauses, and a row for each response time."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from leads.forms import HouseForm
from sla import steps
from sla.clauses import CHANNELS, BadAgreement, Clauses, Rule, length, read_length
from sla.models import Counts
from sla.steps import BadSteps, Do, Step
from sla.tiers import LETTERS, Simple, simple

LINES = forms.Textarea(attrs={"rows": 4})


class LengthField(forms.CharField):
    """A length of working time: “30 min”, “4 h”; cleans to seconds."""

    def clean(self, value: Any) -> Any:
        """Read it, or say how it is written."""
        typed = super().clean(value)
        try:
            return read_length(typed)
        except BadAgreement as bad:
            raise forms.ValidationError(str(bad)) from None


class ClausesForm(HouseForm):
    """Clauses 1, 3 and 4."""

    purpose = forms.CharField(label="What we agree on, and why", max_length=2000, required=False, widget=LINES)
    leads_per_month = forms.IntegerField(
        label="MQLs that marketing delivers per month", min_value=0, max_value=1_000_000
    )
    attempts = forms.IntegerField(label="Attempts to reach an accepted lead", min_value=0, max_value=50)
    attempt_days = forms.IntegerField(label="Over how many days", min_value=1, max_value=365)
    attempt_channels = forms.MultipleChoiceField(
        label="By", choices=list(CHANNELS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    reason_required = forms.BooleanField(label="A reason is given with every rejection", required=False)
    rating_days = forms.IntegerField(label="Days in which sales rates each lead", min_value=1, max_value=90)
    questions = forms.CharField(
        label="Questions sales answers", required=False, max_length=2000, widget=LINES, help_text="One on each line."
    )

    @classmethod
    def of(cls, clauses: Clauses, data: Any = None) -> "ClausesForm":
        """The form of a version."""
        initial = {name: getattr(clauses, name) for name in cls.base_fields if name != "questions"}
        return cls(data, initial={**initial, "questions": "\n".join(clauses.questions)})

    def clauses(self, rules: tuple[Rule, ...]) -> Clauses:
        """What was typed, with the rows of the response times."""
        said = dict(self.cleaned_data)
        lines = [line.strip()[:200] for line in said.pop("questions").splitlines()]
        said["attempt_channels"] = tuple(said["attempt_channels"])
        return Clauses(**said, questions=tuple(filter(None, lines)), rules=rules)


def words(typed: str) -> tuple[str, ...]:
    """Values between commas."""
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in typed.split(",")))))


def read_steps(typed: str) -> tuple[Step, ...]:
    """“50 remind, 100 tell” as steps; raises `BadSteps`."""
    found = []
    for part in words(typed):
        at, _, do = part.replace("%", " ").partition(" ")
        if not at.isdigit():
            raise BadSteps(f"“{part}” is not a step; write it like 50% remind.")
        found.append({"at": int(at[:5]), "do": do.strip()})
    return steps.read(found)


class RuleForm(forms.Form):
    """One row of clause 2. A row without a name is left out."""

    place = forms.IntegerField(label="Place", min_value=1, max_value=99, required=False)
    tier = forms.CharField(label="Tier", max_length=40, required=False)
    hand_raiser = forms.BooleanField(label="Raised a hand", required=False)
    grades = forms.MultipleChoiceField(
        label="Grade",
        choices=[(letter, letter) for letter in LETTERS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label="Source", max_length=300, required=False)
    channel = forms.CharField(label="Channel", max_length=300, required=False)
    product = forms.CharField(label="Product", max_length=300, required=False)
    accept = LengthField(label="Accepted within", max_length=20, help_text="From the offer: 30 min, 4 h.")
    respond = LengthField(label="First answered within", max_length=20, help_text="From the offer, to the first touch.")
    counts = forms.ChoiceField(label="Counted by", choices=Counts.choices)
    pause_days = forms.IntegerField(label="Days it may wait for the lead", min_value=0, max_value=90, initial=3)
    steps = forms.CharField(
        label="On the way",
        max_length=200,
        help_text=f"Per cent of the time, and {', '.join(Do)}.",
        initial=", ".join(f"{step.at}% {step.do}" for step in steps.USUAL),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = self.initial.get("fixed")  # a condition that these fields cannot say is kept as it is
        self.sentence = self.initial.get("sentence", "")

    def has_changed(self) -> bool:
        """A row that was named is a row, changed or not."""
        return bool(self.data.get(self.add_prefix("tier"), "").strip())

    def clean_steps(self) -> tuple[Step, ...]:
        """Read them."""
        try:
            return read_steps(self.cleaned_data["steps"])
        except BadSteps as bad:
            raise forms.ValidationError(str(bad)) from None

    @property
    def rule(self) -> Rule:
        """What was typed."""
        said = self.cleaned_data
        asked = Simple(tuple(said["grades"]), words(said["source"]), words(said["channel"]), words(said["product"]))
        return Rule(
            tier=said["tier"].strip(),
            accept_seconds=said["accept"],
            respond_seconds=said["respond"],
            hand_raiser=said["hand_raiser"],
            condition=self.fixed if self.fixed is not None else asked.condition,
            counts=said["counts"],
            pause_days=said["pause_days"],
            steps=said["steps"],
        )


class Rules(BaseFormSet):
    """All rows, with an empty one below."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that were named, by their places."""
        named = [form for form in self.forms if form.has_changed()]
        return tuple(form.rule for form in sorted(named, key=lambda form: form.cleaned_data.get("place") or 99))


RuleRows = formset_factory(RuleForm, formset=Rules, extra=1, max_num=21, validate_max=True)


def rows_of(rules: tuple[Rule, ...], sentences: dict[str, str], data: Any = None) -> Rules:
    """The formset of a version's rows."""
    rows: Any = RuleRows(
        data, initial=[initial_of(place, rule, sentences) for place, rule in enumerate(rules, 1)], prefix="rule"
    )
    return rows


def initial_of(place: int, rule: Rule, sentences: dict[str, str]) -> dict[str, Any]:
    """A row as the form shows it."""
    said = simple(rule.condition)
    shown = said or Simple()
    return {
        "place": place,
        "tier": rule.tier,
        "hand_raiser": rule.hand_raiser,
        "grades": list(shown.grades),
        "source": ", ".join(shown.source),
        "channel": ", ".join(shown.channel),
        "product": ", ".join(shown.product),
        "accept": length(rule.accept_seconds),
        "respond": length(rule.respond_seconds),
        "counts": rule.counts,
        "pause_days": rule.pause_days,
        "steps": ", ".join(f"{step.at}% {step.do}" for step in rule.steps),
        "fixed": None if said is not None else rule.condition,
        "sentence": sentences.get(rule.tier, ""),
    }
