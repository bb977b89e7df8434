"""Running an import: portion by portion, each row once, whoever is killed in between."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import jobs
from accounts.jobs import JobFailed, Portion
from accounts.models import Job, User
from capture.actions import describing
from capture.actions.describing import Told
from capture.actions.rows import created_before, marked_before, write_rows
from capture.actions.staging import advance
from capture.importing import reading
from capture.importing.cells import Plan
from capture.importing.faults import BadFile
from capture.models import Became, ImportRun, Upload
from leads import actions as leads
from leads.person import Person

KIND, SIZE, CHECKED = "import", 1_500, 40_000  # rows in a portion: that write, that are only read
MOST_TAKEN = 16 << 20  # bytes of the file in a portion, however few rows that are
CAUSE = "import"


class Undo(Exception):
    """Nothing of what a dry run wrote is to stay."""


@transaction.atomic
def start_run(upload: Upload, *, by: User | None, dry: bool) -> ImportRun:
    """Begin to go over a file as it was agreed; answers at once, the job does the work."""
    plan = {
        "layout": upload.layout,
        "targets": upload.targets,
        "options": upload.options,
        "columns": styles(upload),
    }
    if dry:
        upload.runs.filter(dry=True).delete()
    run = ImportRun.objects.create(workspace=upload.workspace, upload=upload, dry=dry, plan=plan, by=by)
    title = f"{'Trying' if dry else 'Importing'} {upload.name}"
    run.job = jobs.start(KIND, workspace=upload.workspace, by=by, title=title, params={"run": run.pk})
    run.save(update_fields=["job"])
    return run


def styles(upload: Upload) -> list[dict[str, str]]:
    """Name, date style and decimal sign of each column, as they are settled now."""
    layout = upload.reading
    return [
        {"name": c["name"], "dates": layout.dates or c["style"], "decimal": layout.decimal or c["decimal"]}
        for c in upload.columns
    ]


@jobs.portion(KIND)
def portion(job: Job) -> Portion:
    """Read on from where the last portion ended; first all of the file is read once, so that nothing is
    half-written."""
    run = ImportRun.objects.select_related("upload", "workspace", "by").get(pk=job.params["run"])
    state = job.state or {
        "phase": "import" if run.dry else "check",
        "offset": 0,
        "line": 0,
        "done": 0,
        "total": 0,
    }
    try:
        with undisturbed():
            return check(run, state) if state["phase"] == "check" else work(run, state)
    except BadFile as bad:
        raise JobFailed(f"{bad} Nothing was imported.") from None
    except FileNotFoundError:
        raise JobFailed("The file is no longer here. Send it again.") from None


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let the search for unused cycles wait: a portion makes few, and each search looks at all that is loaded."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take(run: ImportRun, state: dict[str, Any], count: int) -> tuple[list[reading.Record], bool]:
    """The next rows of the file, blank ones included, and whether they are the last."""
    found: list[reading.Record] = []
    with run.upload.path.open("rb") as file:
        layout = reading.Layout(**run.plan["layout"])
        width = len(run.plan["columns"])
        for record in reading.rows(file, layout, offset=state["offset"], line=state["line"], width=width):
            found.append(record)
            if len(found) >= count or record.end - state["offset"] >= MOST_TAKEN:
                return found, False
    return found, True


def check(run: ImportRun, state: dict[str, Any]) -> Portion:
    """Only read; raises BadFile where the file cannot be read to its end."""
    count, offset, line = skimmed(run, state) or read_closely(run, state)
    total = state["total"] + count
    if offset >= run.upload.path.stat().st_size:
        after = {"phase": "import", "offset": 0, "line": 0, "done": 0, "total": total}
        return Portion(0, total, after, note="The file was read to its end")
    after = {**state, "offset": offset, "line": line, "total": total}
    return Portion(0, None, after, note=f"Reading the file: {total:,} rows so far")


def skimmed(run: ImportRun, state: dict[str, Any]) -> tuple[int, int, int] | None:
    """How many rows the next lines hold and where they end; None where that takes a closer look."""
    with run.upload.path.open("rb") as file:
        layout = reading.Layout(**run.plan["layout"])
        return reading.skim(file, layout, offset=state["offset"], line=state["line"], most=CHECKED)


def read_closely(run: ImportRun, state: dict[str, Any]) -> tuple[int, int, int]:
    """The same of the next rows, as they will be imported. Raises BadFile."""
    records, ended = take(run, state, CHECKED)
    count = sum(1 for record in records if not record.is_blank)
    if ended:
        return count, run.upload.path.stat().st_size, 0
    return count, records[-1].end, records[-1].lines_end


def work(run: ImportRun, state: dict[str, Any]) -> Portion:
    """Import a portion of rows."""
    records, ended = take(run, state, SIZE)
    rows = [record for record in records if not record.is_blank]
    counts = Counter(run.counts)
    counts.update(import_rows(run, rows))
    run.counts = dict(counts)
    run.save(update_fields=["counts"])
    done = state["done"] + len(rows)
    if ended:
        return Portion(done, done, {**state, "done": done}, finished=True, result=dict(counts))
    offset = records[-1].end
    total = state["total"] or max(done, done * run.upload.path.stat().st_size // max(1, offset))
    return Portion(done, total, {**state, "offset": offset, "line": records[-1].lines_end, "done": done})


def import_rows(run: ImportRun, rows: Sequence[reading.Record]) -> Counter[str]:
    """Tell the hall of these rows, and write down what became of each."""
    plan = describing.plan_of(run)
    told = describing.describe(run, rows, plan)
    at = timezone.now()
    if run.dry:
        try:
            with transaction.atomic():
                tell(run, told, plan, at=at)
                raise Undo
        except Undo:
            mark_again(run, told)
    else:
        tell(run, told, plan, at=at)
    write_rows(run, told)
    return Counter(row.what for row in told)


def tell(run: ImportRun, told: Sequence[Told], plan: Plan, *, at: datetime) -> None:
    """Make or update the leads, and let them take the steps that the file tells of."""
    good = [row for row in told if not row.what and row.said is not None]
    ask_hall(run, good, [describing.person_of(row) for row in good], at=at)
    again = [row for row in good if row.what == Became.REFUSED and describing.strip(row, plan)]
    ask_hall(run, again, [describing.person_of(row) for row in again], at=at)
    taken = [row for row in good if row.what != Became.REFUSED]
    seconds = [(row, row.second) for row in taken if row.second is not None]
    ask_hall(run, [row for row, _ in seconds], [person for _, person in seconds], at=at)
    for row in good:
        describing.name_columns(row, plan)
    forgive_back_and_forth(good)
    advance(run, [row for row in good if row.lead], at=at)
    earlier = created_before(run, [row.lead for row in good if row.lead])
    for row in good:
        if row.what == Became.CREATED and row.lead:
            earlier.add(row.lead)
        elif row.lead in earlier and row.what in {Became.UPDATED, Became.SAME}:
            row.what = Became.MERGED


def forgive_back_and_forth(rows: Sequence[Told]) -> None:
    """Rows of one lead that change a value and then change it back have changed nothing."""
    of_lead: defaultdict[int, list[Told]] = defaultdict(list)
    for row in rows:
        if row.lead:
            of_lead[row.lead].append(row)
    for same in of_lead.values():
        if len(same) == 1 or any(row.what == Became.CREATED for row in same):
            continue
        if any(row.changed for row in same) and ends_where_it_began(same):
            for row in same:
                row.what, row.changed = Became.SAME if row.what == Became.UPDATED else row.what, {}


def ends_where_it_began(rows: Sequence[Told]) -> bool:
    """Whether every field has in the end the value it had at first."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for row in rows:
        for name, (was, to) in row.changed.items():
            first.setdefault(name, was)
            last[name] = to
    return first == last


def ask_hall(run: ImportRun, rows: Sequence[Told], people: Sequence[Person], *, at: datetime) -> None:
    """Tell the hall of people, and each row what became of it."""
    if not rows:
        return
    overwrite = run.plan["options"].get("overwrite") != "no"
    cause = f"{CAUSE} {run.upload_id}"
    outcomes = leads.upsert_many(run.workspace_id, people, at=at, cause=cause, by=run.by, overwrite=overwrite)
    for row, outcome in zip(rows, outcomes, strict=True):
        row.take(outcome)


def mark_again(run: ImportRun, told: Sequence[Told]) -> None:
    """In a dry run: a person who would be new, and whom an earlier row would have made, is made once."""
    new = {row.mark: row for row in told if row.what == Became.CREATED and row.mark}
    for mark in marked_before(run, list(new)):
        new[mark].what = Became.MERGED
    for row in told:
        if row.what in {Became.CREATED, Became.MERGED}:
            row.lead = None
