"""The workspace's first page: panels that rooms put there, each a partial and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Membership
from accounts.roles import Role


@dataclass(frozen=True)
class Panel:
    """A partial and the function that finds what it shows; None: nothing to show, no panel."""

    template: str
    shows: Callable[[Membership], dict[str, Any] | None]
    roles: tuple[Role, ...] = ()
    order: int = 50  # small numbers stand higher
    beside: bool = False  # in the narrow column


@dataclass(frozen=True)
class Shown:
    """A panel with its content."""

    template: str
    content: dict[str, Any]
    beside: bool


PANELS: list[Panel] = []


def add_panels(*panels: Panel) -> None:
    """Put panels on the page; each room calls it from its `urls.py`."""
    PANELS.extend(panel for panel in panels if panel not in PANELS)
    PANELS.sort(key=lambda panel: panel.order)


def panels_for(membership: Membership) -> list[Shown]:
    """The panels that have something for this member, in order."""
    shown = []
    for panel in PANELS:
        content = panel.shows(membership) if not panel.roles or membership.has(*panel.roles) else None
        if content is not None:
            shown.append(Shown(panel.template, content, panel.beside))
    return shown
