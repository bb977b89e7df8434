"""The ground's doors for programs: the workspace, its members and invitations, long work, the key."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import actions, jobs
from accounts.models import ApiKey, Invitation, Job, JobStatus, Membership, Workspace
from accounts.rest.authentication import ANY_KEY
from accounts.rest.errors import Problem
from accounts.rest.fields import Body, Choice, Email, Several
from accounts.rest.paging import PageQuery
from accounts.rest.views import WorkspaceViewSet
from accounts.roles import Role
from accounts.scopes import Scope

ROLES = [role.value for role in Role]
TEAM, WORK, HERE = "Team", "Long work", "Workspace and key"


class RolesField(serializers.ListField):
    """Roles in the house's order."""

    child = serializers.ChoiceField(choices=ROLES)

    def to_representation(self, data: Any) -> list[str]:
        """Their names."""
        return [role for role in ROLES if role in data]


class WorkspaceBody(Body):
    """A workspace."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField(help_text="Its part of the address of every page: `/w/<slug>/`.")
    time_zone = serializers.CharField(help_text="An IANA time zone.")
    created_at = serializers.DateTimeField()

    examples: ClassVar = {"id": 1, "name": "Acme", "slug": "acme", "time_zone": "Europe/Berlin"}


class PersonBody(Body):
    """A person."""

    name = serializers.CharField(source="called", help_text="The name, or the address while there is none.")
    email = serializers.EmailField()

    examples: ClassVar = {"name": "Ada Lovelace", "email": "ada@example.com"}


class MemberBody(Body):
    """One person in the workspace."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="user.called", help_text="The name, or the address while there is none.")
    email = serializers.EmailField(source="user.email")
    roles = RolesField(help_text="What the member does here.")
    active = serializers.BooleanField(source="is_active", help_text="Whether the member may come in.")
    joined_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(allow_null=True, help_text="When the member last opened a page.")
    deactivated_at = serializers.DateTimeField(allow_null=True)

    examples: ClassVar = {
        "id": 7,
        "name": "Ravi",
        "email": "ravi@example.com",
        "roles": ["rep"],
        "active": True,
    }


class InvitationBody(Body):
    """An address that was asked to join."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    roles = RolesField(help_text="The roles the member will have.")
    status = serializers.SerializerMethodField(help_text="`open` until it is accepted, revoked, or its time is over.")
    invited_by = PersonBody(help_text="For an invitation by a program: who made its key.")
    invited_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(help_text="When the link was last mailed.")
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)

    examples: ClassVar = {
        "id": 12,
        "email": "lena@example.com",
        "roles": ["marketer", "manager"],
        "status": "open",
    }

    @extend_schema_field(serializers.ChoiceField(choices=["open", "accepted", "revoked", "expired"]))
    def get_status(self, row: Invitation) -> str:
        """Where the invitation stands now."""
        if row.accepted_at is not None:
            return "accepted"
        if row.revoked_at is not None:
            return "revoked"
        return "open" if row.is_open(at=timezone.now()) else "expired"


class NewInvitationBody(Body):
    """Whom to ask, and for what."""

    email = Email(help_text="Where the link is mailed.")
    roles = Several(child=Choice(choices=ROLES), allow_empty=False, help_text="One to four roles.")

    examples: ClassVar = {"email": "lena@example.com", "roles": ["marketer", "manager"]}


class JobBody(Body):
    """Something that takes long."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=JobStatus.values)
    done = serializers.IntegerField(help_text="How much is done, in the work's own units.")
    total = serializers.IntegerField(allow_null=True, help_text="How much there is; null while nobody knows.")
    percent = serializers.IntegerField(allow_null=True, help_text="0 to 100; null while nobody knows.")
    note = serializers.CharField(help_text="What it is doing now.")
    trouble = serializers.CharField(help_text="Why it failed, as a sentence; otherwise empty.")
    result = serializers.DictField(help_text="What came of it, once it is done.")
    started_by = PersonBody(allow_null=True)
    created_at = serializers.DateTimeField()
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    stop_asked_at = serializers.DateTimeField(allow_null=True, help_text="When somebody asked it to stop.")

    examples: ClassVar = {"id": 31, "kind": "import", "title": "Import of leads.csv", "status": "running"}


class JobQuery(PageQuery):
    """Which jobs."""

    status = Choice(choices=JobStatus.values, required=False, help_text="Only jobs that stand so.")


class KeyBody(Body):
    """The key that asks."""

    name = serializers.CharField()
    prefix = serializers.CharField(help_text="The part of the key that may be shown.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=[scope.value for scope in Scope]))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    workspace = WorkspaceBody()

    examples: ClassVar = {"name": "Website", "prefix": "k3x9q2mf", "scopes": ["team:read", "jobs:read"]}


class WorkspaceView(RetrieveModelMixin, WorkspaceViewSet):
    """The workspace itself."""

    tag = HERE
    scopes: ClassVar = {"GET": Scope.TEAM_READ}
    serializer_class = WorkspaceBody
    says: ClassVar = {"retrieve": "Get the workspace"}

    def get_object(self) -> Workspace:
        """The workspace of the key."""
        return self.workspace


class KeyView(RetrieveModelMixin, WorkspaceViewSet):
    """What a key is."""

    tag = HERE
    scopes: ClassVar = {"GET": ANY_KEY}
    serializer_class = KeyBody
    says: ClassVar = {"retrieve": "Get this key. What the key that asks is called, may do, and when it ends."}

    def get_object(self) -> ApiKey:
        """The key that asks."""
        return self.key


class Members(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """People of the workspace."""

    tag = TEAM
    scopes: ClassVar = {"GET": Scope.TEAM_READ}
    serializer_class = MemberBody
    says: ClassVar = {
        "list": "List members. Newest first, deactivated ones among them.",
        "retrieve": "Get a member",
    }

    def get_queryset(self) -> QuerySet[Membership]:
        """Everybody, deactivated or not."""
        return self.workspace.memberships.select_related("user")


class Invitations(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """Addresses that were asked to join."""

    tag = TEAM
    scopes: ClassVar = {"GET": Scope.TEAM_READ, "POST": Scope.TEAM_WRITE, "DELETE": Scope.TEAM_WRITE}
    serializer_class = InvitationBody
    accepts: ClassVar = {"create": NewInvitationBody}
    says: ClassVar = {
        "list": "List invitations. Newest first: open, accepted, revoked and expired ones.",
        "retrieve": "Get an invitation",
    }

    def get_queryset(self) -> QuerySet[Invitation]:
        """All of them."""
        return self.workspace.invitations.select_related("invited_by")

    def create(self, request: Request) -> Response:
        """Invite somebody. A link is mailed to the address; it lasts 14 days. Refused for members, and for an
        address that has an open invitation already.
        """
        email, roles = self.given["email"], [Role(name) for name in self.given["roles"]]
        (made,) = actions.invite_all(self.workspace, by=self.by, emails=[email], roles=roles, at=timezone.now())
        row = self.get_queryset().get(pk=made.pk)
        return self.shown(row, status=201, location=reverse("api:invitation", args=[row.pk]))

    def resend(self, request: Request, pk: int) -> Response:
        """Send an invitation again. The link is mailed again and lasts 14 days from now."""
        invitation = self.get_object()
        actions.resend(invitation, by=self.by, at=timezone.now())
        return self.shown(invitation)

    def destroy(self, request: Request, pk: int) -> Response:
        """Revoke an invitation. Its link is worthless from now on; the row stays and says so."""
        actions.revoke_invitation(self.get_object(), by=self.by, at=timezone.now())
        return Response(status=204)


class Jobs(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """Long work."""

    tag = WORK
    scopes: ClassVar = {"GET": Scope.JOBS_READ, "POST": Scope.JOBS_WRITE}
    serializer_class = JobBody
    asks: ClassVar = {"list": JobQuery}
    says: ClassVar = {
        "list": "List jobs. Imports, exports and everything else that takes long, newest first.",
        "retrieve": "Get a job. Ask now and then until `status` is done, failed or cancelled.",
    }

    def get_queryset(self) -> QuerySet[Job]:
        """All jobs, or those of the status that was asked for."""
        rows = self.workspace.jobs.select_related("started_by")
        return rows.filter(status=self.query["status"]) if "status" in self.query else rows

    def stop(self, request: Request, pk: int) -> Response:
        """Stop a job. It ends after the portion it is in; what is done stays. Refused when it had ended."""
        job = self.get_object()
        asked = jobs.stop(job, by=self.by, at=timezone.now())
        job.refresh_from_db()
        if not asked and not job.is_open:
            raise Problem("refused", f"This job had ended already: it is {job.get_status_display().lower()}.")
        return self.shown(job)


urlpatterns = [
    path("workspace/", WorkspaceView.as_view({"get": "retrieve"}), name="workspace"),
    path("key/", KeyView.as_view({"get": "retrieve"}), name="key"),
    path("members/", Members.as_view({"get": "list"}), name="members"),
    path("members/<int:pk>/", Members.as_view({"get": "retrieve"}), name="member"),
    path("invitations/", Invitations.as_view({"get": "list", "post": "create"}), name="invitations"),
    path(
        "invitations/<int:pk>/",
        Invitations.as_view({"get": "retrieve", "delete": "destroy"}),
        name="invitation",
    ),
    path("invitations/<int:pk>/resend/", Invitations.as_view({"post": "resend"}), name="invitation-resend"),
    path("jobs/", Jobs.as_view({"get": "list"}), name="jobs"),
    path("jobs/<int:pk>/", Jobs.as_view({"get": "retrieve"}), name="job"),
    path("jobs/<int:pk>/stop/", Jobs.as_view({"post": "stop"}), name="job-stop"),
]
