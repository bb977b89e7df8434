"""How the places of capture forget somebody (see `leads.traces`), and how long uploaded files are kept."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import bells
from capture.models import FormEntry, ImportRow, Upload
from leads.traces import Place, Subject, as_dict, containing, register, spellings, without_text

KIND, EVERY = "upload_files", timedelta(days=1)
KEPT_FOR = timedelta(days=30)  # from the day a file came in
AT_ONCE = 200  # uploads in one go
BLOCK = 1 << 20
GONE = "erased"


# --- how long files are kept


@bells.answers(KIND, every=EVERY)
def drop_old_files(workspace_id: int, now: datetime) -> None:
    """Remove files that came in long ago, and with them the cells of refused rows and the samples of columns.

    What became of each row stays, so that an import can still be taken back.
    """
    rows = Upload.objects.filter(workspace_id=workspace_id, files_gone_at=None, created_at__lt=now - KEPT_FOR)
    for upload in rows.order_by("created_at")[:AT_ONCE]:
        drop_files(upload, at=now)


def drop_files(upload: Upload, *, at: datetime) -> None:
    """Remove an upload's files once the transaction is through, and what was kept of their content."""
    for path in (upload.original, upload.copy):
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    upload.columns = [{**column, "samples": [], "date_sample": ""} for column in upload.columns]
    upload.files_gone_at = at
    upload.save(update_fields=["columns", "files_gone_at"])
    ImportRow.objects.filter(workspace_id=upload.workspace_id, run__upload=upload, cells__isnull=False).update(
        cells=None
    )


# --- forgetting somebody


def forget_rows(subject: Subject) -> int:
    """Blank what import rows say of a person; that a row was there, and what became of it, stays."""
    theirs = ImportRow.objects.filter(workspace_id=subject.workspace_id, lead__in=subject.leads)
    named = set(containing(ImportRow, ("changed", "complaints", "cells"), subject))
    rows = ImportRow.objects.filter(workspace_id=subject.workspace_id)
    count = theirs.update(changed=None, complaints=None, cells=None, mark="")
    return count + rows.filter(pk__in=named).update(changed=None, complaints=None, cells=None, mark="")


def show_rows(subject: Subject) -> list[dict[str, Any]]:
    """The import rows about a person: those that made or changed their lead, and those that name them."""
    rows = ImportRow.objects.filter(workspace_id=subject.workspace_id)
    named = containing(ImportRow, ("changed", "complaints", "cells"), subject)
    return [as_dict(row) for row in (rows.filter(lead__in=subject.leads) | rows.filter(pk__in=named)).order_by("pk")]


def forget_uploads(subject: Subject) -> int:
    """Remove the files in which a person stands from the disk, with the samples that were kept of them."""
    count, at = 0, timezone.now()
    for upload in holding(subject):
        drop_files(upload, at=at)
        if any(text in upload.name.lower() for text in subject.texts):
            upload.name = GONE
            upload.save(update_fields=["name"])
        count += 1
    return count


def show_uploads(subject: Subject) -> list[dict[str, Any]]:
    """The uploaded files in which a person stands."""
    return [{"id": upload.pk, "name": upload.name, "at": upload.created_at.isoformat()} for upload in holding(subject)]


def holding(subject: Subject) -> list[Upload]:
    """The uploads whose rows made or changed the person's lead, or in whose file, name or samples they are named."""
    rows = Upload.objects.filter(workspace_id=subject.workspace_id, files_gone_at=None)
    made = ImportRow.objects.filter(workspace_id=subject.workspace_id, lead__in=subject.leads)
    theirs = set(made.values_list("run__upload", flat=True).distinct())
    theirs |= set(containing(Upload, ("name", "columns"), subject))
    return [row for row in rows.order_by("pk") if row.pk in theirs or any(names(path, subject) for path in files(row))]


def files(upload: Upload) -> list[Path]:
    """The files of an upload that are there."""
    return [path for path in (upload.copy, upload.original) if path.exists()]


def names(path: Path, subject: Subject) -> bool:
    """Whether one of the person's texts stands in a file, in any of the usual encodings."""
    wanted = [
        form
        for text in spellings(subject.texts)
        for form in {text.encode(), text.encode("utf-16-le"), text.encode("cp1252", "replace")}
    ]
    longest = max(map(len, wanted), default=0)
    return any(needle in block for block in lowered(blocks(path, longest)) for needle in wanted) if wanted else False


def blocks(path: Path, overlap: int) -> Iterator[bytes]:
    """A file block by block, each beginning with the end of the one before."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield tail + block
            tail = (tail + block)[-overlap:]


def lowered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same in small letters, as far as they are ASCII: addresses are."""
    for part in parts:
        yield part.lower()


def forget_entries(subject: Subject) -> int:
    """Delete their sendings of forms, and those kept back that name them."""
    rows = FormEntry.objects.filter(workspace_id=subject.workspace_id)
    named = containing(FormEntry, ("said",), subject)
    return (rows.filter(lead__in=subject.leads) | rows.filter(pk__in=named)).delete()[0]


def show_entries(subject: Subject) -> list[dict[str, Any]]:
    """Their sendings of forms, and those kept back that name them."""
    rows = FormEntry.objects.filter(workspace_id=subject.workspace_id)
    named = containing(FormEntry, ("said",), subject)
    found = (rows.filter(lead__in=subject.leads) | rows.filter(pk__in=named)).select_related("form")
    return [{**as_dict(row), "form": row.form.name} for row in found.order_by("pk")]


REJECTED = "capture.RejectedEvent"


def show_rejected(subject: Subject) -> list[dict[str, Any]]:
    """Events that could not be used and name them."""
    model = Place(REJECTED, "").model
    rows = model._default_manager.filter(pk__in=containing(model, ("body", "reason"), subject))
    return [as_dict(row) for row in rows.order_by("pk")]


for place in (
    # Forgotten in the reverse order: files first, for the rows say whose lead they made.
    Place("capture.ImportRow", "Rows of imported files", forget_rows, show_rows),
    Place("capture.Upload", "Files that were imported, until they are removed", forget_uploads, show_uploads),
    Place("capture.FormEntry", "Forms they sent", forget_entries, show_entries),
    Place(REJECTED, "Events that could not be used", without_text(REJECTED, "body", "reason"), show_rejected),
):
    register(place)
