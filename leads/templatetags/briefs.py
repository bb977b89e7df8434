"""What a brief needs of its reader's moment: links to the evidence, its age, the clock at the lead's place."""

import zoneinfo
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.templatetags.shell import when

register = template.Library()


@register.simple_tag
def evidence(line: dict[str, Any], slug: str, lead: int | None = None) -> str:
    """The page on which one sees what a line says: of the lead, the company, or the activity in its lead's timeline."""
    kind, pk = line.get("of"), line.get("id")
    if kind == "company" and pk:
        return reverse("leads:company", args=[slug, pk])
    if kind == "lead" and pk:
        return reverse("leads:lead", args=[slug, pk])
    if lead is None:
        return ""
    address = reverse("leads:lead", args=[slug, lead])
    at = line.get("at")
    return f"{address}?{urlencode({'kind': 'activities', 'before': after(at)})}#timeline" if at else address


def after(text: str) -> str:
    """Just after an instant, so that the timeline begins with what happened then."""
    return datetime.fromisoformat(text).replace(microsecond=999_999).isoformat()


@register.simple_tag
def age(text: str | None) -> SafeString | str:
    """How old a line's evidence is; days count from their noon."""
    return when(instant(text)) if text else ""


@register.filter
def instant(text: str | None) -> datetime | None:
    """The instant in a text of a brief."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if len(text) == len("2026-03-10"):
        found = datetime.combine(found.date(), time(12), tzinfo=UTC)
    return found if timezone.is_aware(found) else found.replace(tzinfo=UTC)


@register.simple_tag
def clock(zone: str) -> str:
    """What the clock shows there now: “14:06”; empty where nobody knows the zone."""
    try:
        return f"{timezone.now().astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}" if zone else ""
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return ""


@register.filter
def is_night(zone: str) -> bool:
    """Whether one should not call there now: before eight and after twenty."""
    shown = clock(zone)
    return bool(shown) and not "08:00" <= shown < "20:00"
