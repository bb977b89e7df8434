"""Touches: how somebody spoke with a lead, what came of it, and what is usually done next. Pure."""

from datetime import datetime, timedelta

CHANNELS = {"call": "Call", "mail": "Mail", "meeting": "Meeting", "message": "Message"}
NOT_REACHED = "no_answer"
OUTCOMES = {
    NOT_REACHED: "No answer",
    "replied": "Replied",
    "asked": "Asked questions",
    "positive": "Positive",
    "negative": "Negative",
}
# After which outcome what is done next, and how soon.
NEXT = {
    NOT_REACHED: ("Try again", timedelta(days=1)),
    "replied": ("Follow up", timedelta(days=2)),
    "asked": ("Answer their questions", timedelta(days=1)),
    "positive": ("Qualify: go through the checklist", timedelta(days=2)),
    "negative": ("Decide: give back or close", timedelta(days=1)),
}
FIRST = "First contact"


def in_words(channel: str, outcome: str) -> str:
    """“Call: asked questions”."""
    return f"{CHANNELS[channel]}: {OUTCOMES[outcome].lower()}"


def first_step(outcome: str, *, at: datetime) -> tuple[str, datetime]:
    """The usual next step after an outcome, on a working day; weekends are stepped over."""
    text, wait = NEXT[outcome]
    return text, on_weekday(at + wait)


def first_contact(at: datetime) -> datetime:
    """By when an accepted lead is spoken to, unless the rep says otherwise."""
    return on_weekday(at + timedelta(hours=4))


def on_weekday(at: datetime) -> datetime:
    """The same time of day, on Monday where it would be a Saturday or Sunday."""
    beyond = at.isoweekday() - 5
    return at + timedelta(days=3 - beyond) if beyond > 0 else at
