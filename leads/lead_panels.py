"""What other rooms put on a lead's page: a partial, and the function that finds what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership
from leads.models import Lead

Shows = Callable[[Membership, Lead], dict[str, Any] | None]


@dataclass(frozen=True)
class LeadPanel:
    """A partial and what it shows; None: nothing to show, no panel. `beside` puts it into the narrow column."""

    template: str
    shows: Shows
    order: int = 50  # small numbers stand higher
    beside: bool = True


@dataclass(frozen=True)
class ShownPanel:
    """A panel with its content."""

    template: str
    content: dict[str, Any]
    beside: bool


PANELS: list[LeadPanel] = []


def add_lead_panels(*panels: LeadPanel) -> None:
    """Put panels on the page of a lead; each room calls it from its `urls.py`."""
    PANELS.extend(panel for panel in panels if panel not in PANELS)
    PANELS.sort(key=lambda panel: panel.order)


def panels_of(membership: Membership, lead: Lead) -> list[ShownPanel]:
    """The panels that have something to say about this lead to this member, in order."""
    shown = []
    for panel in PANELS:
        content = panel.shows(membership, lead)
        if content is not None:
            shown.append(ShownPanel(panel.template, content, panel.beside))
    return shown
