"""What the shell of every page needs: where one is, where one can go, how it should look."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from accounts import tenancy, whereabouts
from accounts.models import Membership, Theme, Workspace
from accounts.roles import Role


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url_name: str
    icon: str
    roles: tuple[Role, ...] = ()
    count: Callable[[Membership], int] | None = None
    group: str = "Workspace"
    urgent: bool = False  # its count calls for somebody
    order: int = 50  # within its group; small numbers stand higher


GROUPS = ["Sales", "Marketing", "Both", "Workspace"]
LINKS: list[Link] = []


def add_links(*links: Link) -> None:
    """Put pages into the navigation; each room calls it from its `urls.py`."""
    LINKS.extend(link for link in links if link not in LINKS)


@dataclass
class Item:
    """A link as one person sees it."""

    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None
    urgent: bool = False


@dataclass
class Group:
    """A titled run of links."""

    title: str
    items: list[Item] = field(default_factory=list)


class Shell:
    """Read lazily by templates: a page that shows no navigation pays for none."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def membership(self) -> Membership | None:
        """The page's membership; on a person's own pages that of the workspace they came from."""
        return getattr(self.request, "membership", None) or whereabouts.last(self.request, self.memberships)

    @property
    def workspace(self) -> Workspace | None:
        """Where one is, or was last."""
        return self.membership.workspace if self.membership else None

    @cached_property
    def memberships(self) -> list[Membership]:
        """Where this person may go, by name."""
        return whereabouts.memberships(getattr(self.request, "user", None))

    @property
    def theme(self) -> str:
        """light, dark or system."""
        return getattr(getattr(self.request, "user", None), "theme", "") or Theme.SYSTEM

    @property
    def letters_url(self) -> str:
        """Where mails are read on machines from which none leave; nothing elsewhere."""
        return reverse("accounts:letters") if settings.EMBEDDED or settings.DEBUG else ""

    @cached_property
    def home(self) -> str:
        """The workspace's first page."""
        return reverse("accounts:home", kwargs={"workspace": self.workspace.slug}) if self.workspace else ""

    @cached_property
    def unread(self) -> int:
        """How many notifications of this workspace the person has not read."""
        if self.membership is None or self.workspace is None:
            return 0
        inside = nullcontext() if hasattr(self.request, "membership") else tenancy.workspace(self.workspace)
        with inside:
            return self.workspace.notifications.of(self.membership.user_id).unread().count()

    @cached_property
    def nav(self) -> list[Group]:
        """The groups this member has something in."""
        if self.workspace is None:
            return []
        if hasattr(self.request, "membership"):
            return self.groups()
        with tenancy.workspace(self.workspace):
            return self.groups()

    def groups(self) -> list[Group]:
        """The links, group by group, with the workspace's rows in sight."""
        groups = {title: Group(title) for title in GROUPS}
        for link in sorted(LINKS, key=lambda link: link.order):
            item = self.item(link)
            if item is not None:
                groups[link.group].items.append(item)
        items = [item for group in groups.values() for item in group.items]
        # Of the links that lead here the most exact one is where one is: Segments stands below Leads.
        nearest = max((len(item.url) for item in items if item.active), default=0)
        for item in items:
            item.active = item.active and len(item.url) == nearest
        return [group for group in groups.values() if group.items]

    def item(self, link: Link) -> Item | None:
        """The link for this member; None when it is not for them."""
        if self.membership is None or self.workspace is None or (link.roles and not self.membership.has(*link.roles)):
            return None
        try:
            url = reverse(link.url_name, kwargs={"workspace": self.workspace.slug})
        except NoReverseMatch:
            return None
        count = link.count(self.membership) if link.count else None
        here = self.request.path == url if url == self.home else self.request.path.startswith(url)
        return Item(link.label, url, link.icon, here, count or None, link.urgent)

    @property
    def workspaces(self) -> list[Workspace]:
        """The workspaces this person can switch to, by name."""
        return [membership.workspace for membership in self.memberships]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Shell(request), "request_id": getattr(request, "request_id", "")}
