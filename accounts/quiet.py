"""When people may be disturbed, and when their morning is. Pure: instants in, instants out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def after_quiet(at: datetime, *, start: time | None, end: time | None, zone: ZoneInfo) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into; they may go over midnight."""
    if start is None or end is None or start == end:
        return at
    local = at.astimezone(zone)
    now = local.time()
    is_quiet = start <= now < end if start < end else now >= start or now < end
    if not is_quiet:
        return at
    over = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return (over if over > local else over + DAY).astimezone(at.tzinfo)


def last_morning(now: datetime, *, at: time, zone: ZoneInfo) -> datetime:
    """The latest instant, up to now, at which the person's clock showed that time of day."""
    local = now.astimezone(zone)
    today = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return (today if today <= local else today - DAY).astimezone(now.tzinfo)


def next_morning(now: datetime, *, at: time, zone: ZoneInfo) -> datetime:
    """The next such instant after now."""
    local = last_morning(now, at=at, zone=zone).astimezone(zone)
    return (local + DAY).astimezone(now.tzinfo)
