"""What people type about a handoff meeting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from routing.desk_forms import MOMENT
from routing.touches import NOT_REACHED, OUTCOMES

OWN = ""


class WhenForm(forms.Form):
    """One of the times that suit both, or one's own."""

    def __init__(self, data: Any, *, times: Sequence[datetime], minutes: int = 30) -> None:
        super().__init__(data)
        choices = [(one.isoformat(), f"{timezone.localtime(one):%a %-d %b, %H:%M}") for one in times]
        self.fields["slot"] = forms.ChoiceField(
            label="Suits you both",
            choices=[*choices, (OWN, "Another time")],
            required=False,
            initial=choices[0][0] if choices else OWN,
            widget=forms.RadioSelect,
        )
        self.fields["own"] = forms.DateTimeField(label="Another time", required=False, widget=MOMENT)
        self.fields["minutes"] = forms.TypedChoiceField(
            label="How long",
            coerce=int,
            initial=minutes,
            choices=[(length, f"{length} minutes") for length in (15, 30, 45, 60)],
        )

    def clean(self) -> dict[str, Any]:
        """A time, one way or the other."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        slot = said.get("slot")
        said["starts_at"] = datetime.fromisoformat(slot) if slot else said.get("own")
        if not self.errors and said["starts_at"] is None:
            self.add_error("own", "Choose one of the times, or type one.")
        return said

    def wanted(self) -> dict[str, Any]:
        """What the verbs take."""
        return {"starts_at": self.cleaned_data["starts_at"], "minutes": self.cleaned_data["minutes"]}


class MeetingForm(WhenForm):
    """A new meeting: with whom, where, about what."""

    def __init__(
        self, data: Any, *, times: Sequence[datetime], people: Sequence[tuple[int, str]], agenda: str, **given: Any
    ) -> None:
        super().__init__(data, times=times)
        choices = [("", "Nobody else"), *people]
        self.fields["colleague"] = forms.TypedChoiceField(
            label="With", choices=choices, required=False, coerce=int, empty_value=None, initial=given.get("colleague")
        )
        self.fields["with_lead"] = forms.BooleanField(label="Invite the lead as well", required=False)
        self.fields["place"] = forms.CharField(label="Where, or a link", max_length=300, required=False)
        self.fields["agenda"] = forms.CharField(
            label="Agenda", required=False, max_length=4000, initial=agenda, widget=forms.Textarea(attrs={"rows": 8})
        )


class OutcomeForm(forms.Form):
    """Who came, and what came of it."""

    def __init__(self, data: Any, *, might_come: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["attended"] = forms.MultipleChoiceField(
            label="Who came (nobody: a no show)",
            choices=list(might_come.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="With the lead there, it counts as a touch: it stops the response clock.",
        )
        self.fields["answer"] = forms.ChoiceField(
            label="How the lead took it, if they came",
            choices=[(key, words) for key, words in OUTCOMES.items() if key != NOT_REACHED],
            required=False,
            initial="replied",
        )
        self.fields["outcome"] = forms.CharField(
            label="What came of it", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["next_step"] = forms.CharField(label="Next step, and whose it is", max_length=200, required=False)

    def clean_answer(self) -> str:
        """They spoke, where nothing more is said."""
        return self.cleaned_data["answer"] or "replied"
