"""`manage.py seed`: the demo workspace, with the cast that the documentation and the tests know."""

import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import actions, tenancy
from accounts.models import Membership, User, Workspace
from accounts.roles import Role
from handoff import demo
from handoff.demo.words import TEAM

DEMO = "acme"
CAST = [
    ("Ada Lovelace", "ada", {Role.ADMIN, Role.MANAGER, Role.MARKETER}),
    ("Maya Lindqvist", "maya", {Role.MARKETER}),
    ("Ravi Menon", "ravi", {Role.REP}),
    ("Mona Keller", "mona", {Role.MANAGER}),
]
SALES = [(full_name, name, {Role.REP}) for full_name, name in TEAM]
PASSWORD = "pass-the-baton"  # noqa: S105 - for the demo on this machine; refused in production


class Command(BaseCommand):
    """Fill an empty installation so that there is something to look at."""

    requires_system_checks: list[str] = []  # `make check` looks at them; a first start should not wait
    help = "Make the demo workspace “Acme” with a marketer, a rep, a manager and an admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--if-empty` for starts that may be the second."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")
        parser.add_argument("--password", help="for the demo's people; needed in production")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the workspace and say who can sign in."""
        if options["if_empty"] and User.objects.exists():
            return
        if User.objects.filter(email=address("ada")).exists():
            raise CommandError("The demo workspace is there already.")
        if settings.PRODUCTION and not options["password"]:
            raise CommandError("In production the demo's people need a password of your own: --password …")
        password = options["password"] or PASSWORD
        began = time.monotonic()
        with transaction.atomic():
            fill(password, say=lambda text: self.say_progress(text, began))
        self.say(password)

    def say_progress(self, text: str, began: float) -> None:
        """One line for each part of the demo, as soon as it stands."""
        self.stdout.write(f"  demo: {text} ({time.monotonic() - began:.0f} s)")
        self.stdout.flush()

    def say(self, password: str) -> None:
        """Print the sign-ins, and keep them for the start that follows."""
        lines = [f"  {address(name):24} {', '.join(sorted(roles))}" for _, name, roles in CAST]
        text = "\n".join([f"Demo workspace “Acme”; everybody's password is {password}", *lines])
        self.stdout.write(text)
        if settings.EMBEDDED:
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
            (settings.DATA_DIR / "demo-sign-ins.txt").write_text(text + "\n")


def address(name: str) -> str:
    """Where a demo person reads mail."""
    return f"{name}@acme.example"


def fill(password: str, *, say: Callable[[str], None] = lambda text: None) -> Workspace:
    """The workspace, its people and its leads."""
    known = make_password(password)  # reckoned once: it is slow on purpose, and everybody's is the same
    people = {name: person(full_name, address(name), known) for full_name, name, _ in [*CAST, *SALES]}
    workspace = actions.create_workspace(name="Acme", by=people["ada"], slug=DEMO, time_zone="Europe/Berlin")
    with tenancy.workspace(workspace):
        for _, name, roles in [*CAST[1:], *SALES]:
            member = Membership(workspace=workspace, user=people[name])
            member.give(roles)
            member.save()
        demo.fill(workspace, people, at=timezone.localtime(timezone=ZoneInfo(workspace.time_zone)), say=say)
    return workspace


def person(full_name: str, email: str, known: str) -> User:
    """Somebody with a confirmed address; `known` is the password as it is kept."""
    user = User.objects.create_user(email, name=full_name)
    user.password = known
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
