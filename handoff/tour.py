"""Your first ten minutes: what somebody new does first in their role, ticked by what they really did.

It stands on the workspace's first page until everything is done or its reader puts it away, which is for ever. A person
with several roles is shown the first of theirs in the order of `TOURS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Membership
from accounts.panels import Panel, add_panels
from accounts.roles import Role


@dataclass(frozen=True)
class Stop:
    """One thing to do, where, and how the rows tell that this member did it."""

    title: str
    text: str
    url_name: str
    done: Callable[[Membership], bool]


def by(rows: str, column: str, **more: Any) -> Callable[[Membership], bool]:
    """Whether the member is named in that column of one of the workspace's rows."""

    def asked(member: Membership) -> bool:
        found: bool = getattr(member.workspace, rows).filter(**{column: member.user_id}, **more).exists()
        return found

    return asked


HEARS = Stop(
    "Say how you want to hear of things",
    "In the page, by mail or in your chat, and when to leave you in peace.",
    "accounts:notification_settings",
    lambda member: by("notification_options", "user")(member) or by("notification_choices", "user")(member),
)
NAMES = {Role.REP: "a rep", Role.MARKETER: "a marketer", Role.MANAGER: "a manager"}
TOURS: dict[Role, tuple[Stop, ...]] = {
    Role.REP: (
        HEARS,
        Stop(
            "Answer your first offer",
            "Read the brief, then accept with A or reject with R and a reason. The queue says how much time is left.",
            "routing:queue",
            lambda member: by("handoffs", "rep", answered_by=member.user_id)(member),
        ),
        Stop(
            "Get in touch, and write down what came of it",
            "The first touch stops the response clock.",
            "routing:working",
            by("handoffs", "responded_by"),
        ),
        Stop(
            "Plan a handoff meeting",
            "Go through the brief together with whoever passed you the lead.",
            "routing:meetings",
            by("meetings", "organiser"),
        ),
        Stop(
            "Qualify one",
            "Answer the checklist: the lead becomes an SQL, with an opportunity.",
            "routing:working",
            by("opportunities", "opened_by"),
        ),
    ),
    Role.MARKETER: (
        Stop(
            "Bring a file in",
            "Any table will do. Baton asks where it cannot know, and changes nothing before you say so.",
            "imports:imports",
            by("uploads", "by"),
        ),
        Stop(
            "Name a signal",
            "What do people do when they begin to look for what you sell?",
            "scoring:signals",
            by("signals", "changed_by"),
        ),
        Stop(
            "Rehearse a change of the model",
            "Give a rule other points and see whom it would have passed, before it passes anybody.",
            "scoring:model",
            by("rehearsals", "started_by"),
        ),
        Stop(
            "Publish it",
            "All scores follow, and every receipt says why.",
            "scoring:model",
            by("scoring_models", "published_by"),
        ),
        Stop(
            "Sign what an MQL is",
            "Marketing and sales agree in words and in a condition that runs. Both sign.",
            "leads:definitions",
            by("definition_signatures", "by"),
        ),
        HEARS,
    ),
    Role.MANAGER: (
        Stop(
            "Sign the agreement",
            "How soon sales answers whom, and what marketing owes in return. Both heads sign.",
            "sla:agreement",
            by("signatures", "by"),
        ),
        Stop(
            "Sign what an SQL is",
            "What has to be known before a lead counts as an opportunity.",
            "leads:definitions",
            by("definition_signatures", "by"),
        ),
        Stop(
            "Set a goal",
            "From what is to be earned Baton works back to how many leads that takes.",
            "reports:goals",
            by("goals", "set_by"),
        ),
        Stop(
            "Have the weekly review sent to you",
            "Figures, decisions and open actions, made by itself each week and ready to print.",
            "reports:reviews",
            by("review_readers", "user"),
        ),
        HEARS,
    ),
}


def tour(membership: Membership) -> dict[str, Any] | None:
    """The list as this member sees it; nothing once it is done or was put away."""
    role = next((role for role in TOURS if membership.has(role)), None)
    if role is None or membership.user.toured_at is not None:
        return None
    stops = [as_seen(stop, membership) for stop in TOURS[role]]
    done = sum(bool(stop["is_done"]) for stop in stops)
    return {"role": NAMES[role], "steps": stops, "done": done, "of": len(stops)} if done < len(stops) else None


def as_seen(stop: Stop, membership: Membership) -> dict[str, Any]:
    """A stop with its address, and whether this member was there."""
    url = reverse(stop.url_name, args=[membership.workspace.slug])
    return {"title": stop.title, "text": stop.text, "url": url, "is_done": stop.done(membership)}


add_panels(Panel("accounts/_tour.html", tour, order=12))
