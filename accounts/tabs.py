"""The tabs of a workspace's settings. Rooms add their own."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role


@dataclass(frozen=True)
class Tab:
    """One page of the settings, for members with one of the roles (none named: for all)."""

    label: str
    url_name: str
    roles: tuple[Role, ...] = ()
    order: int = 50


TABS: list[Tab] = []


def add_tabs(*tabs: Tab) -> None:
    """Put pages into the settings; each room calls it from its `urls.py`, with addresses under /settings/."""
    TABS.extend(tab for tab in tabs if tab not in TABS)
    TABS.sort(key=lambda tab: tab.order)


def tabs_for(membership: Membership) -> list[dict[str, str]]:
    """The tabs this member has, as label and address."""
    return [
        {"label": tab.label, "url": reverse(tab.url_name, kwargs={"workspace": membership.workspace.slug})}
        for tab in TABS
        if not tab.roles or membership.has(*tab.roles)
    ]
