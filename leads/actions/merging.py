"""Two leads that are one person become one, and can become two again.

Nothing is lost: activities, visitors, ids and consents move to the lead that is kept; stage and custody changes were
written once and stay where they are, so whoever shows the past of a lead asks for the rows of its `family`. The lead
that goes keeps its row, gives up its address, and points at the one it went into.

What rooms above must do: `stage_changed` comes with cause “merge” or “unmerge” and {"merged": id} in its details when
the kept lead took over a stage, and then what is open for that lead (handoff, clock, enrolment) is the kept one's;
`activities_recorded` comes with the activities that moved and the lead that `lost` them, exactly as when a visitor is
recognised. Merge rows (`at`, `undone_at`) say the same to whoever was not listening.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.actions import Refused
from accounts.models import User
from leads import unions
from leads.actions import consents, locks, storing
from leads.actions.consents import Word
from leads.actions.finding import refresh_words
from leads.actions.matching import ADDRESS
from leads.actions.moving import move, note_custody
from leads.actions.relatives import give_back, take_over
from leads.changed import tell
from leads.drafts import changes
from leads.models import Identity, Lead, Merge, StageChange, Suppressed
from leads.signals import stage_changed
from leads.stages import Holder, Stage


@transaction.atomic
def merge(kept: Lead, gone: Lead, *, at: datetime, by: User | None, cause: str = "manual") -> Merge:
    """Let `gone` become part of `kept`; see the module. Parallel merges wait for each other, and one of them wins.

    Raises Refused when either was merged or erased in the meantime, when both are one row, or when sales holds both.
    """
    locks.alone(kept.workspace_id)
    locks.alone(kept.workspace_id)
    kept, gone = held(kept, gone)
    check(kept, gone)
    was, other = row_of(kept), row_of(gone)
    after = unions.united(was, other)
    Lead.objects.filter(pk=gone.pk).update(merged_into=kept, email_key=None, changed_at=at)
    Lead.objects.filter(pk=kept.pk).update(**after, changed_at=at)
    moved = take_over(kept, gone)
    before = {"kept": plain(was), "after": plain(after), "gone": plain(other), "moved": moved.as_json()}
    if other["email_key"] and other["email_key"] != after["email_key"]:
        storing.identify(kept.workspace_id, {(ADDRESS, other["email_key"]): kept.pk}, at=at)
        before["address"] = other["email_key"]
    before |= keep_withdrawal(kept, [was, other], after, at=at, by=by)
    row = Merge.objects.create(
        workspace_id=kept.workspace_id, kept=kept, gone=gone, at=at, by=by, cause=cause, before=before
    )
    settle(kept, was, after, at=at, by=by, cause="merge", other=gone)
    storing.forget_words(kept.workspace_id, [gone.pk])
    refresh_words(kept.workspace_id, [kept.pk])
    tell(kept.workspace_id, [kept.pk])
    moved.tell(kept.workspace_id, lost=gone.pk)
    return row


@transaction.atomic
def undo_merge(row: Merge, *, at: datetime, by: User | None) -> Lead:
    """Make one lead two again; answer the one that had gone. What was changed since the merge stays changed.

    Raises Refused when it was undone before, when the lead was merged on or erased, or its address is taken.
    """
    locks.alone(row.workspace_id)
    locks.alone(row.workspace_id)
    row = Merge.objects.select_for_update().get(pk=row.pk, workspace_id=row.workspace_id)
    if row.undone_at is not None or not row.before:
        raise Refused("This merge was undone before, or the person was erased.")
    kept, gone = held(row.kept, row.gone)
    if kept.merged_into_id or kept.erased_at:
        raise Refused("The lead was merged into another one later: undo that first.")
    before = read(row.before)
    now = row_of(kept)
    back = unions.restored(now, before["kept"], before["after"])
    Lead.objects.filter(pk=kept.pk).update(**back, changed_at=at)
    check_address(row, before["gone"]["email_key"], kept)
    if "address" in before:
        Identity.objects.filter(lead=kept, kind=ADDRESS, value=before["address"]).delete()
    Lead.objects.filter(pk=gone.pk).update(merged_into=None, email_key=before["gone"]["email_key"], changed_at=at)
    moved = give_back(kept, gone, before["moved"])
    kept.consents.filter(pk=before.get("withdrawal") or 0).delete()
    Suppressed.objects.filter(pk__in=before.get("listed", ())).delete()
    Merge.objects.filter(pk=row.pk).update(undone_at=at)
    settle(kept, now, {**now, **back}, at=at, by=by, cause="unmerge", other=gone)
    refresh_words(kept.workspace_id, [kept.pk, gone.pk])
    tell(kept.workspace_id, [kept.pk, gone.pk])
    moved.tell(kept.workspace_id, lost=kept.pk)
    gone.refresh_from_db()
    if "holder" not in back and Holder(gone.holder) in unions.WITH_SALES:
        # Sales went on with the lead that was kept; the other one has been with nobody since.
        move(gone, to=Stage.LEAD, at=at, cause="unmerge", by=by, reason=f"Sales goes on with lead {kept.pk}")
    return gone


def held(*leads: Lead) -> list[Lead]:
    """The rows as they are now, locked in the order of their ids, answered in the order given."""
    ids = [lead.pk for lead in leads]
    rows = Lead.objects.filter(workspace_id=leads[0].workspace_id, pk__in=ids).select_for_update().order_by("pk")
    found = {lead.pk: lead for lead in rows}
    if len(found) < 2:
        raise Refused("A lead cannot be merged into itself.")
    return [found[pk] for pk in ids]


def check(kept: Lead, gone: Lead) -> None:
    """Refuse what cannot be merged."""
    for lead in (kept, gone):
        if lead.merged_into_id or lead.erased_at:
            raise Refused(f"Lead {lead.pk} was merged or erased in the meantime.")
    if unions.both_with_sales(row_of(kept), row_of(gone)):
        raise Refused("Sales holds both leads: let one of them be handed back or closed first.")


def row_of(lead: Lead) -> dict[str, Any]:
    """The columns that a merge looks at."""
    return {name: getattr(lead, name) for name in unions.UNITED}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Columns as JSON has them; instants as text."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def read(before: dict[str, Any]) -> dict[str, Any]:
    """What was written down, with instants as such."""
    rows = {
        name: {key: instant(key, value) for key, value in before[name].items()} for name in ("kept", "after", "gone")
    }
    return {**before, **rows}


def instant(name: str, value: Any) -> Any:
    """A column's value from JSON."""
    is_instant = name.endswith("_at") or name in {"held_since", "accept_by"}
    return datetime.fromisoformat(value) if is_instant and value is not None else value


def check_address(row: Merge, key: str | None, kept: Lead) -> None:
    """Refuse to give an address back that another lead has by now."""
    other = Lead.objects.filter(workspace_id=row.workspace_id, email_key=key).first() if key else None
    if other is not None:
        raise Refused(f"{other.called} (lead {other.pk}) has the address by now: change that first.")


def keep_withdrawal(
    kept: Lead, rows: Iterable[dict[str, Any]], after: dict[str, Any], *, at: datetime, by: User | None
) -> dict[str, Any]:
    """Let a withdrawal by either be the last word of both, for every address; answer what was written for it."""
    if after["consent"] != consents.WITHDRAWN:
        return {}
    noted: dict[str, Any] = {}
    last = consents.last_words(kept.workspace_id, [kept.pk]).get(kept.pk)
    if last is not None and last.given:
        word = Word(False, max(at, last.at), "", "merge", by.pk if by else None)
        consents.write_down(kept.workspace_id, [(kept.pk, word)])
        noted["withdrawal"] = kept.consents.filter(origin="merge").latest("id").pk
    there = set(Suppressed.objects.values_list("pk", flat=True).filter(hashed__in=hashes(kept, rows)))
    emails = {row["email"]: at for row in rows if row["email"]}
    consents.suppress(kept.workspace_id, emails, reason=consents.BY_WITHDRAWAL)
    listed = set(Suppressed.objects.values_list("pk", flat=True).filter(hashed__in=hashes(kept, rows)))
    return {**noted, "listed": sorted(listed - there)}


def hashes(kept: Lead, rows: Iterable[dict[str, Any]]) -> list[str]:
    """How the list knows the addresses."""
    return [consents.hash_of(kept.workspace_id, row["email"]) for row in rows if row["email"]]


def settle(
    kept: Lead,
    was: dict[str, Any],
    to: dict[str, Any],
    *,
    at: datetime,
    by: User | None,
    cause: str,
    other: Lead,
) -> None:
    """Write down what changed about the kept lead: its fields, its stage, its holder."""
    kept.refresh_from_db()
    by_id = by.pk if by else None
    fields = changes(was, to) | {cause: [None, other.pk]}
    storing.note_changes(kept.workspace_id, {kept.pk: fields}, at=at, by_id=by_id, cause=cause)
    if any(was[name] != to[name] for name in ("holder", "held_since", "rep_id", "offered_pool")):
        note_custody(kept, kept.custody, at=at, by=by, reason=f"{cause.capitalize()} of lead {other.pk}")
    if was["stage"] != to["stage"]:
        change = StageChange.objects.create(
            workspace_id=kept.workspace_id,
            lead=kept,
            was=was["stage"],
            to=to["stage"],
            cycle=kept.cycle,
            at=at,
            by=by,
            cause=cause,
            details={"merged": other.pk},
        )
        stage_changed.send(StageChange, change=change)
