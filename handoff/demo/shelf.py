"""What a team has at hand: what it can do for people, segments, a form and a key of its web site."""

from datetime import datetime
from typing import Any

from accounts.models import User, Workspace
from capture import actions as capture
from leads.actions.briefing import keep_offering
from leads.actions.segments import make_segment
from leads.conditions import check
from leads.matching.terms import Terms

SITE = "https://www.acme.example"
# name, what we do, when it helps, words by which one hears it
OFFERINGS = [
    (
        "Answer in an hour",
        "We set up the queue with you and sit beside your reps for the first week.",
        "they lose leads because nobody answers in time.",
        ["late", "slow", "nobody calls", "response"],
    ),
    (
        "One definition of an MQL",
        "A workshop of half a day: marketing and sales leave it with one page that both have signed.",
        "sales says the leads are bad, marketing says nobody calls them.",
        ["quality", "bad leads", "agree", "definition"],
    ),
    (
        "Move from spreadsheets",
        "We import your files, whatever wrote them, and show you who is in there twice.",
        "they hand leads over in mails and spreadsheets.",
        ["excel", "spreadsheet", "import", "list"],
    ),
]
SEGMENTS: list[tuple[str, dict[str, Any]]] = [
    ("Decision makers", {"field": "lead.title", "op": "contains_any", "value": ["VP", "Head", "Director", "Chief"]}),
    (
        "Warm in DACH",
        {
            "all": [
                {"field": "lead.country", "op": "is_any_of", "value": ["DE", "AT", "CH"]},
                {"field": "lead.engagement", "op": "at_least", "value": 15},
            ]
        },
    ),
]
FORM: dict[str, Any] = {
    "name": "Ask for a demo",
    "intro": "Half an hour, with your own leads. Somebody calls you back within the hour.",
    "questions": [
        {"key": "first_name", "label": "First name", "required": True},
        {"key": "last_name", "label": "Last name", "required": True},
        {"key": "email", "label": "E-mail at work", "required": True},
        {"key": "company_name", "label": "Company", "required": False},
        {"key": "phone", "label": "Phone", "required": False},
    ],
    "button": "Ask for a demo",
    "thanks": "Thank you. One of us calls you within the hour, on working days from 8 to 17.",
    "consent_text": "Write to me about Baton now and then. I can stop it in every mail.",
    "raises_hand": True,
    "source": "Website",
    "product": "Baton Team",
    "origins": [SITE],
}


def stock(workspace: Workspace, cast: dict[str, User], *, at: datetime) -> None:
    """Put all of it there, as Maya would."""
    maya = cast["maya"]
    for name, text, helps_when, words in OFFERINGS:
        keep_offering(workspace, name=name, text=text, helps_when=helps_when, words=words)
    schema = Terms(workspace).schema
    for name, condition in SEGMENTS:
        make_segment(workspace, by=maya, name=name, condition=check(condition, schema), schema=schema, at=at)
    capture.make_form(workspace, settings=FORM, by=maya, at=at)
    capture.make_key(workspace, by=maya, name="Web site", origins=[SITE], per_minute=6_000)
