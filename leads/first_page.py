"""What the hall puts on a workspace's first page: a step for a new one, and the certificate of custody."""

from typing import Any

from accounts.models import Membership
from accounts.panels import Panel
from accounts.roles import Role
from accounts.steps import Step


def has_leads(membership: Membership) -> bool:
    """Whether anybody came in yet."""
    return membership.workspace.leads.exists()


def certificate(membership: Membership) -> dict[str, Any] | None:
    """The last look at all live leads; nothing before there are any."""
    check = membership.workspace.custody_checks.order_by("-at").first()
    if check is None or not check.live:
        return None
    return {"check": check, "overdue": sum(check.overdue.values())}


STEPS = (
    Step(
        "Get your first leads in",
        "Describe one by hand, or bring a file.",
        "leads:leads",
        has_leads,
        (Role.MARKETER, Role.ADMIN),
    ),
)
PANELS = (Panel("leads/_certificate.html", certificate, order=15, beside=True),)
