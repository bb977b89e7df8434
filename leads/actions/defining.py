"""Definitions: proposed by one side, talked over, signed by both. What is signed is what runs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts import audit, openings
from accounts.actions import Refused
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from leads.conditions import Condition, to_json
from leads.definitions import STRAW_MEN, Draft, Kind, Side, State, sides_of, tidy
from leads.models import Definition, DefinitionSignature, Remark

STRAW = "A straw man to start from. Change it together."


def in_force(workspace_id: int, kind: Kind | str) -> Definition | None:
    """The version of a definition that runs now."""
    rows = Definition.objects.filter(workspace_id=workspace_id, kind=kind, state=State.IN_FORCE)
    return rows.select_related("workspace").first()


@openings.opens("30 definitions")
def put_up_straw_men(workspace_id: int) -> None:
    """Give a workspace a definition of each kind that it has none of, in force from the first minute."""
    there = set(Definition.objects.filter(workspace_id=workspace_id).values_list("kind", flat=True))
    missing = [kind for kind in Kind if kind not in there]
    now = Workspace.objects.values_list("created_at", flat=True).get(pk=workspace_id)
    Definition.objects.bulk_create(
        [straw_man(workspace_id, kind, STRAW_MEN[kind], at=now) for kind in missing], ignore_conflicts=True
    )


def straw_man(workspace_id: int, kind: Kind, draft: Draft, *, at: datetime) -> Definition:
    """The first version of a definition, which nobody has signed."""
    return Definition(
        workspace_id=workspace_id,
        kind=kind,
        version=1,
        state=State.IN_FORCE,
        text=draft.text,
        condition=draft.condition,
        checklist=list(draft.checklist),
        why=STRAW,
        proposed_at=at,
        in_force_at=at,
    )


@transaction.atomic
def propose(
    workspace: Workspace,
    *,
    kind: Kind,
    by: User,
    text: str,
    at: datetime,
    condition: Condition | None = None,
    checklist: tuple[str, ...] = (),
    why: str = "",
) -> Definition:
    """Put a new version on the table; Refused while another one lies there, or when it says nothing new."""
    if kind.needs_condition and condition is None:
        raise Refused(f"{kind.label} needs a condition: it is what runs.")
    said = Definition(
        workspace=workspace, kind=kind, text=text.strip(), why=why.strip(), proposed_by=by, proposed_at=at
    )
    said.condition = to_json(condition) if condition is not None else None
    said.checklist = list(tidy(checklist))
    now = in_force(workspace.pk, kind)
    if now is not None and says(now) == says(said):
        raise Refused(f"This is what {now} says already. Change something before you propose it.")
    said.version = 1 + (workspace.definitions.filter(kind=kind).aggregate(last=Max("version"))["last"] or 0)
    try:
        with transaction.atomic():
            said.save()
    except IntegrityError:
        raise Refused(f"Another proposal for {kind.label} is on the table. Sign or withdraw that one first.") from None
    audit.record(workspace=workspace, by=by, verb="proposed", what=f"the definition {said}", details={"why": said.why})
    return said


def says(definition: Definition) -> tuple[object, ...]:
    """What a version says, to compare it."""
    return definition.text, definition.condition, list(definition.checklist)


@transaction.atomic
def remark(definition: Definition, *, by: User, text: str, at: datetime) -> Remark:
    """Say something about a version."""
    said = text.strip()
    if not said:
        raise Refused("Write what you want to say first.")
    return Remark.objects.create(
        workspace_id=definition.workspace_id, definition=definition, by=by, text=said[:2000], at=at
    )


@transaction.atomic
def sign(definition: Definition, *, by: Membership, side: Side, at: datetime) -> bool:
    """Agree to a version for one side; True when both have agreed and it is in force.

    Each side signs once, two people sign for two sides, and only what is proposed or in force can be signed: Refused
    otherwise, also when somebody was faster. The one that was in force is replaced in the same transaction.
    """
    row = Definition.objects.select_for_update().get(pk=definition.pk, workspace_id=definition.workspace_id)
    signed = {each.side: each for each in row.signatures.select_related("by")}
    check_signature(row, signed, by=by, side=side)
    DefinitionSignature.objects.create(workspace_id=row.workspace_id, definition=row, side=side, by=by.user, at=at)
    audit.record(
        workspace=by.workspace, by=by.user, verb="signed", what=f"the definition {row}", details={"for": side.label}
    )
    if row.standing is State.PROPOSED and side.other in signed:
        put_in_force(row, at=at)
        audit.record(workspace=by.workspace, by=by.user, verb="put in force", what=f"the definition {row}")
    definition.refresh_from_db()
    return definition.standing is State.IN_FORCE


def check_signature(row: Definition, signed: dict[str, DefinitionSignature], *, by: Membership, side: Side) -> None:
    """Refuse a signature that cannot be given."""
    if row.standing not in (State.PROPOSED, State.IN_FORCE):
        raise Refused(f"{row} is {row.standing.label.lower()} and cannot be signed.")
    if side not in sides_for(by):
        raise Refused(f"You cannot sign for {side.value}.")
    if side in signed:
        raise Refused(f"{signed[side].by.called} has signed for {side.value} already.")
    other = signed.get(side.other)
    if other is not None and other.by_id == by.user_id and others_who_sign(by, side):
        raise Refused(f"You signed for {side.other.value}. Somebody else signs for {side.value}: two people agree.")


def sides_for(member: Membership) -> list[Side]:
    """For which sides a member may sign."""
    has = member.has
    return sides_of(marketer=has(Role.MARKETER), manager=has(Role.MANAGER), admin=has(Role.ADMIN))


def others_who_sign(member: Membership, side: Side) -> bool:
    """Whether anybody else here could sign for a side; who is alone agrees with themselves."""
    others = member.workspace.memberships.active().exclude(pk=member.pk)
    return any(side in sides_for(other) for other in others)


def put_in_force(row: Definition, *, at: datetime) -> None:
    """Let a version run in place of the one before it."""
    before = Definition.objects.filter(workspace_id=row.workspace_id, kind=row.kind, state=State.IN_FORCE)
    before.update(state=State.REPLACED, ended_at=at)
    Definition.objects.filter(pk=row.pk).update(state=State.IN_FORCE, in_force_at=at)


@transaction.atomic
def withdraw(definition: Definition, *, by: User, at: datetime) -> None:
    """Take a proposal off the table; Refused when it is no longer proposed."""
    still = Definition.objects.filter(
        pk=definition.pk, workspace_id=definition.workspace_id, state=State.PROPOSED
    ).update(state=State.WITHDRAWN, ended_at=at)
    definition.refresh_from_db()
    if not still:
        raise Refused(f"{definition} is {definition.standing.label.lower()}: there is nothing to withdraw.")
    audit.record(workspace=definition.workspace, by=by, verb="withdrew", what=f"the definition {definition}")
