"""What marketers decide about a form, and what people fill in on one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.datastructures import MultiValueDict

from capture import questions
from capture.models import WebForm
from capture.questions import Asked, Question, Said
from leads.custom import Fault
from leads.forms import HouseForm
from leads.texts import storable

ASKING = [("", "Not asked"), ("may", "May answer"), ("must", "Must answer")]
SMALL = "form-control form-control-sm"
HAND_RAISED = "demo requested"
KNOWN_BY = {"email", "phone"}
MOST_ORIGINS, MOST_EXTRA, MOST_OTHERS = 50, 500, 30
OUR_OWN = (questions.TOKEN, questions.BROWSER, questions.PAGE, questions.CONSENT, questions.TRAP, *questions.UTM)
NOT_OURS = re.compile(r"passw|pwd|secret|token|captcha|csrf|card|cvv|cvc|iban|ssn", re.IGNORECASE)


class BuilderForm(HouseForm):
    """A form's settings, and a row for each question there is."""

    name = forms.CharField(label="Name", max_length=80, help_text="People see it above the form.")
    intro = forms.CharField(
        label="Words above the questions", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    button = forms.CharField(label="Button", max_length=40, initial="Send")
    thanks = forms.CharField(label="Thank-you text", max_length=500, initial="Thank you. We will be in touch.")
    consent_text = forms.CharField(
        label="Consent text",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Shown beside a box to tick. A changed text becomes a new version; each consent keeps its own.",
    )
    consent_required = forms.BooleanField(label="The box must be ticked", required=False)
    raises_hand = forms.BooleanField(
        label="Whoever sends it wants to talk now",
        required=False,
        help_text="A demo, a call, an offer: goes to sales at once, whatever the score.",
    )
    activity_type = forms.CharField(
        label="Recorded as", max_length=100, initial="form submitted", help_text="The activity that signals look for."
    )
    source = forms.CharField(
        label="Source", required=False, max_length=80, initial="Website", help_text="Empty: from utm_source."
    )
    product = forms.CharField(label="Product", required=False, max_length=80, help_text="If the form is about one.")
    campaign = forms.CharField(label="Campaign", required=False, max_length=120, help_text="Its name or key.")
    origins = forms.CharField(
        label="Web sites that may send it",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://www.example.com"}),
        help_text="One in each line. Empty: all.",
    )
    per_minute = forms.IntegerField(
        label="Sendings a minute from one address", min_value=1, max_value=100_000, initial=300
    )
    OF_CONSENT = ("consent_text", "consent_required")
    OF_ANSWER = ("raises_hand", "activity_type", "source", "product", "campaign")

    def __init__(self, *args: Any, known: Mapping[str, Question], form: WebForm | None = None, **kwargs: Any) -> None:
        kept = {each["key"]: each for each in form.questions} if form else {}
        usual = {} if form else questions.USUAL
        settings = {name: getattr(form, name) for name in self.base_fields} if form else {}
        if form:
            settings["origins"] = "\n".join(form.origins)
        super().__init__(*args, initial={**settings, **kwargs.pop("initial", {})}, **kwargs)
        self.known = known
        order = [key for key in kept if key in known] + [key for key in known if key not in kept]
        for place, key in enumerate(order, 1):
            question, asks = known[key], "must" if kept.get(key, {}).get("required") else "may" if key in kept else ""
            self.fields[f"ask {key}"] = forms.ChoiceField(
                label=f"{question.label}: asked",
                choices=ASKING,
                required=False,
                initial=asks or usual.get(key, ""),
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )
            self.fields[f"label {key}"] = forms.CharField(
                label=f"{question.label}: words",
                max_length=120,
                required=False,
                initial=kept.get(key, {}).get("label", ""),
                widget=forms.TextInput(attrs={"placeholder": question.label, "class": SMALL}),
            )
            self.fields[f"place {key}"] = forms.IntegerField(
                label=f"{question.label}: place",
                required=False,
                initial=place,
                min_value=0,
                max_value=999,
                widget=forms.NumberInput(attrs={"class": f"{SMALL} num"}),
            )
        self.order = order

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The questions as rows of a table."""
        return [
            {"label": self.known[key].label, "own": "." in key and key.startswith("custom")}
            | {"fields": [self[f"{part} {key}"] for part in ("ask", "label", "place")]}
            for key in self.order
        ]

    @property
    def settings_fields(self) -> list[Any]:
        """The fields in sight first."""
        return [self[name] for name in ("name", "button", "intro", "thanks")]

    @property
    def consent_fields(self) -> list[Any]:
        """What is asked about consent."""
        return [self[name] for name in self.OF_CONSENT]

    @property
    def answer_fields(self) -> list[Any]:
        """What a sending becomes."""
        return [self[name] for name in self.OF_ANSWER]

    @property
    def site_fields(self) -> list[Any]:
        """Who may send it."""
        return [self["origins"], self["per_minute"]]

    def clean_origins(self) -> list[str]:
        """Each web site as browsers name it."""
        found = []
        for line in self.cleaned_data["origins"].split():
            try:
                parts = urlsplit(line if "//" in line else f"https://{line}")
                port = f":{parts.port}" if parts.port else ""
            except ValueError:
                raise forms.ValidationError(f"“{line[:60]}” is not the address of a web site.") from None
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise forms.ValidationError(f"“{line[:60]}” is not the address of a web site.")
            found.append(f"{parts.scheme}://{parts.hostname}{port}")
        if len(found) > MOST_ORIGINS:
            raise forms.ValidationError(f"At most {MOST_ORIGINS} web sites.")
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        """Somebody who sends it must be known by something."""
        said: dict[str, Any] = super().clean() or {}
        chosen = [key for key in self.order if said.get(f"ask {key}")]
        if not KNOWN_BY & set(chosen):
            self.add_error(None, "Ask for the e-mail address or the phone number: nobody is known without either.")
        if said.get("consent_required") and not said.get("consent_text"):
            self.add_error("consent_text", "Write the text of the box that must be ticked.")
        if said.get("raises_hand") and said.get("activity_type") == "form submitted":
            said["activity_type"] = HAND_RAISED
        return said

    @property
    def settings(self) -> dict[str, Any]:
        """What the verbs take."""
        said = self.cleaned_data
        chosen = [key for key in self.order if said[f"ask {key}"]]
        chosen.sort(key=lambda key: said[f"place {key}"] or 0)
        kept = [
            {"key": key, "label": said[f"label {key}"].strip(), "required": said[f"ask {key}"] == "must"}
            for key in chosen
        ]
        return {**{name: said[name] for name in self.base_fields}, "questions": kept}


class HostedForm(forms.Form):
    """The questions of one form, for whoever comes."""

    def __init__(self, sent: MultiValueDict[str, str] | None, *, form: WebForm, asked: Sequence[Asked]) -> None:
        super().__init__(sent)
        self.form, self.asked = form, asked
        for each in asked:
            self.fields[each.name] = field_of(each)
        if form.consent_text:
            missing = {"required": "Please tick the box, or do not send the form."}
            self.fields[questions.CONSENT] = forms.BooleanField(
                label=form.consent_text, required=form.consent_required, error_messages=missing
            )

    def clean(self) -> dict[str, Any]:
        """No text that cannot be stored or was damaged on the way."""
        said: dict[str, Any] = super().clean() or {}
        for name, value in list(said.items()):
            try:
                for text in value if isinstance(value, list) else [value]:
                    storable(text, lines=True) if isinstance(text, str) else None
            except Fault as fault:
                self.add_error(name, f"{fault.why} {fault.do}")
        return said

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by the keys of their questions."""
        return {each.question.key: self.cleaned_data[each.name] for each in self.asked}

    def field_named(self, key: str) -> str | None:
        """The field behind a name in the hall's complaints."""
        name = key.replace(".", "_")
        return name if name in self.fields else None


def field_of(asked: Asked) -> forms.Field:
    """The field that takes the answer to a question."""
    question = asked.question
    common: dict[str, Any] = {"label": asked.label, "required": asked.required}
    common["error_messages"] = {"required": f"Please answer: {asked.label}"}
    if question.kind in {"choice", "list"}:
        choices = [(each, each) for each in question.choices]
        if question.kind == "list":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        return forms.ChoiceField(choices=[("", "Choose one"), *choices], **common)
    if question.kind == "boolean":
        return forms.BooleanField(**common)
    return forms.CharField(max_length=question.most, widget=widget_of(question), **common)


def widget_of(question: Question) -> forms.Widget:
    """How the answer is typed."""
    attrs = {"autocomplete": question.autocomplete}
    if question.kind == "lines":
        return forms.Textarea(attrs={"rows": 4})
    if question.kind == "number":
        return forms.TextInput(attrs={"inputmode": "decimal"})
    kind = question.kind if question.kind in {"email", "tel", "date"} else "text"
    return forms.TextInput(attrs={**attrs, "type": kind})


def said_in(sent: Mapping[str, str], *, page: str, asked: Iterable[str] = ()) -> Said:
    """What came with the answers: token, browser, page, where the visit came from, and what nobody asked for."""
    cut = {name: clean(sent.get(name, "")) for name in (questions.TOKEN, questions.BROWSER, questions.PAGE)}
    utm = {name: clean(sent.get(name, ""))[:300] for name in questions.UTM if sent.get(name)}
    said = Said(cut[questions.TOKEN][:80], cut[questions.BROWSER][:200], cut[questions.PAGE] or clean(page), utm)
    said.consent = sent.get(questions.CONSENT, "") not in ("", "false", "0", "no", "off")
    said.others = others_in(sent, {*asked, *OUR_OWN})
    return said


def others_in(sent: Mapping[str, str], known: set[str]) -> dict[str, str]:
    """Fields a web site's own form has and ours does not: kept with the sending, so that no answer is lost.

    What is nobody's business, a password or the number of a card, is not kept.
    """
    named = {name: value for name, value in sent.items() if name not in known and not NOT_OURS.search(name)}
    found = {clean(name)[:80]: clean(value) for name, value in named.items()}
    return dict([(name, value) for name, value in found.items() if name and value][:MOST_OTHERS])


def clean(text: str) -> str:
    """A text that nobody typed, without what cannot be stored."""
    return "".join(sign for sign in text if sign.isprintable() and sign != "\ufffd")[:MOST_EXTRA]
