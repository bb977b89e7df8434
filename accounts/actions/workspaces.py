"""Making and changing workspaces."""

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts import bells, openings, tenancy
from accounts.actions.refusals import Refused
from accounts.audit import record
from accounts.models import Membership, User, Workspace
from accounts.roles import Role

RESERVED = {"new", "admin", "api", "help", "static", "w", "settings"}


@transaction.atomic
def create_workspace(*, name: str, by: User, slug: str = "", time_zone: str = "UTC") -> Workspace:
    """Make a workspace whose first member `by` has every role but rep; without a slug the name makes one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_workspace', 'id'))")
        pk = cursor.fetchone()[0]
    stem = slugify(name)[:40].strip("-") or "workspace"
    with tenancy.workspace(pk):
        workspace = Workspace(pk=pk, name=name.strip(), slug=slug or stem, time_zone=time_zone)
        try:
            keep(workspace)
        except Refused:
            if slug:
                raise
            workspace.slug = f"{stem}-{pk}"
            keep(workspace)
        member = Membership(workspace=workspace, user=by)
        member.give({Role.ADMIN, Role.MANAGER, Role.MARKETER})
        member.save()
        record(workspace=workspace, by=by, verb="created", what="the workspace")
        bells.begin(pk)
        openings.furnish(pk)
    return workspace


def keep(workspace: Workspace) -> None:
    """Save a workspace; refuse an address somebody has (other workspaces cannot be seen, so it is tried)."""
    workspace.full_clean(validate_unique=False, validate_constraints=False)
    if workspace.slug in RESERVED:
        raise Refused(f"The address “{workspace.slug}” is kept for Baton's own pages. Choose another.")
    try:
        with transaction.atomic():
            workspace.save()
    except IntegrityError:
        raise Refused(f"The address “{workspace.slug}” is taken. Choose another.") from None


@transaction.atomic
def change_workspace(workspace: Workspace, *, by: User, name: str, slug: str, time_zone: str) -> None:
    """Change the workspace's name, address and time zone; refuses an address that is taken."""
    to = {"name": name.strip(), "slug": slug, "time_zone": time_zone}
    was = {field: getattr(workspace, field) for field in to}
    for field, value in to.items():
        setattr(workspace, field, value)
    try:
        keep(workspace)
    except Refused:
        for field, value in was.items():
            setattr(workspace, field, value)
        raise
    changed = {field: {"was": was[field], "to": to[field]} for field in to if was[field] != to[field]}
    if changed:
        record(workspace=workspace, by=by, verb="changed", what="the workspace's settings", details=changed)
