"""Every address of the house, and a row of Acme's for each part of an address that names one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts import actions
from accounts.models import Channel, Job, Membership, OutboxItem, Workspace
from accounts.roles import Role
from accounts.scopes import Scope
from capture import actions as imports
from tests.capture import doors as capture_doors
from tests.conftest import who
from tests.leads import doors as leads_doors
from tests.reports import doors as reports_doors
from tests.routing import doors as routing_doors
from tests.scoring import doors as scoring_doors
from tests.sla import doors as sla_doors
from tests.webforms import doors as form_doors

CANARY = "Canary of Acme"


@dataclass(frozen=True)
class Door:
    """One address: its name, the parts it is made of, and the view behind it."""

    name: str
    parts: tuple[str, ...]
    view: Any


def doors(
    resolver: URLResolver | None = None, names: tuple[str, ...] = (), parts: tuple[str, ...] = ()
) -> Iterator[Door]:
    """Walk every pattern of every room."""
    resolver = resolver or get_resolver()
    for pattern in resolver.url_patterns:
        known = (*parts, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from doors(pattern, inner, known)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Door(":".join([*names, pattern.name]), tuple(dict.fromkeys(known)), pattern.callback)


def doors_of_a_workspace() -> list[Door]:
    """Those under /w/<slug>/."""
    return [door for door in doors() if "workspace" in door.parts]


Rows = dict[str, Callable[[Workspace], dict[str, Any]]]


def member(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Membership.objects.get(user=who("ravi")).pk}


def invitation(workspace: Workspace) -> dict[str, Any]:
    email = "canary@example.com"
    found = workspace.invitations.filter(email=email).first()
    made = found or actions.invite(workspace, by=who("ada"), email=email, roles={Role.REP}, at=timezone.now())
    return {"pk": made.pk}


def key(workspace: Workspace) -> dict[str, Any]:
    made, _ = actions.make_key(workspace, by=who("ada"), name=CANARY, scopes=[Scope.JOBS_READ], expires_at=None)
    return {"pk": made.pk}


def job(workspace: Workspace) -> dict[str, Any]:
    return {"pk": Job.objects.create(workspace=workspace, kind="canary", title=CANARY).pk}


def outgoing(workspace: Workspace) -> dict[str, Any]:
    later = timezone.now() + timedelta(days=1)
    row = OutboxItem.objects.create(
        workspace=workspace, channel=Channel.MAIL, address="canary@example.com", subject=CANARY, due_at=later
    )
    return {"pk": row.pk}


def notification(workspace: Workspace) -> dict[str, Any]:
    values = {"kind": "offer", "key": CANARY, "title": CANARY, "url": f"/w/{workspace.slug}/"}
    actions.notify(workspace.pk, to=[who("ada").pk], at=timezone.now(), **values)
    return {"pk": workspace.notifications.get(key=CANARY).pk}


def upload(workspace: Workspace) -> dict[str, Any]:
    made = imports.keep_file(
        workspace, [f"Email,Name\ncanary@example.com,{CANARY}\n".encode()], name=f"{CANARY}.csv", by=None
    )
    return {"pk": made.pk}


def import_run(workspace: Workspace) -> dict[str, Any]:
    made = workspace.uploads.get(pk=upload(workspace)["pk"])
    return {"pk": imports.start_run(made, by=who("maya"), dry=False).pk}


# A door that names a row needs a line here, or tests/test_doors.py fails.
ROWS: Rows = {
    "accounts:person": member,
    "accounts:deactivate": member,
    "accounts:reactivate": member,
    "accounts:invitation_resend": invitation,
    "accounts:invitation_revoke": invitation,
    "accounts:key_revoke": key,
    "accounts:notification": notification,
    "accounts:job": job,
    "accounts:job_stop": job,
    "accounts:outgoing": outgoing,
    "accounts:replay": outgoing,
    "imports:preview": upload,
    "imports:mapping": upload,
    "imports:run": import_run,
    "imports:start": import_run,
    "imports:undo": import_run,
    "imports:leads": import_run,
    "imports:complaints_csv": import_run,
    "imports:refused_csv": import_run,
    **capture_doors.ROWS,
    **leads_doors.ROWS,
    **form_doors.ROWS,
    **scoring_doors.ROWS,
    **routing_doors.ROWS,
    **sla_doors.ROWS,
    **reports_doors.ROWS,
}
