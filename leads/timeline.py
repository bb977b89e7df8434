"""A lead's timeline: what they did and what became of them, newest first, in one run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Activity, Consent, CustodyChange, Lead, LeadChange, Merge, StageChange
from leads.stages import Holder, Stage

SIZE = 50
ICONS = {"page": "eye", "note": "sticky", "identify": "person-check", "touch": "telephone", "screen": "phone"}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: datetime
    kind: str
    icon: str
    title: str
    note: str = ""
    who: str = ""
    counts: bool = True
    activity_id: int | None = None  # of what somebody or a machine did
    merge_id: int | None = None  # of a merge that can be undone


KINDS = {"activities": "What they did", "steps": "Stages", "custody": "Who held them", "changes": "Changes"}
NUMBERED = {
    "company",
    "company_id",
    "owner",
    "owner_id",
    "campaign",
    "campaign_id",
    "merge",
    "manual",
    "undo",
}  # ids of rows
PLACES = ("message", "path", "url", "note", "name", "text")


def timeline(
    lead: Lead, *, family: list[int], kinds: set[str], before: datetime | None, size: int = SIZE
) -> list[Entry]:
    """At most `size` entries of the chosen kinds, before an instant, of a lead and its `family`."""
    entries: list[Entry] = []
    scope: dict[str, Any] = {"workspace_id": lead.workspace_id, "lead_id__in": family}
    if before is not None:
        scope["at__lt"] = before
    for kind in KINDS:
        if kind in kinds:
            entries += READ[kind](scope, size)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:size]


def activities(scope: dict[str, Any], size: int) -> list[Entry]:
    """What the person did, and touches that members logged."""
    rows = Activity.objects.filter(**scope).select_related("content", "by").order_by("-at")[:size]
    return [
        Entry(
            row.at,
            "activities",
            ICONS.get(row.type, "cursor"),
            row.title or row.type.capitalize(),
            note=place(row),
            who=row.by.called if row.by else "",
            counts=row.counts,
            activity_id=None if row.by else row.pk,
        )
        for row in rows
    ]


def place(row: Activity) -> str:
    """Where it happened, or what it was about."""
    if row.content:
        return (
            f"{row.content.title} ({row.content.get_journey_display()})" if row.content.journey else row.content.title
        )
    for name in PLACES:
        if isinstance(row.properties.get(name), str):
            return row.properties[name][:2000]
    return ""


def steps(scope: dict[str, Any], size: int) -> list[Entry]:
    """From stage to stage."""
    rows = StageChange.objects.filter(**scope).select_related("by").order_by("-at")[:size]
    return [
        Entry(
            row.at,
            "steps",
            "arrow-right-circle",
            f"{Stage(row.was).label} → {Stage(row.to).label}",
            note=row.reason,
            who=row.by.called if row.by else row.cause,
        )
        for row in rows
    ]


def custody(scope: dict[str, Any], size: int) -> list[Entry]:
    """From hand to hand."""
    rows = CustodyChange.objects.filter(**scope).select_related("by", "rep").order_by("-at")[:size]
    return [
        Entry(
            row.at,
            "custody",
            "person-badge",
            f"{Holder(row.holder).label}{f': {row.rep.called}' if row.rep else ''}",
            note=" · ".join(
                part for part in (row.reason, f"until {row.until:%-d %b %H:%M}" if row.until else "") if part
            ),
            who=row.by.called if row.by else "",
        )
        for row in rows
    ]


def changes(scope: dict[str, Any], size: int) -> list[Entry]:
    """What was learnt or corrected, and consent given or withdrawn."""
    rows = LeadChange.objects.filter(**scope).select_related("by").order_by("-at")[:size]
    said = Consent.objects.filter(**scope).select_related("by").order_by("-at")[:size]
    return (
        [
            Entry(
                row.at,
                "changes",
                "pencil",
                ", ".join(told(row.fields)),
                who=row.by.called if row.by else row.cause,
            )
            for row in rows
        ]
        + [
            Entry(
                row.at,
                "changes",
                "envelope-check" if row.given else "envelope-x",
                "Consent given" if row.given else "Consent withdrawn",
                note=" · ".join(part for part in (row.origin, row.text_version) if part),
                who=row.by.called if row.by else "",
            )
            for row in said
        ]
        + merges(scope, size)
    )


def merges(scope: dict[str, Any], size: int) -> list[Entry]:
    """Leads that turned out to be this person."""
    asked = {name.replace("lead_id__in", "kept_id__in"): value for name, value in scope.items()}
    rows = Merge.objects.filter(**asked).select_related("by", "gone").order_by("-at")[:size]
    return [
        Entry(
            row.at,
            "changes",
            "intersect",
            f"Merged from {row.gone.called}",
            note="Undone since" if row.undone_at else "",
            who=row.by.called if row.by else row.cause,
            merge_id=None if row.undone_at else row.pk,
        )
        for row in rows
    ]


def told(fields: dict[str, Any]) -> list[str]:
    """Changed fields in words."""
    lines = []
    for name, pair in fields.items():
        was, to = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
        label = name.removesuffix("_id").replace("_", " ").replace(".", ": ")
        numbers = isinstance(was or to, int) and name in NUMBERED
        lines.append(f"{label} changed" if numbers else f"{label}: {was or 'nothing'} → {to or 'nothing'}")
    return [f"{line[:1].upper()}{line[1:]}" for line in lines]


READ = {"activities": activities, "steps": steps, "custody": custody, "changes": changes}
