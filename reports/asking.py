"""The bar above a report: period, and one value of one dimension."""

from typing import Any

from django import forms

from leads.actions.statements import ask
from reports.looking import DIMENSIONS, UNKNOWN, Look
from reports.periods import PRESETS

VALUES = """
SELECT value FROM reports_rollup WHERE workspace_id = %s AND dimension = %s AND grain = 'm' GROUP BY value
 ORDER BY sum(entered) + sum(mql) DESC LIMIT 200
"""
DAY = forms.DateInput(attrs={"type": "date"})


class LookForm(forms.Form):
    """A GET form: its state is the address."""

    period = forms.ChoiceField(label="Period", choices=[*PRESETS.items(), ("custom", "Custom…")], required=False)
    by = forms.ChoiceField(label="Only one", choices=[("", "Everything"), *DIMENSIONS.items()], required=False)

    def __init__(self, look: Look, kept: dict[str, str]) -> None:
        period = look.period
        asked = {**kept, **period.query, "from": period.first.isoformat(), "to": period.last.isoformat()}
        chosen = look.asked.get("by", "")
        asked |= {"by": chosen, "is": look.asked.get("is", "")}
        super().__init__(initial=asked)
        if look.asked.get("period") == "custom":
            self.fields["from"] = forms.DateField(label="From", widget=DAY, required=False)
            self.fields["to"] = forms.DateField(label="To", widget=DAY, required=False)
        if chosen in DIMENSIONS:
            self.fields["is"] = forms.ChoiceField(
                label=DIMENSIONS[chosen], choices=values_of(look, chosen), required=False
            )
        for name in kept:
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False)


def values_of(look: Look, dimension: str) -> list[tuple[str, Any]]:
    """The values there are, the largest first."""
    values = [value for (value,) in ask(VALUES, [look.workspace.pk, dimension])]
    if look.scope.value is not None and look.scope.dimension == dimension and look.scope.value not in values:
        values.append(look.scope.value)
    called = look.names(dimension, values)
    return [("", "All"), *((value or UNKNOWN, called[value]) for value in values)]
