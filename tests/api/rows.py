"""What stands behind the ids in addresses: a row of Acme for each chapter, carrying a name nobody else has.

A new chapter with ids needs an entry here: the walks over every address fail without one.
"""

from collections.abc import Callable

from django.utils import timezone

from accounts import tenancy
from accounts.models import Job, User, Workspace
from routing import actions as routing
from sla.models import WorkCalendar
from tests.api.conftest import Program
from tests.conftest import who

CANARY = "canary"


def member(website: Program, acme: Workspace) -> int:
    with tenancy.workspace(acme):
        User.objects.filter(memberships__workspace=acme).update(name=CANARY)
        return acme.memberships.get(user__email="ravi@example.com").pk


def invitation(website: Program, acme: Workspace) -> int:
    body = {"email": "canary@example.com", "roles": ["rep"]}
    return website.post("invitations/", body).json()["id"]


def job(website: Program, acme: Workspace) -> int:
    with tenancy.workspace(acme):
        return Job.objects.create(workspace=acme, kind=CANARY, title=CANARY).pk


def company(website: Program, acme: Workspace) -> int:
    return website.post("companies/", {"name": CANARY}).json()["id"]


def lead(website: Program, acme: Workspace, email: str = "canary@canary.example") -> int:
    return website.post("leads/", {"email": email, "last_name": CANARY}).json()["id"]


def merge(website: Program, acme: Workspace) -> int:
    kept, gone = lead(website, acme, "a@canary.example"), lead(website, acme, "b@canary.example")
    return website.post(f"leads/{kept}/merge/", {"gone": gone}).json()["id"]


def handoff(website: Program, acme: Workspace) -> int:
    with tenancy.workspace(acme):
        found = acme.leads.get(pk=lead(website, acme, "passed@canary.example"))
        routing.hand_over(found, by=who("maya"), at=timezone.now(), why=CANARY)
        return acme.handoffs.get(lead=found).pk


def calendar(website: Program, acme: Workspace) -> int:
    with tenancy.workspace(acme):
        return WorkCalendar.objects.create(workspace=acme, name=CANARY, time_zone="Europe/Berlin").pk


ROWS: dict[str, Callable[[Program, Workspace], int]] = {
    "members": member,
    "invitations": invitation,
    "jobs": job,
    "companies": company,
    "leads": lead,
    "merges": merge,
    "handoffs": handoff,
    "calendars": calendar,
}


def rows_of(website: Program, acme: Workspace) -> dict[str, int]:
    """One id for each chapter."""
    return {chapter: make(website, acme) for chapter, make in ROWS.items()}
