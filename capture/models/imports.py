"""Imports: the file as it came, each run over it, and what became of every row."""

from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.constraints import TenantKey, TenantRows
from accounts.models import Job, TenantModel, User, Workspace
from capture.importing.reading import Layout


class Became(models.TextChoices):
    """What became of a row."""

    CREATED = "created", "New lead"
    UPDATED = "updated", "Updated"
    MERGED = "merged", "Same person as an earlier row"
    SAME = "same", "Nothing new"
    REFUSED = "refused", "Refused"
    SKIPPED = "skipped", "Left out"


class Upload(TenantModel):
    """A file somebody sent, how it is to be read and which column goes where."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="uploads")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=64, editable=False)  # its name on disk; says nothing
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=5)  # text: read as it is; copy and sheet: written out plainly beside it
    came_in = models.CharField(max_length=20, blank=True)  # the encoding of the original
    layout = models.JSONField(default=dict)
    columns = models.JSONField(default=list)  # what the first rows show of each column
    layout_key = models.CharField(max_length=64)
    targets = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    files_gone_at = models.DateTimeField(null=True, editable=False)  # when the files were removed from the disk

    class Meta:
        constraints: ClassVar = [TenantRows(name="upload_rows")]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="upload_newest"),
            models.Index(fields=["workspace", "created_at"], condition=Q(files_gone_at=None), name="upload_with_files"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def original(self) -> Path:
        """Where the file lies as it came."""
        return Path(settings.MEDIA_ROOT) / str(self.workspace_id) / self.key

    @property
    def copy(self) -> Path:
        """Where its plain copy lies, if it has one."""
        return self.original.with_name(f"{self.key}.plain")

    @property
    def path(self) -> Path:
        """The file that rows are read from."""
        return self.original if self.kind == "text" else self.copy

    @property
    def reading(self) -> Layout:
        """How it is to be read."""
        return Layout(**self.layout)


class RunQuerySet(models.QuerySet["ImportRun"]):
    """Runs, as their pages ask for them."""

    def real(self) -> "RunQuerySet":
        """Those that write leads."""
        return self.filter(dry=False)

    def for_list(self) -> "RunQuerySet":
        """With what a row of the list shows."""
        return self.select_related("upload", "job", "by")


class ImportRun(TenantModel):
    """One go over a file: a dry one that only counts, or one that writes leads."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="import_runs")
    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="runs"
    )
    dry = models.BooleanField(default=False)
    plan = models.JSONField()  # layout, targets, styles and options as they were when it began
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+")
    undo_job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+")
    undone = models.JSONField(default=dict)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="importrun_rows"),
            TenantKey(name="importrun_upload_key", field="upload", to="capture.Upload"),
            TenantKey(name="importrun_job_key", field="job", to="accounts.Job"),
            TenantKey(name="importrun_undo_job_key", field="undo_job", to="accounts.Job"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="importrun_newest"),
            models.Index(fields=["workspace", "upload"], name="importrun_of_upload"),
        ]

    def __str__(self) -> str:
        return f"{'Dry run of' if self.dry else 'Import of'} {self.upload_id}"

    @property
    def is_done(self) -> bool:
        """Whether it went over the whole file."""
        return self.job is not None and self.job.status == "done"

    def count(self, what: str) -> int:
        """How many rows became this."""
        return int(self.counts.get(what, 0))


class RowQuerySet(models.QuerySet["ImportRow"]):
    """Rows, as their pages ask for them."""

    def with_complaints(self) -> "RowQuerySet":
        """Those of which there is something to say, in the file's order."""
        return self.exclude(complaints=None).order_by("line")


class ImportRow(TenantModel):
    """What became of one row of the file; written once with the lead, in the same transaction."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="import_rows"
    )
    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="rows"
    )
    line = models.PositiveBigIntegerField()
    what = models.CharField(max_length=7, choices=Became.choices)
    lead = models.BigIntegerField(null=True)  # not a key: the lead may be erased, and the count must stay true
    mark = models.CharField(max_length=64, blank=True)  # who it is, in dry runs, where there is no lead yet
    changed = models.JSONField(null=True)
    complaints = models.JSONField(null=True)
    cells = models.JSONField(null=True)  # of refused rows, to be mended and sent again

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="importrow_rows", keyed=False),
            TenantKey(name="importrow_run_key", field="run", to="capture.ImportRun"),
            models.UniqueConstraint(fields=["workspace", "run", "line"], name="importrow_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "run", "lead"], condition=Q(lead__isnull=False), name="importrow_of_lead"
            ),
            models.Index(fields=["workspace", "run", "mark"], condition=~Q(mark=""), name="importrow_of_mark"),
            models.Index(
                fields=["workspace", "run", "line"],
                condition=Q(complaints__isnull=False),
                name="importrow_complaints",
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.line}: {self.what}"

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """The complaints, one after the other."""
        return list(self.complaints or [])


class Remembered(TenantModel):
    """Which column went where the last time a file with these columns came."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, db_index=False, related_name="remembered_layouts"
    )
    layout_key = models.CharField(max_length=64)
    targets = models.JSONField()
    layout = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="remembered_rows"),
            models.UniqueConstraint(fields=["workspace", "layout_key"], name="remembered_once"),
        ]

    def __str__(self) -> str:
        return self.layout_key[:12]
