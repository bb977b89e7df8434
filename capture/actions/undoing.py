"""Taking a whole import back, as far as that can be done, and saying how far that was.

A lead that the import made goes, unless something has happened to it since or its stages are on record
(those are
written once). A field that the import changed gets its old value back, unless somebody changed it since. A
withdrawal
of consent always stays.
"""

import json
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts import jobs
from accounts.jobs import Portion
from accounts.models import Job, User
from capture.models import Became, ImportRow, ImportRun
from leads import addresses, changed
from leads.actions.finding import refresh_words
from leads.actions.rulebook import rulebook
from leads.actions.statements import as_json, ask, id_list
from leads.actions.statements import run as execute
from leads.drafts import COLUMNS

KIND, SIZE = "import_undo", 500
LOST_AND_SAID = {
    "removed": "leads removed",
    "restored": "leads put back as they were",
    "kept_history": "leads kept, because their stages are on record",
    "kept_changed": "leads kept, because something happened to them since",
    "kept_fields": "fields kept, because somebody changed them since",
    "kept_consent": "withdrawals or consents kept",
    "kept_stage": "stage changes kept",
}
# A lead may go when nothing but this import ever spoke of it.
ALONE = """
    SELECT l.id, EXISTS (SELECT 1 FROM leads_stagechange x WHERE x.workspace_id = l.workspace_id AND
        x.lead_id = l.id)
             OR EXISTS (SELECT 1 FROM leads_custodychange x WHERE x.workspace_id = l.workspace_id AND
                 x.lead_id = l.id),
           EXISTS (SELECT 1 FROM leads_activity x WHERE x.workspace_id = l.workspace_id AND x.lead_id = l.id)
             OR EXISTS (SELECT 1 FROM leads_visitor x WHERE x.workspace_id = l.workspace_id AND x.lead_id =
                 l.id)
             OR EXISTS (SELECT 1 FROM leads_merge x WHERE x.workspace_id = l.workspace_id
                         AND (x.kept_id = l.id OR x.gone_id = l.id))
             OR EXISTS (SELECT 1 FROM leads_leadchange x WHERE x.workspace_id = l.workspace_id AND x.lead_id
                 = l.id
                         AND x.cause <> %(cause)s)
             OR EXISTS (SELECT 1 FROM capture_importrow x WHERE x.workspace_id = l.workspace_id AND x.lead =
                 l.id
                         AND x.run_id > %(run)s AND x.what IN ('updated', 'merged'))
             OR l.merged_into_id IS NOT NULL OR l.erased_at IS NOT NULL
      FROM leads_lead l WHERE l.workspace_id = %(ws)s AND l.id = ANY(%(ids)s::bigint[]) ORDER BY l.id
       FOR UPDATE
"""
FORGET = "DELETE FROM {} WHERE workspace_id = %s AND lead_id = ANY(%s::bigint[])"
DROP = "DELETE FROM leads_lead WHERE workspace_id = %s AND id = ANY(%s::bigint[])"
BELONGINGS = ("leads_token", "leads_identity", "leads_consent", "leads_leadchange")
ROW = f"""
    SELECT id, {", ".join(COLUMNS)} FROM leads_lead
     WHERE workspace_id = %s AND id = ANY(%s::bigint[]) FOR NO KEY UPDATE
"""  # noqa: S608 - only our own column names
TYPED = {"utm": "jsonb", "custom": "jsonb", "first_seen_at": "timestamptz"}
TYPED |= {"company_id": "bigint", "campaign_id": "bigint", "owner_id": "bigint"}


@transaction.atomic
def undo_run(run: ImportRun, *, by: User) -> bool:
    """Begin to take an import back; False when that was begun before or it has not ended."""
    locked = (
        ImportRun.objects.select_for_update(of=("self",))
        .select_related("job", "upload")
        .get(pk=run.pk, workspace=run.workspace)
    )
    if locked.dry or locked.undo_job_id or (locked.job is not None and locked.job.is_open):
        return False
    title = f"Taking back {locked.upload.name}"
    total = locked.rows.filter(what__in=[Became.CREATED, Became.UPDATED, Became.MERGED]).count()
    params = {"run": locked.pk}
    locked.undo_job = jobs.start(KIND, workspace=run.workspace, by=by, title=title, params=params, total=total)
    locked.save(update_fields=["undo_job"])
    return True


@jobs.portion(KIND)
def portion(job: Job) -> Portion:
    """The last rows first, so that each value goes back to what was before it."""
    run = ImportRun.objects.select_related("upload").get(pk=job.params["run"])
    below = job.state.get("below")
    rows = run.rows.filter(what__in=[Became.CREATED, Became.UPDATED, Became.MERGED]).order_by("-line")
    taken = list((rows.filter(line__lt=below) if below else rows)[:SIZE])
    counts = Counter(run.undone)
    counts.update(restore(run, [row for row in taken if row.what != Became.CREATED]))
    counts.update(remove(run, [row for row in taken if row.what == Became.CREATED]))
    run.undone = dict(counts)
    run.save(update_fields=["undone"])
    done = job.done + len(taken)
    if len(taken) < SIZE:
        return Portion(done, done, finished=True, result=dict(counts))
    return Portion(done, state={"below": taken[-1].line})


def remove(run: ImportRun, rows: list[ImportRow]) -> Counter[str]:
    """Remove the leads that these rows made, where nothing else hangs on them."""
    ids = [row.lead for row in rows if row.lead]
    counts: Counter[str] = Counter()
    gone = []
    cause = f"import {run.upload_id}"
    values = {"ws": run.workspace_id, "ids": id_list(ids), "run": run.pk, "cause": cause}
    for pk, has_history, is_touched in ask(ALONE, values) if ids else []:
        if has_history or is_touched:
            counts["kept_history" if has_history else "kept_changed"] += 1
        else:
            gone.append(pk)
    removed = drop(run, gone)
    counts["removed"] += removed
    counts["kept_changed"] += len(gone) - removed
    return +counts


def drop(run: ImportRun, ids: list[int]) -> int:
    """Remove leads with all that belongs to them; how many went. One that something else names stays."""
    if not ids:
        return 0
    try:
        with transaction.atomic():
            for table in BELONGINGS:
                execute(FORGET.format(table), [run.workspace_id, id_list(ids)])
            execute(DROP, [run.workspace_id, id_list(ids)])
            execute("SET CONSTRAINTS ALL IMMEDIATE", [])
            execute("SET CONSTRAINTS ALL DEFERRED", [])
    except IntegrityError:
        half = len(ids) // 2
        return drop(run, ids[:half]) + drop(run, ids[half:]) if half else 0
    return len(ids)


def restore(run: ImportRun, rows: list[ImportRow]) -> Counter[str]:
    """Give fields their old values back, where they still have the value this import gave them."""
    counts: Counter[str] = Counter()
    created = {row.lead for row in run.rows.filter(lead__in=[row.lead for row in rows], what=Became.CREATED)}
    wanted = [row for row in rows if row.lead and row.changed and row.lead not in created]
    if not wanted:
        return counts
    now = load(run, sorted({row.lead for row in wanted if row.lead}))
    touched: set[int] = set()
    for row in wanted:
        lead = now.get(row.lead or 0)
        if lead is None:
            counts["kept_changed"] += 1
            continue
        if put_back(run, row, lead, counts):
            touched.add(lead["id"])
    write(run, [now[pk] for pk in sorted(touched)])
    refresh_words(run.workspace_id, touched)
    changed.tell(run.workspace_id, touched)
    counts["restored"] += len(touched)
    return counts


def put_back(run: ImportRun, row: ImportRow, lead: dict[str, Any], counts: Counter[str]) -> bool:
    """Put one row's changes back into a lead's columns; whether there were any."""
    did = False
    for name, (was, to) in (row.changed or {}).items():
        column = {"company": "company_id", "campaign": "campaign_id", "owner": "owner_id"}.get(name, name)
        if name == "stage":
            counts["kept_stage"] += 1
        elif name == "consent":
            counts["kept_consent"] += 1
        elif column in lead:
            if same(lead[column], to):
                lead[column], did = was, True
                if column == "email":
                    lead |= address_columns(run, was)
            else:
                counts["kept_fields"] += 1
        elif " " in name and was is None:
            kind, _, value = name.partition(" ")
            did = bool(forget_id(run, lead["id"], kind, value)) or did
    return did


def same(now: Any, then: Any) -> bool:
    """Whether a column still has the value an import gave it."""
    return now == then or str(now or "") == str(then or "")


def address_columns(run: ImportRun, email: str) -> dict[str, Any]:
    """What follows from an address that comes back."""
    if not email:
        return {"email_key": None, "email_domain": ""}
    address = addresses.read(email, rule=rulebook(run.workspace_id).rules.email_rule)
    return {"email_key": address.key, "email_domain": address.domain}


def forget_id(run: ImportRun, lead: int, kind: str, value: str) -> int:
    """Take an id away that the import brought."""
    sql = "DELETE FROM leads_identity WHERE workspace_id = %s AND lead_id = %s AND kind = %s AND value = %s"
    return execute(sql, [run.workspace_id, lead, kind, value])


def load(run: ImportRun, ids: list[int]) -> dict[int, dict[str, Any]]:
    """The leads as they are now, held until the portion ends."""
    found = {}
    for row in ask(ROW, [run.workspace_id, id_list(ids)]):
        values = dict(zip(("id", *COLUMNS), row, strict=True))
        for name in ("utm", "custom"):
            values[name] = json.loads(values[name]) if isinstance(values[name], str) else values[name]
        values["first_seen_at"] = values["first_seen_at"].isoformat()
        found[values["id"]] = values
    return found


def write(run: ImportRun, rows: list[dict[str, Any]]) -> None:
    """Write the columns back, and that this was done."""
    if not rows:
        return
    names = [name for name in COLUMNS if name != "consent"]
    said = ", ".join(["id bigint", *(f"{name} {TYPED.get(name, 'text')}" for name in names)])
    sets = ", ".join(f"{name} = said.{name}" for name in names)
    execute(
        f"UPDATE leads_lead l SET {sets}, changed_at = %s FROM json_to_recordset(%s) AS said ({said})"  # noqa: S608
        " WHERE l.workspace_id = %s AND l.id = said.id",
        [timezone.now(), as_json(rows), run.workspace_id],
    )
