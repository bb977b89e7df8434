"""Workspaces and the people in them."""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.constraints import IN_WORKSPACE, AppendOnly, TenantKey, TenantRows
from accounts.roles import Role, in_words

MINE = "user_id = nullif(current_setting('baton.user', true), '')::bigint"
SLUG = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?\Z",
    "Use 1 to 50 small letters, digits and hyphens; begin and end with a letter or digit.",
)


def check_time_zone(name: str) -> None:
    """Refuse what is not an IANA time zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise ValidationError(f"There is no time zone “{name}”. Use a name such as Europe/Berlin.") from None


class Theme(models.TextChoices):
    """How pages look to one person."""

    SYSTEM = "system", "As my device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class UserManager(BaseUserManager["User"]):
    """Makes people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with this address."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator of the installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do is said by their memberships, not here."""

    email = models.EmailField("E-mail", unique=True)
    name = models.CharField("Name", max_length=120, blank=True)
    time_zone = models.CharField("Time zone", max_length=64, blank=True, validators=[check_time_zone])
    theme = models.CharField("Appearance", max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("operator", default=False)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    toured_at = models.DateTimeField(null=True, editable=False)  # when they put the list of first minutes away

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The name, or the address while there is none."""
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, as Django's own pages ask for it."""
        return self.called

    def get_short_name(self) -> str:
        """The first name."""
        return self.called.split()[0].split("@")[0]


class Workspace(models.Model):
    """One firm's Baton: everything else belongs to exactly one."""

    name = models.CharField("Name", max_length=100)
    slug = models.CharField("Address", max_length=50, unique=True, validators=[SLUG])
    time_zone = models.CharField("Time zone", max_length=64, default="UTC", validators=[check_time_zone])
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            TenantRows(
                name="workspace_rows",
                keyed=False,
                rows=f"{IN_WORKSPACE.replace('workspace_id', 'id')} OR id IN "
                f"(SELECT workspace_id FROM accounts_membership WHERE {MINE})",
                checked=IN_WORKSPACE.replace("workspace_id", "id"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row of one workspace. Subclasses add TenantRows, and a TenantKey for each key to another tenant table."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        abstract = True


class WithRoles(models.Model):
    """A row that carries the four roles, a column each."""

    class Meta:
        abstract = True

    @property
    def roles(self) -> frozenset[Role]:
        """What the member does here."""
        return frozenset(role for role in Role if getattr(self, role.value))

    @property
    def roles_in_words(self) -> str:
        """“Marketer and Admin”."""
        return in_words(self.roles)

    def give(self, roles: Iterable[Role]) -> None:
        """Set exactly these roles on the row (not saved)."""
        wanted = set(roles)
        for role in Role:
            setattr(self, role.value, role in wanted)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Members of a workspace, as the team page asks for them."""

    def active(self) -> "MembershipQuerySet":
        """Those who may come in."""
        return self.filter(deactivated_at=None)

    def with_role(self, role: Role) -> "MembershipQuerySet":
        """Active members who have the role."""
        return self.active().filter(**{role.value: True})

    def by_name(self) -> "MembershipQuerySet":
        """Active first, then by name."""
        return self.select_related("user").order_by(F("deactivated_at").asc(nulls_first=True), "user__name", "pk")


class Membership(WithRoles, TenantModel):
    """One person in one workspace, with at least one role."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    marketer = models.BooleanField(default=False)
    rep = models.BooleanField(default=False)
    manager = models.BooleanField(default=False)
    admin = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(null=True, editable=False)
    deactivated_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="membership_rows", rows=f"{IN_WORKSPACE} OR {MINE}"),
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(marketer=True) | Q(rep=True) | Q(manager=True) | Q(admin=True),
                name="membership_has_role",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "workspace"], name="membership_of_user")]

    def __str__(self) -> str:
        return self.user.called

    @property
    def is_active(self) -> bool:
        """Whether the member may come in."""
        return self.deactivated_at is None

    def has(self, *roles: Role) -> bool:
        """Whether the member has one of the roles."""
        return not self.roles.isdisjoint(roles)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, as the team page asks for them."""

    def waiting(self) -> "InvitationQuerySet":
        """Those nobody accepted or took back (their link may have ended), newest first."""
        rows = self.filter(accepted_at=None, revoked_at=None)
        return rows.select_related("invited_by").order_by("-sent_at", "-pk")


class Invitation(WithRoles, TenantModel):
    """An address that was asked to join, with the roles it will have."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="invitations")
    email = models.EmailField("E-mail")
    marketer = models.BooleanField(default=False)
    rep = models.BooleanField(default=False)
    manager = models.BooleanField(default=False)
    admin = models.BooleanField(default=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="invitation_rows"),
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(marketer=True) | Q(rep=True) | Q(manager=True) | Q(admin=True),
                name="invitation_has_role",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def is_open(self, *, at: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, as their page asks for them."""

    def working_first(self) -> "ApiKeyQuerySet":
        """Those that were not revoked, then the others; newest first."""
        rows = self.select_related("created_by")
        return rows.order_by(F("revoked_at").desc(nulls_first=True), "-pk")


class ApiKey(TenantModel):
    """A program's way in: a prefix to find it, a hash to prove it, scopes, an end."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="api_keys")
    name = models.CharField("Name", max_length=80)
    prefix = models.CharField(max_length=8, editable=False)
    hashed = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="apikey_rows"),
            models.UniqueConstraint(fields=["workspace", "prefix"], name="apikey_prefix_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def works(self, *, at: datetime) -> bool:
        """Whether the key opens anything at that instant."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class AuditEntry(TenantModel):
    """Who changed what in the workspace's set-up. Rows are written once and stay."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="audit_entries")
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    verb = models.CharField(max_length=40)
    what = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            TenantRows(name="audit_rows"),
            TenantKey(name="audit_key_key", field="key", to="accounts.ApiKey"),
            AppendOnly(name="audit_append_only"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.verb} {self.what}"
