"""`manage.py import_leads leads.csv --workspace acme`: a file of leads without the wizard."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import bells, jobs, tenancy
from accounts.models import Bell, User, Workspace
from capture import actions
from capture.importing import dates, decoding, mapping, tables
from capture.importing.faults import BadFile
from capture.models import Became, ImportRun, Upload

BLOCK = 1 << 20
SHOWN = 50


class Command(BaseCommand):
    """Import a file of leads, with the mapping that is suggested for it or a given one."""

    help = "Import leads from a CSV or XLSX file; prints counts and complaints. Fails when the file is refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, where to, and what cannot be told from the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--by", required=False, metavar="EMAIL", help="the member in whose name it is done")
        parser.add_argument("--mapping", metavar="JSON", help='{"Header": "field", …}, or a file with that')
        parser.add_argument("--dry-run", action="store_true", help="only count and complain")
        parser.add_argument("--date-style", choices=list(dates.STYLES), default="")
        parser.add_argument("--decimal", choices=[".", ","], default="", help="the sign before fractions")
        parser.add_argument("--encoding", choices=list(decoding.ENCODINGS), default="")
        parser.add_argument("--delimiter", default="", help="the sign between cells; \\t for a tab")
        parser.add_argument("--header", type=int, help="the line that names the columns; 0 for none")
        parser.add_argument("--sheet", default="", help="of a workbook; else the first with something in it")
        parser.add_argument("--repair", choices=["yes", "no"], help="put right texts once read in the wrong encoding")
        parser.add_argument("--stage", choices=["lead", "mql"], default="lead", help="what everybody in the file is")
        parser.add_argument(
            "--fill-only", action="store_true", help="fill blanks of leads that are there, replace nothing"
        )

        parser.add_argument("--strict", action="store_true", help="refuse a row for any value that cannot be read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, agree, run, and say what came of it."""
        workspace, by = find(options["workspace"], options["by"])
        try:
            with tenancy.workspace(workspace):
                upload = self.send(workspace, by, options)
                run = actions.start_run(upload, by=by, dry=options["dry_run"])
        except BadFile as bad:
            raise CommandError(str(bad), returncode=2) from None
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.", returncode=2) from None
        self.report(workspace, wait(workspace, run.pk))

    def send(self, workspace: Workspace, by: User | None, options: dict[str, Any]) -> Upload:
        """Keep the file and settle how it is read."""
        with options["file"].open("rb") as file:
            upload = actions.keep_file(workspace, iter(lambda: file.read(BLOCK), b""), name=options["file"].name, by=by)
        try:
            changed = layout_changes(options)
            if changed:
                actions.relook(upload, **changed)
            targets = list(upload.targets) if not options["mapping"] else given(upload, options["mapping"])
            chosen = {"stage": options["stage"] if options["stage"] != "lead" else ""}
            chosen["overwrite"] = "no" if options["fill_only"] else ""
            chosen["strict"] = "yes" if options["strict"] else ""
            answers: dict[str, Any] = {"dates": options["date_style"] or upload.layout["dates"]}
            answers["decimal"] = options["decimal"] or upload.layout["decimal"]
            if options["repair"]:
                answers["repair"] = options["repair"] == "yes"
            actions.agree(upload, targets=targets, options=chosen, at=timezone.now(), **answers)
        except BaseException:
            actions.forget(upload)
            raise
        self.describe(upload)
        return upload

    def describe(self, upload: Upload) -> None:
        """Say how the file is read and what goes where."""
        layout = upload.reading
        encoding = decoding.ENCODINGS.get(upload.came_in, "workbook")
        sign = tables.DELIMITERS[layout.delimiter].lower()
        header = f"header in line {layout.header}" if layout.header else "no header"
        self.stdout.write(f"{upload.name}: {encoding}, {sign}, {header}")
        for column, target in zip(upload.columns, upload.targets, strict=True):
            self.stdout.write(f"  {column['name']} -> {mapping.label(target) if target else 'left out'}")

    def report(self, workspace: Workspace, run: ImportRun) -> None:
        """Print counts and complaints; raises CommandError for a file that was refused."""
        assert run.job is not None
        if run.job.status != "done":
            raise CommandError(run.job.trouble or "The import was stopped.", returncode=2)
        for what in Became:
            self.stdout.write(f"{what.value}: {run.count(what)}")
        with tenancy.workspace(workspace):
            rows = list(run.rows.with_complaints()[: SHOWN + 1])
        for row in rows[:SHOWN]:
            for one in row.sentences:
                said = f"{one['field'] or 'row'}, “{one['value'][:60]}”: {one['why']} {one['do']}"
                self.stdout.write(f"line {row.line}, {said}".rstrip())
        if len(rows) > SHOWN:
            self.stdout.write("There are more complaints; see the import's page.")


def find(slug: str, email: str | None) -> tuple[Workspace, User | None]:
    """The workspace, and who acts."""
    by = User.objects.filter(email=(email or "").strip().lower()).first() if email else None
    if email and by is None:
        raise CommandError(f"There is no account with the address {email}.")
    with tenancy.doorbells():
        ids = list(Bell.objects.values_list("workspace_id", flat=True).distinct())
    for pk in ids:
        with tenancy.workspace(pk):
            workspace = Workspace.objects.filter(pk=pk, slug=slug).first()
        if workspace is not None:
            return workspace, by
    raise CommandError(f"There is no workspace “{slug}”.")


def layout_changes(options: dict[str, Any]) -> dict[str, Any]:
    """What the person corrects of what was found."""
    changed: dict[str, Any] = {}
    if options["encoding"]:
        changed["encoding"] = options["encoding"]
    if options["sheet"]:
        changed["sheet"] = options["sheet"]
    if options["delimiter"]:
        changed["delimiter"] = options["delimiter"].replace("\\t", "\t")
    if options["header"] is not None:
        changed["header"] = options["header"]
    return changed


def given(upload: Upload, text: str) -> list[str]:
    """The targets of a mapping by header (or by number, from 1); columns it does not name are left out."""
    try:
        said = json.loads(Path(text).read_text() if not text.lstrip().startswith("{") else text)
        chosen = {str(key).strip().casefold(): str(value) for key, value in said.items()}
    except (OSError, ValueError, AttributeError):
        raise CommandError('The mapping is not JSON of the form {"Header": "field"}.') from None
    names = [column["name"] for column in upload.columns]
    known = {name.casefold() for name in names} | {str(place) for place in range(1, len(names) + 1)}
    strange = sorted(set(chosen) - known)
    if strange:
        raise CommandError(f"The file has no column {', '.join(strange)}; its columns are {', '.join(names)}.")
    return [chosen.get(name.casefold(), chosen.get(str(place), "")) for place, name in enumerate(names, 1)]


def wait(workspace: Workspace, pk: int) -> ImportRun:
    """Do the job's portions, here or wherever a worker was quicker, until it has ended."""
    while True:
        with tenancy.workspace(workspace):
            run = ImportRun.objects.for_list().get(pk=pk, workspace=workspace)
        if run.job is None or not run.job.is_open:
            return run
        if not bells.answer(jobs.KIND, workspace.pk):
            time.sleep(0.1)
