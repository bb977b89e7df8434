"""What reps and marketers type at the queue and while they work a lead."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from routing.models import ChecklistItem, RejectReason
from routing.touches import CHANNELS, OUTCOMES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MORNING = time(9)
WHERE = [("", "Where the reason says"), ("nurture", "Back to nurture"), ("disqualify", "Out: never a customer")]


class ReasonField(forms.ModelChoiceField):
    """A reason of the workspace's list."""

    def __init__(self, reasons: Any, **kwargs: Any) -> None:
        super().__init__(reasons, label="Why", empty_label="Choose a reason", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The reason, and where the lead goes."""
        return f"{obj.label} – {'out' if obj.fate == 'disqualify' else f'nurture, {obj.return_days} days'}"


class RejectForm(forms.Form):
    """Why a lead is refused, and where it goes."""

    def __init__(self, data: Any, *, reasons: Any, nurture: bool = False) -> None:
        super().__init__(data)
        self.fields["reason"] = ReasonField(reasons)
        self.fields["note"] = forms.CharField(
            label="Note for marketing", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        if not nurture:
            self.fields["fate"] = forms.ChoiceField(label="The lead goes", choices=WHERE, required=False)
        self.fields["track"] = forms.CharField(
            label="Nurture track", max_length=60, required=False, help_text="Empty: the reason's own."
        )
        self.fields["return_on"] = forms.DateField(
            label="Looked at again on", required=False, widget=DAY, help_text="Empty: after the reason's days."
        )
        self.nurture = nurture

    def wanted(self) -> dict[str, Any]:
        """What the verbs take."""
        said = self.cleaned_data
        fate = "nurture" if self.nurture else said["fate"]
        return {
            "reason": said["reason"],
            "note": said["note"],
            "fate": fate,
            "track": said["track"],
            "return_at": morning_of(said["return_on"]) if said["return_on"] else None,
        }


class ReassignForm(forms.Form):
    """To whom a lead goes, and why."""

    def __init__(self, data: Any, *, people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["to"] = forms.TypedChoiceField(label="To", choices=[("", "Choose a rep"), *people], coerce=int)
        self.fields["why"] = forms.CharField(label="Why", max_length=150, required=False)


class AskForm(forms.Form):
    """A question to marketing."""

    text = forms.CharField(label="Your question", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """The answer to a question."""

    text = forms.CharField(label="Your answer", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class NextStepForm(forms.Form):
    """What is done next, and by when."""

    next_step = forms.CharField(label="Next step", max_length=200)
    next_step_at = forms.DateTimeField(label="By", widget=MOMENT)


class TouchForm(forms.Form):
    """How one spoke with a lead, and what came of it; the rest may stay empty."""

    channel = forms.ChoiceField(choices=list(CHANNELS.items()))
    outcome = forms.ChoiceField(choices=list(OUTCOMES.items()))
    note = forms.CharField(max_length=2000, required=False)


class QualifyForm(forms.Form):
    """The checklist, what it may be worth, and what is done next."""

    def __init__(self, data: Any, *, items: Sequence[ChecklistItem], currency: str = "EUR") -> None:
        super().__init__(data)
        self.items = items
        for item in items:
            self.fields[f"answer_{item.pk}"] = forms.CharField(
                label=item.label, help_text=item.question, max_length=500, required=item.required
            )
        amount = forms.DecimalField(label="Amount", min_value=0, max_digits=14, decimal_places=2, required=False)
        self.fields["amount"] = amount
        self.fields["currency"] = forms.CharField(label="Currency", max_length=3, min_length=3, initial=currency)
        self.fields["expected_on"] = forms.DateField(label="Expected close", widget=DAY, required=False)
        self.fields["next_step"] = forms.CharField(label="Next step", max_length=200)
        self.fields["next_step_at"] = forms.DateTimeField(label="By", widget=MOMENT)

    def wanted(self) -> dict[str, Any]:
        """What the verb takes; the amount in hundredths."""
        said = dict(self.cleaned_data)
        answers = {item.key: said.pop(f"answer_{item.pk}") for item in self.items}
        said["amount"], said["currency"] = hundredths(said["amount"]), said["currency"].upper()
        return {"answers": answers, **said}


class WonForm(forms.Form):
    """Why they bought, and for how much."""

    reason = forms.CharField(label="Why did they buy?", max_length=200)
    amount = forms.DecimalField(label="Amount", min_value=0, max_digits=14, decimal_places=2, required=False)
    currency = forms.CharField(label="Currency", max_length=3, min_length=3, initial="EUR")

    def wanted(self) -> dict[str, Any]:
        """What the verb takes."""
        said = self.cleaned_data
        return {"reason": said["reason"], "amount": hundredths(said["amount"]), "currency": said["currency"].upper()}


class LostForm(forms.Form):
    """Why they did not buy."""

    reason = forms.CharField(label="Why was it lost?", max_length=200)

    def wanted(self) -> dict[str, Any]:
        """What the verb takes."""
        return {"reason": self.cleaned_data["reason"]}


def hundredths(amount: Decimal | None) -> int | None:
    """An amount of money as the rows have it."""
    return None if amount is None else int(amount * 100)


def morning_of(day: Any) -> datetime:
    """Nine in the morning of a day, on the reader's clock."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def reasons_of(workspace: Any) -> Any:
    """The reasons a rep may give, in the workspace's order."""
    rows: Any = workspace.reject_reasons.filter(retired_at=None)
    return rows.order_by("position", "pk") if rows is not None else RejectReason.objects.none()
