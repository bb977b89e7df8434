"""What the ground floor itself puts on a workspace's first page."""

from typing import Any

from allauth.mfa.models import Authenticator

from accounts.models import Membership
from accounts.panels import Panel
from accounts.roles import Role
from accounts.steps import Step, steps_for

LINES = 6


def has_team(membership: Membership) -> bool:
    """Whether anybody else is in or was asked."""
    if membership.workspace.memberships.exclude(pk=membership.pk).exists():
        return True
    return membership.workspace.invitations.waiting().exists()


def has_time_zone(membership: Membership) -> bool:
    """Whether the workspace's clock was set."""
    return membership.workspace.time_zone != "UTC"


def has_second_step(membership: Membership) -> bool:
    """Whether a stolen password alone lets nobody in."""
    return Authenticator.objects.filter(user=membership.user_id).exists()


def has_key(membership: Membership) -> bool:
    """Whether a program was ever let in."""
    return membership.workspace.api_keys.exists()


STEPS = (
    Step(
        "Set the time zone",
        "Days, office hours and deadlines follow it.",
        "accounts:workspace",
        has_time_zone,
        (Role.ADMIN,),
    ),
    Step(
        "Invite your team",
        "Marketers, reps and managers see the same leads, each from their side.",
        "accounts:invite",
        has_team,
        (Role.ADMIN,),
    ),
    Step(
        "Make an API key",
        "Your website and your tools come in with it.",
        "accounts:key_new",
        has_key,
        (Role.ADMIN,),
    ),
    Step(
        "Protect your sign-in",
        "A code or a passkey beside your password.",
        "mfa_index",
        has_second_step,
        of_person=True,
    ),
)


def first_steps(membership: Membership) -> dict[str, Any] | None:
    """The list, until everything on it is done."""
    steps = steps_for(membership)
    return {"steps": steps, "done": sum(step.is_done for step in steps), "of": len(steps)} if steps else None


def running_jobs(membership: Membership) -> dict[str, Any] | None:
    """Long work that goes on."""
    jobs = list(membership.workspace.jobs.open().newest_first()[:LINES])
    return {"jobs": jobs} if jobs else None


def lately(membership: Membership) -> dict[str, Any] | None:
    """The newest lines of the audit log."""
    entries = list(membership.workspace.audit_entries.select_related("by", "key").order_by("-pk")[:LINES])
    return {"entries": entries} if entries else None


def you(membership: Membership) -> dict[str, Any]:
    """What one is here, and whom to ask for more."""
    admins = membership.workspace.memberships.with_role(Role.ADMIN).by_name()[:LINES]
    return {"membership": membership, "roles": sorted_roles(membership), "admins": list(admins)}


def sorted_roles(membership: Membership) -> list[Role]:
    """One's roles in their usual order."""
    return [role for role in Role if role in membership.roles]


PANELS = (
    Panel("accounts/_steps.html", first_steps, order=10),
    Panel("accounts/_running.html", running_jobs, order=40),
    Panel("accounts/_lately.html", lately, (Role.ADMIN,), order=90),
    Panel("accounts/_you.html", you, order=20, beside=True),
)
