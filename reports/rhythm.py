"""Weeks, months and quarters: which one is over, and when the next one begins. Pure."""

from datetime import date, datetime, time, timedelta

from reports.periods import months_before

AT = time(7, 0)  # when reports are sent, in the workspace's zone


def span_of(rhythm: str, today: date) -> tuple[date, date]:
    """The last whole week, month or quarter before today: its first and its last day."""
    if rhythm == "weekly":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    length = 1 if rhythm == "monthly" else 3
    begun = begin(rhythm, today)
    return months_before(begun, length), begun - timedelta(days=1)


def begin(rhythm: str, today: date) -> date:
    """The first day of the week, month or quarter of today."""
    if rhythm == "weekly":
        return today - timedelta(days=today.weekday())
    if rhythm == "monthly":
        return today.replace(day=1)
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1)


def due_since(rhythm: str, now: datetime) -> datetime:
    """Since when the last whole week, month or quarter can be looked back at: seven on the first day after it."""
    since = datetime.combine(begin(rhythm, now.date()), AT, now.tzinfo)
    return since if since <= now else datetime.combine(begin(rhythm, now.date() - timedelta(days=1)), AT, now.tzinfo)


def next_due(rhythm: str, now: datetime) -> datetime:
    """The next beginning of a week, month or quarter, at seven; `now` in the workspace's zone."""
    begun = begin(rhythm, now.date())
    length = {"monthly": 1, "quarterly": 3}.get(rhythm)
    following = begun + timedelta(days=7) if length is None else months_before(begun, -length)
    return datetime.combine(following, AT, now.tzinfo)


def period_key(rhythm: str, today: date) -> str:
    """A name for the period of today, so that an alert is told once in it."""
    return f"{rhythm[:1]}{begin(rhythm, today):%Y%m%d}"
