"""The agreement's life: drafted from what is in force, signed by both heads, in force, past. Nothing signed changes."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.actions import Refused
from accounts.audit import record
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from leads.conditions import BadCondition, check
from leads.matching import Terms
from sla import steps
from sla.clauses import BadAgreement, Clauses, Rule
from sla.models import AgreementState, Policy, Side, Signature, TwoWayAgreement

SIGNERS = {Side.MARKETING: (Role.MARKETER, Role.ADMIN), Side.SALES: (Role.MANAGER,)}


def clauses_of(agreement: TwoWayAgreement) -> Clauses:
    """A version as one value."""
    return Clauses(
        purpose=agreement.purpose,
        leads_per_month=agreement.leads_per_month,
        attempts=agreement.attempts,
        attempt_days=agreement.attempt_days,
        attempt_channels=tuple(agreement.attempt_channels),
        reason_required=agreement.reason_required,
        rating_days=agreement.rating_days,
        questions=tuple(agreement.questions),
        rules=tuple(rule_of(policy) for policy in agreement.policies.order_by("place")),
    )


def rule_of(policy: Policy) -> Rule:
    """A row of clause 2 as a value."""
    return Rule(
        tier=policy.tier,
        accept_seconds=policy.accept_seconds,
        respond_seconds=policy.respond_seconds,
        hand_raiser=policy.hand_raiser,
        condition=policy.condition,
        counts=policy.counts,
        pause_days=policy.pause_days,
        steps=steps.read(policy.steps),
    )


@transaction.atomic
def draft(workspace: Workspace, clauses: Clauses, *, by: User, at: datetime) -> TwoWayAgreement:
    """Write the draft of the next version (the open one, or a new one); it has no effect until both sign.

    Signatures under another text no longer count. Raises Refused when no clock could run by it.
    """
    try:
        clauses.check()
        for rule in clauses.rules:
            if rule.condition is not None:
                check(rule.condition, Terms(workspace).schema, saving=False)
    except (BadAgreement, steps.BadSteps) as bad:
        raise Refused(str(bad)) from None
    except BadCondition as bad:
        raise Refused(*[fault.text for fault in bad.faults]) from None
    rows = TwoWayAgreement.objects.filter(workspace=workspace).select_for_update()
    row = rows.filter(state=AgreementState.DRAFT).first()
    if row is None:
        newest = rows.order_by("-version").first()
        row = TwoWayAgreement(workspace=workspace, version=newest.version + 1 if newest else 1, made_by=by, made_at=at)
    for name in (*PLAIN, "purpose"):
        setattr(row, name, getattr(clauses, name))
    row.attempt_channels, row.questions = list(clauses.attempt_channels), list(clauses.questions)
    row.made_by, row.made_at = by, at
    row.save()
    write_rules(row, clauses.rules)
    record(workspace=workspace, by=by, verb="drafted", what=f"version {row.version} of the agreement")
    return row


PLAIN = ("leads_per_month", "attempts", "attempt_days", "reason_required", "rating_days")


def write_rules(row: TwoWayAgreement, rules: tuple[Rule, ...]) -> None:
    """The rows of a draft's clause 2."""
    Policy.objects.filter(workspace=row.workspace, agreement=row).delete()
    Policy.objects.bulk_create(
        Policy(
            workspace=row.workspace,
            agreement=row,
            place=place,
            tier=rule.tier.strip()[:40],
            hand_raiser=rule.hand_raiser,
            condition=rule.condition,
            accept_seconds=rule.accept_seconds,
            respond_seconds=rule.respond_seconds,
            counts=rule.counts,
            pause_days=rule.pause_days,
            steps=steps.write(rule.steps),
        )
        for place, rule in enumerate(rules)
    )


@transaction.atomic
def sign(agreement: TwoWayAgreement, *, side: Side, by: Membership, digest: str, at: datetime) -> bool:
    """Sign a version's text for one side; answer whether it came into force by this signature.

    `digest` is of the text the signer saw. Raises Refused when it changed since, when the signer has no such role,
    signed for the other side already (in a team of more than one), or the version is past.
    """
    row = TwoWayAgreement.objects.select_for_update().get(workspace_id=by.workspace_id, pk=agreement.pk)
    if row.state == AgreementState.PAST:
        raise Refused("This version is past: another one is in force.")
    if not by.has(*SIGNERS[side]):
        raise Refused(
            f"Only {' or '.join(role.label.lower() for role in SIGNERS[side])}s sign for {side.label.lower()}."
        )
    if clauses_of(row).digest != digest:
        raise Refused("The text changed while you were reading it. Read it again before you sign.")
    signed = {name: person for name, person in valid_signatures(row, digest).values_list("side", "by_id")}
    if side.value in signed:
        raise Refused(f"{side.label} has signed this version.")
    if by.user_id in signed.values() and has_others(by):
        raise Refused("You signed for the other side. An agreement takes two: let somebody else sign here.")
    Signature.objects.create(
        workspace_id=row.workspace_id, agreement=row, side=side, by_id=by.user_id, at=at, digest=digest
    )
    what = f"version {row.version} of the agreement for {side.label.lower()}"
    record(workspace=by.workspace, by=by.user, verb="signed", what=what)
    if row.state == AgreementState.DRAFT and len(signed) == 1:
        put_in_force(row, at=at)
        return True
    return False


def has_others(membership: Membership) -> bool:
    """Whether anybody else could sign."""
    rows = Membership.objects.active().filter(workspace_id=membership.workspace_id)
    return rows.exclude(pk=membership.pk).exists()


def valid_signatures(agreement: TwoWayAgreement, digest: str) -> "QuerySet[Signature]":
    """The signatures under this text."""
    return agreement.signatures.filter(digest=digest).select_related("by").order_by("at")


def put_in_force(row: TwoWayAgreement, *, at: datetime) -> None:
    """Let a draft take over; running clocks keep the version they began under."""
    rows = TwoWayAgreement.objects.filter(workspace_id=row.workspace_id, state=AgreementState.IN_FORCE)
    rows.update(state=AgreementState.PAST, in_force_until=at)
    row.state, row.in_force_from = AgreementState.IN_FORCE, at
    row.save(update_fields=["state", "in_force_from"])


@transaction.atomic
def discard_draft(workspace: Workspace, *, by: User) -> bool:
    """Throw the open draft away, signatures and all; False when there is none."""
    row = TwoWayAgreement.objects.filter(workspace=workspace, state=AgreementState.DRAFT).select_for_update().first()
    if row is None:
        return False
    if row.signatures.exists():
        raise Refused("Somebody has signed this draft: change it, or let the other side sign.")
    record(workspace=workspace, by=by, verb="discarded", what=f"the draft of version {row.version} of the agreement")
    row.policies.all().delete()
    with connection.cursor() as cursor:  # a model's own delete would reach for the signatures, which nobody may delete
        cursor.execute("DELETE FROM sla_twowayagreement WHERE workspace_id = %s AND id = %s", [workspace.pk, row.pk])
    return True
