"""A file comes in: it is kept, looked at, and what it means is agreed."""

import os
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User, Workspace
from capture.importing import dates, decoding, mapping, plain, reading, tables, words
from capture.importing.faults import BadFile
from capture.importing.mapping import Column
from capture.models import Remembered, Upload
from leads.models import CustomField

MOST_BYTES = 2 << 30
LOOKED_AT = 5_000  # rows from which a column's style is told
OPTIONS = ("stage", "consent_text", "overwrite", "strict")


def keep_file(workspace: Workspace, chunks: Iterable[bytes], *, name: str, by: User | None) -> Upload:
    """Keep a file under a random name only the server can read, and look at it. Raises BadFile, and keeps
    nothing."""
    upload = Upload(
        workspace=workspace,
        name=Path(name).name[:200] or "file",
        key=secrets.token_hex(24),
        by=by,
        kind="text",
    )
    upload.original.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        upload.size = write(upload.original, chunks)
        look(upload)
        upload.save()
    except BaseException:
        forget(upload)
        raise
    return upload


def write(path: Path, chunks: Iterable[bytes]) -> int:
    """Write a file with the rights of its owner only; its size."""
    size = 0
    with open(path, "xb", opener=private) as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadFile(f"This file is larger than {MOST_BYTES >> 30} GB. Split it.")
            file.write(chunk)
    return size


def private(path: str, flags: int) -> int:
    """Open with the rights 0600 from the start."""
    return os.open(path, flags, 0o600)


def forget(upload: Upload) -> None:
    """Remove the file and its copy."""
    for path in (upload.original, upload.copy):
        path.unlink(missing_ok=True)


def look(upload: Upload, *, encoding: str = "", sheet: str = "") -> None:
    """Find out how the file is written and what its columns may be; what was agreed for such a file before
    returns."""
    upload.copy.unlink(missing_ok=True)
    layout, upload.kind, upload.came_in = plain.prepare(upload.original, upload.copy, encoding=encoding, sheet=sheet)
    layout = layout.with_(zone=upload.workspace.time_zone)
    look_at_columns(upload, layout)
    before = Remembered.objects.filter(workspace=upload.workspace, layout_key=upload.layout_key).first()
    if before is not None and len(before.targets) == len(upload.columns):
        upload.targets, upload.options = list(before.targets), dict(before.options)
        kept = {key: before.layout[key] for key in ("dates", "decimal", "zone") if before.layout.get(key)}
        upload.layout = {**upload.layout, **kept}


def relook(upload: Upload, **changed: Any) -> None:
    """Read the file another way: what changed of the layout; another encoding begins from the original."""
    encoding = changed.pop("encoding", "")
    if encoding and encoding != upload.came_in and upload.kind != "sheet":
        if encoding not in decoding.ENCODINGS:
            raise BadFile("There is no such encoding.")
        look(upload, encoding=encoding)
    sheet = changed.pop("sheet", "")
    if sheet and upload.kind == "sheet" and sheet != upload.reading.sheet:
        if sheet not in plain.sheets(upload.original):
            raise BadFile(f"There is no sheet “{sheet[:60]}” in this workbook.")
        look(upload, sheet=sheet)
        changed.pop("header", None)  # the other sheet has its own
    if changed.get("delimiter", ",") not in tables.DELIMITERS:
        raise BadFile("There is no such delimiter.")
    look_at_columns(upload, upload.reading.with_(**changed))
    upload.save()


def look_at_columns(upload: Upload, layout: reading.Layout) -> None:
    """Read the first rows with a layout, and suggest a field for each column."""
    with upload.path.open("rb") as file:
        headers = reading.headers(file, layout)
        rows = [row.cells for row in reading.first_rows(file, layout, count=LOOKED_AT) if not row.is_footer]
    found = mapping.columns(headers, rows)
    own = dict(CustomField.objects.filter(workspace=upload.workspace, retired_at=None).values_list("key", "label"))
    mapping.suggest(found, rows, own=own)
    upload.layout = layout.as_dict()
    upload.columns = [as_dict(column) for column in found]
    upload.targets = [column.target for column in found]
    upload.layout_key = mapping.layout_key(headers)


def as_dict(column: Column) -> dict[str, Any]:
    """A column for storing."""
    look = column.dates
    return {
        "name": column.name,
        "samples": column.samples,
        "suggested": column.target,
        "why": column.why,
        "style": look.style,
        "asks": look.must_ask and look.is_column,
        "mixed": look.is_mixed,
        "date_sample": look.sample,
        "is_date": look.is_column,
        "decimal": column.decimal,
        "asks_decimal": column.unclear_decimal,
    }


def sheets(upload: Upload) -> list[str]:
    """The sheets to choose from, where the file is a workbook with several."""
    names = plain.sheets(upload.original) if upload.kind == "sheet" and upload.original.exists() else []
    return names if len(names) > 1 else []


def preview(upload: Upload, *, count: int = 20) -> list[reading.Record]:
    """The first rows as they are read now. Raises BadFile."""
    with upload.path.open("rb") as file:
        return reading.first_rows(file, upload.reading, count=count)


def garbled(upload: Upload) -> list[tuple[str, str]]:
    """Texts that look as if they were read in the wrong encoding once, and what they would be put right."""
    with upload.path.open("rb") as file:
        rows = reading.first_rows(file, upload.reading.with_(repair=False), count=200)
    cells = [cell for row in rows for cell in row.cells if decoding.is_garbled(cell)]
    return [(cell[:60], decoding.repair(cell)[:60]) for cell in cells[:3]]


def questions(upload: Upload, targets: Sequence[str]) -> dict[str, str]:
    """What must be answered before anything is imported: {what: the question}."""
    layout, asked = upload.reading, {}
    if layout.repair is None:
        asked["repair"] = (
            "Some texts look as if they were read in the wrong encoding once. Put them right, or keep them?"
        )
    dates = [c for c, t in zip(upload.columns, targets, strict=True) if is_date(t) and c["asks"]]
    if dates and not layout.dates:
        column = dates[0]
        mixed = " It holds dates of both kinds." if column["mixed"] else ""
        asked["dates"] = (
            f"In the column “{column['name']}”, {column['date_sample']} can be read two ways.{mixed}"
            " Does the day or the month come first?"
        )
    numbers = [c for c, t in zip(upload.columns, targets, strict=True) if is_number(t) and c["asks_decimal"]]
    if numbers and not layout.decimal:
        asked["decimal"] = (
            f"The numbers in “{numbers[0]['name']}” can be read two ways. Which sign stands before fractions?"
        )
    return asked


def is_date(target: str) -> bool:
    """Whether a target takes dates."""
    return target in mapping.IS_DATE or target.startswith("custom:") or target.endswith(":date")


def is_number(target: str) -> bool:
    """Whether a target takes numbers."""
    return target in mapping.IS_NUMBER or target.endswith((":number", ":money"))


@transaction.atomic
def agree(upload: Upload, *, targets: Sequence[str], options: dict[str, Any], at: datetime, **answers: Any) -> None:
    """Settle which column goes where, and remember it for files like this. Raises BadFile with what is
    missing."""
    if len(targets) != len(upload.columns):
        raise BadFile("The mapping has another number of columns than the file.")
    found = mapping.faults(targets)
    upload.layout = upload.reading.with_(**checked(answers)).as_dict()
    found += questions(upload, targets).values()
    if found:
        raise BadFile(" ".join(found))
    upload.targets = [make_field(upload, place, target) for place, target in enumerate(targets)]
    upload.options = {key: value for key, value in options.items() if key in OPTIONS and value not in ("", None)}
    upload.save()
    Remembered.objects.update_or_create(
        workspace=upload.workspace,
        layout_key=upload.layout_key,
        defaults={
            "targets": upload.targets,
            "layout": upload.layout,
            "options": upload.options,
            "changed_at": at,
        },
    )


def checked(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers that make sense. Raises BadFile."""
    if answers.get("dates", "") not in {"", *dates.STYLES}:
        raise BadFile("Date styles are dmy, mdy and ymd.")
    if answers.get("decimal", "") not in {"", ".", ","}:
        raise BadFile("The sign before fractions is a point or a comma.")
    if answers.get("zone"):
        try:
            ZoneInfo(answers["zone"])
        except (KeyError, ValueError, OSError):
            raise BadFile("There is no such time zone.") from None
    return answers


def make_field(upload: Upload, place: int, target: str) -> str:
    """A new custom field where one is asked for; the target that leads to it."""
    if not target.startswith("new:"):
        return target
    _, key, *kind = target.split(":")
    label = upload.columns[place]["name"][:80]
    row, _ = CustomField.objects.get_or_create(
        workspace=upload.workspace, key=key, defaults={"label": label, "type": kind[0] if kind else "text"}
    )
    return f"custom:{row.key}"


def new_field(name: str, kind: str = "text") -> str:
    """The target that makes a new field for a column of this name."""
    return f"new:{words.key_of(name)}:{kind}"
