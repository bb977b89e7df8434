"""The leads of one person, and the rows that follow when two of them become one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leads.actions.activities import Recorded, as_recorded
from leads.actions.statements import ask, id_list
from leads.models import Activity, Lead
from leads.signals import activities_recorded

MOVE = """
    UPDATE leads_activity SET lead_id = %(to)s
     WHERE workspace_id = %(ws)s AND lead_id = %(was)s AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s::bigint[]))
    RETURNING id, message_id, at, type, title, properties, origin, lead_id, visitor_id, channel, content_id,
              campaign_id, counts
"""
FAMILY = """
    WITH RECURSIVE family AS (
        SELECT id FROM leads_lead WHERE workspace_id = %(ws)s AND id = ANY(%(ids)s::bigint[])
        UNION
        SELECT l.id FROM leads_lead l JOIN family ON l.merged_into_id = family.id WHERE l.workspace_id = %(ws)s
    )
    SELECT id FROM family ORDER BY id
"""
INTO = """
    WITH RECURSIVE way AS (
        SELECT id, merged_into_id FROM leads_lead WHERE workspace_id = %(ws)s AND id = %(id)s
        UNION
        SELECT l.id, l.merged_into_id
          FROM leads_lead l JOIN way ON l.id = way.merged_into_id WHERE l.workspace_id = %(ws)s
    )
    SELECT id FROM way WHERE merged_into_id IS NULL
"""
FOLLOWING = ("visitors", "identities", "consents", "files")


@dataclass(slots=True)
class Moved:
    """What went from one lead to another."""

    activities: list[Recorded] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, list[int]]:
        """The ids of it all."""
        return {"activities": [row.id for row in self.activities], **self.others}

    def tell(self, workspace_id: int, *, lost: int) -> None:
        """Say upwards that these activities are another lead's now."""
        if self.activities:
            rows = self.activities
            activities_recorded.send(Activity, workspace_id=workspace_id, activities=rows, lost=frozenset({lost}))


def take_over(kept: Lead, gone: Lead) -> Moved:
    """Give everything that moves from one lead to the other."""
    moved = Moved(move(gone, kept, None))
    for name in FOLLOWING:
        rows = getattr(gone, name)
        moved.others[name] = sorted(rows.values_list("pk", flat=True))
        rows.update(lead=kept)
    return moved


def give_back(kept: Lead, gone: Lead, ids: Mapping[str, list[int]]) -> Moved:
    """Give what had moved back, as far as it is still there."""
    for name in FOLLOWING:
        getattr(kept, name).filter(pk__in=ids[name]).update(lead=gone)
    return Moved(move(kept, gone, ids["activities"]) if ids["activities"] else [])


def move(was: Lead, to: Lead, ids: Iterable[int] | None) -> list[Recorded]:
    """Give activities (all, or those with the ids) from one lead to another."""
    wanted = None if ids is None else id_list(ids)
    rows = ask(MOVE, {"ws": was.workspace_id, "was": was.pk, "to": to.pk, "ids": wanted})
    return [as_recorded(row) for row in rows]


def family(lead: Lead) -> list[int]:
    """The ids of the lead and of all that were merged into it, however often: whose rows tell its past."""
    return [row[0] for row in ask(FAMILY, {"ws": lead.workspace_id, "ids": id_list([lead.pk])})]


def standing(lead: Lead) -> Lead:
    """The lead itself, or the one into which it was merged in the end."""
    if lead.merged_into_id is None:
        return lead
    values: dict[str, Any] = {"ws": lead.workspace_id, "id": lead.pk}
    return Lead.objects.get(workspace_id=lead.workspace_id, pk=ask(INTO, values)[0][0])
