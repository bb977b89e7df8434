"""The import's first steps: send a file, see how it is read, say which column goes where."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import page, typed
from accounts.members import MemberRequest, member
from accounts.paging import newest_first
from accounts.roles import Role
from capture import actions
from capture.import_forms import LayoutForm, MappingForm, UploadForm
from capture.importing import decoding, reading, tables, words
from capture.importing.faults import BadFile
from capture.models import Upload

WRITERS = (Role.MARKETER, Role.MANAGER, Role.ADMIN)
COUNTED = 8 << 20  # bytes up to which the rows are counted for the preview


@require_safe
@member(*WRITERS)
def imports(request: MemberRequest) -> HttpResponse:
    """What was imported, and the way to import more."""
    rows = request.workspace.import_runs.real().for_list()
    context = {"page": newest_first(rows, request.GET.get("cursor"), size=25), "form": UploadForm()}
    return page(request, "capture/import/imports.html", context)


@require_POST
@member(*WRITERS)
def upload(request: MemberRequest) -> HttpResponse:
    """Take a file."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.keep_file(request.workspace, file.chunks(), name=file.name, by=request.user)
        except BadFile as bad:
            form.add_error("file", str(bad))
        else:
            return redirect("imports:preview", request.workspace.slug, made.pk)
    rows = request.workspace.import_runs.real().for_list()
    return page(request, "capture/import/imports.html", {"page": newest_first(rows, None, size=25), "form": form})


@member(*WRITERS)
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The first rows as they are read, and what can be corrected of that."""
    found = get_object_or_404(request.workspace.uploads, pk=pk)
    form = LayoutForm(typed(request), upload=found, sheets=sheets_of(found))
    if form.is_valid():
        try:
            actions.relook(found, **form.changed())
        except BadFile as bad:
            form.add_error(None, str(bad))
            found.refresh_from_db()
        else:
            messages.success(request, "Read again.")
            return redirect("imports:preview", request.workspace.slug, pk)
    return page(request, "capture/import/preview.html", {"upload": found, "form": form, **shown(found)})


def sheets_of(upload: Upload) -> list[str]:
    """The sheets to choose from; none where the file is gone or cannot be read."""
    try:
        return actions.sheets(upload)
    except (BadFile, OSError):
        return []


def shown(upload: Upload) -> dict[str, Any]:
    """The first rows, and what was noticed about the file."""
    width = len(upload.columns)
    context: dict[str, Any] = {"questions": actions.questions(upload, upload.targets), "rows": [], "bad": ""}
    try:
        records = actions.preview(upload)
        context["rows"] = [
            (row, [words.showable(cell) for cell in (row.cells + [""] * width)[:width]]) for row in records
        ]
        context["garbled"] = actions.garbled(upload) if upload.reading.repair is not False else []
        context |= counted(upload) if upload.size <= COUNTED else {}
    except (BadFile, OSError) as bad:
        context["bad"] = str(bad) if isinstance(bad, BadFile) else "The file is no longer here. Send it again."
    context["encoding"] = decoding.ENCODINGS.get(upload.came_in, "")
    context["delimiter"] = tables.DELIMITERS[upload.reading.delimiter].lower()
    return context


def counted(upload: Upload) -> dict[str, Any]:
    """How many rows there are, and which lines are left out."""
    rows, footers = 0, []
    with upload.path.open("rb") as file:
        for record in reading.rows(file, upload.reading, width=len(upload.columns)):
            rows += not record.is_blank and not record.is_footer
            if record.is_footer:
                footers.append(words.showable(" ".join(record.cells)).strip()[:100])
    return {"row_count": rows, "footers": footers}


@member(*WRITERS)
def mapping(request: MemberRequest, pk: int) -> HttpResponse:
    """Which column goes where; then the whole file is tried."""
    found = get_object_or_404(request.workspace.uploads, pk=pk)
    sent = typed(request)
    targets = found.targets
    if sent is not None:
        targets = [sent.get(f"column_{place}", "") for place in range(len(found.columns))]
    form = MappingForm(sent, upload=found, asked=actions.questions(found, targets))
    if form.is_valid():
        try:
            options = form.options()
            actions.agree(found, targets=form.targets, options=options, at=timezone.now(), **form.answers())
            tried = actions.start_run(found, by=request.user, dry=True)
        except BadFile as bad:
            form.add_error(None, str(bad))
        else:
            return redirect("imports:run", request.workspace.slug, tried.pk)
    return page(request, "capture/import/mapping.html", {"upload": found, "form": form})
