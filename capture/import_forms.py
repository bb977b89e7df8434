"""What people say about a file they import."""

from collections.abc import Sequence
from typing import Any

from django import forms

from capture.importing import dates, decoding, mapping, tables, words
from capture.models import Upload
from leads.models import CustomField
from leads.texts import zones

KINDS = {"text": "text", "number": "number", "date": "date", "boolean": "yes or no"}
DATE_CHOICES = [
    ("auto", "As each column shows"),
    *((key, label) for key, label in dates.STYLES.items() if key != "ymd"),
]
DECIMAL_CHOICES = [("auto", "As each column shows"), (".", "Point: 1,234.50"), (",", "Comma: 1.234,50")]
REPAIR_CHOICES = [("", "Choose …"), ("yes", "Put them right"), ("no", "Keep them as they are")]


QUESTIONS = {  # what nobody guesses: the label, and the answers
    "dates": ("Day or month first", [(key, label) for key, label in dates.STYLES.items() if key != "ymd"]),
    "decimal": ("Sign before fractions", DECIMAL_CHOICES[1:]),
    "repair": ("Garbled texts", REPAIR_CHOICES[1:]),
}


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # refused with a better sentence
        help_text="CSV, TSV or XLSX, as your tool exports it. Nothing is imported before you say so.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"}),
    )


class LayoutForm(forms.Form):
    """How the file is to be read."""

    encoding = forms.ChoiceField(label="Encoding", choices=list(decoding.ENCODINGS.items()))
    delimiter = forms.ChoiceField(label="Between cells", choices=[(name, name) for name in tables.DELIMITERS.values()])
    header = forms.IntegerField(label="Header in line", min_value=0, max_value=500, help_text="0: there is none.")
    dates = forms.ChoiceField(label="Dates", choices=DATE_CHOICES)
    decimal = forms.ChoiceField(label="Fractions", choices=DECIMAL_CHOICES)
    zone = forms.CharField(label="Times without a zone are in", max_length=64)

    def __init__(self, *args: Any, upload: Upload, sheets: Sequence[str] = (), **kwargs: Any) -> None:
        layout = upload.reading
        kwargs["initial"] = {**upload.layout, "delimiter": tables.DELIMITERS[layout.delimiter]}
        kwargs["initial"] |= {name: upload.layout[name] or "auto" for name in ("dates", "decimal")}
        kwargs["initial"]["encoding"] = upload.came_in or "utf-8-sig"
        super().__init__(*args, **kwargs)
        if upload.kind == "sheet":  # its cells are apart as they are, and its texts are Unicode
            del self.fields["encoding"], self.fields["delimiter"]
        if sheets:
            self.fields["sheet"] = forms.ChoiceField(label="Sheet", choices=[(name, name) for name in sheets])
            self.order_fields(["sheet"])
        if layout.repair is not False or "repair" in (self.data or {}):
            chosen = {None: "", True: "yes", False: "no"}[layout.repair]
            self.fields["repair"] = forms.ChoiceField(
                label="Garbled texts", choices=REPAIR_CHOICES, required=False, initial=chosen
            )

    def clean_delimiter(self) -> str:
        """The sign itself."""
        signs = {name: sign for sign, name in tables.DELIMITERS.items()}
        return signs[self.cleaned_data["delimiter"]]

    def clean_zone(self) -> str:
        """A zone there is, in its own spelling."""
        typed = self.cleaned_data["zone"].strip().lower()
        if typed not in zones():
            raise forms.ValidationError("There is no such time zone. Use a name such as Europe/Berlin.")
        return zones()[typed]

    def changed(self) -> dict[str, Any]:
        """The layout as it was corrected."""
        said = {name: "" if value == "auto" else value for name, value in self.cleaned_data.items()}
        repair = said.pop("repair", None)
        return said if not repair else {**said, "repair": repair == "yes"}


class MappingForm(forms.Form):
    """Which column goes where, and what cannot be told from the file."""

    use_required_attribute = False  # a question goes away with its column, which the browser cannot know

    stage = forms.ChoiceField(
        label="Everybody in this file is",
        choices=[("lead", "A lead"), ("mql", "An MQL since their first contact")],
    )
    overwrite = forms.ChoiceField(
        label="Where a lead is known already",
        choices=[("yes", "The file replaces what we know"), ("no", "The file only fills what is blank")],
    )
    strict = forms.ChoiceField(
        label="A value that cannot be read",
        choices=[("no", "Is left out and reported; the row is taken"), ("yes", "Makes us refuse the row")],
        help_text="Rows are always refused for an e-mail address or a date that cannot be read.",
    )
    consent_text = forms.CharField(
        label="Text that consent was given to",
        max_length=80,
        required=False,
        help_text="For the consent log, where a column says yes.",
    )

    def __init__(self, *args: Any, upload: Upload, asked: dict[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = {**upload.options}
        super().__init__(*args, **kwargs)
        self.upload = upload
        own = [(f"custom:{key}", label) for key, label in own_fields(upload)]
        for place, column in enumerate(upload.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column["name"],
                choices=choices(column["name"], own, upload.targets[place]),
                required=False,
                initial=upload.targets[place],
                widget=forms.Select(
                    attrs={"class": "form-select form-select-sm", "aria-label": f"{column['name']} goes to"}
                ),
            )
        for name, question in asked.items():
            label, answers = QUESTIONS[name]
            self.fields[name] = forms.ChoiceField(
                label=label,
                help_text="" if self.is_bound else question,  # sent without an answer it is the complaint
                choices=[("", "Choose …"), *answers],
                error_messages={"required": question},
            )

    @property
    def targets(self) -> list[str]:
        """The chosen targets in the order of the columns."""
        return [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.upload.columns))]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The columns with their fields, for the table."""
        return [{**column, "field": self[f"column_{place}"]} for place, column in enumerate(self.upload.columns)]

    @property
    def others(self) -> list[Any]:
        """The fields that are not columns."""
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def options(self) -> dict[str, str]:
        """What holds for all rows."""
        return {name: self.cleaned_data[name] for name in ("stage", "overwrite", "strict", "consent_text")}

    def answers(self) -> dict[str, Any]:
        """What was answered of the questions."""
        said = {name: self.cleaned_data[name] for name in ("dates", "decimal") if self.cleaned_data.get(name)}
        if self.cleaned_data.get("repair"):
            said["repair"] = self.cleaned_data["repair"] == "yes"
        return said


def own_fields(upload: Upload) -> list[tuple[str, str]]:
    """The workspace's own fields."""
    rows = CustomField.objects.filter(workspace=upload.workspace, retired_at=None).order_by("label")
    return list(rows.values_list("key", "label"))


def choices(name: str, own: list[tuple[str, str]], now: str) -> list[Any]:
    """Where a column can go."""
    key = words.key_of(name)
    groups: list[Any] = [("", "Leave out")]
    groups += [(title, list(fields.items())) for title, fields in mapping.GROUPS.items()]
    ids = [(f"id:{key}", f"Id of another system: {key}")]
    if now.startswith("id:") and now != ids[0][0]:
        ids.append((now, f"Id of another system: {now[3:]}"))
    groups.append(("Ids", ids))
    if own:
        groups.append(("Your own fields", own))
    if f"custom:{key}" not in dict(own):
        groups.append(
            (
                "New field",
                [(f"new:{key}:{kind}", f"New field “{name[:40]}”: {word}") for kind, word in KINDS.items()],
            )
        )
    return groups
