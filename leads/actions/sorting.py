"""What is done to several leads at once from the list."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from leads.actions.moving import IllegalMove, hand, move
from leads.models import Campaign, Lead, LeadChange
from leads.stages import Holder, Stage, by_marketing, closed


@transaction.atomic
def own(leads: Sequence[Lead], *, owner: User | None, at: datetime, by: User) -> int:
    """Give leads an owner, or none; answer how many had another before."""
    other = [lead for lead in leads if lead.owner_id != (owner.pk if owner else None)]
    write(
        other,
        column="owner",
        value=owner,
        at=at,
        by=by,
        was=[lead.owner.called if lead.owner else "" for lead in other],
    )
    return len(other)


@transaction.atomic
def assign_campaign(leads: Sequence[Lead], *, campaign: Campaign, at: datetime, by: User) -> int:
    """Put leads into a campaign; answer how many were not in it."""
    other = [lead for lead in leads if lead.campaign_id != campaign.pk]
    was = [lead.campaign.name if lead.campaign else "" for lead in other]
    write(other, column="campaign", value=campaign, at=at, by=by, was=was)
    return len(other)


def write(
    leads: Sequence[Lead],
    *,
    column: str,
    value: User | Campaign | None,
    at: datetime,
    by: User,
    was: Sequence[str],
) -> None:
    """Set one column of leads of one workspace, and note it on each timeline, in two statements."""
    if not leads:
        return
    said = "" if value is None else value.called if isinstance(value, User) else value.name
    workspace = leads[0].workspace_id
    rows = Lead.objects.present().filter(workspace_id=workspace, pk__in=[lead.pk for lead in leads])
    rows.update(**{column: value, "changed_at": at})
    LeadChange.objects.bulk_create(
        LeadChange(workspace_id=workspace, lead=lead, at=at, by=by, cause="manual", fields={column: [before, said]})
        for lead, before in zip(leads, was, strict=True)
    )


@transaction.atomic
def put_off(leads: Sequence[Lead], *, return_at: datetime, at: datetime, by: User) -> list[str]:
    """Give leads that marketing holds another return date; answer why some were left as they are."""
    left = []
    for lead in leads:
        if lead.holder != Holder.MARKETING:
            left.append(f"{lead.called} is not held by marketing.")
        elif not hand(lead, custody=by_marketing(return_at=return_at), at=at, by=by):
            left.append(f"Somebody else changed {lead.called} in the meantime.")
    return left


@transaction.atomic
def disqualify(leads: Sequence[Lead], *, reason: str, at: datetime, by: User) -> list[str]:
    """Close leads that will never be customers; answer why some were left as they are."""
    left = []
    for lead in leads:
        custody = closed(reason=reason)
        try:
            move(lead, to=Stage.DISQUALIFIED, at=at, cause="manual", by=by, reason=reason, custody=custody)
        except IllegalMove as refusal:
            left.append(f"{lead.called}: {refusal}")
    return left
