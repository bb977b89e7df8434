"""`manage.py invite acme ravi@acme.example --role rep`: an invitation without the team page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts import actions, roles, tenancy
from accounts.links import invitation_url
from accounts.models import Membership, User


class Command(BaseCommand):
    """Ask an address to join a workspace, in the name of one of its admins."""

    help = "Invite an e-mail address to a workspace; the mail goes out, and the link is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, whom, and as what."""
        parser.add_argument("workspace", help="its address under /w/")
        parser.add_argument("email")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the admin in whose name it is sent")
        parser.add_argument("--role", action="append", required=True, choices=list(roles.Role), metavar="ROLE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the admin's own membership, so that no other workspace is looked into."""
        try:
            validate_email(options["email"])
            admin = User.objects.get(email=options["by"].strip().lower())
        except ValidationError:
            raise CommandError(f"“{options['email']}” is not an e-mail address.") from None
        except User.DoesNotExist:
            raise CommandError(f"There is no account with the address {options['by']}.") from None
        with tenancy.person(admin):
            rows = Membership.objects.with_role(roles.Role.ADMIN).select_related("workspace")
            membership = rows.filter(user=admin, workspace__slug=options["workspace"]).first()
            if membership is None:
                raise CommandError(f"{admin.email} is no admin of a workspace “{options['workspace']}”.")
            workspace = membership.workspace
            with tenancy.workspace(workspace):
                try:
                    invitation = actions.invite(
                        workspace,
                        by=admin,
                        email=options["email"],
                        roles=roles.read(options["role"]),
                        at=timezone.now(),
                    )
                except actions.Refused as refusal:
                    raise CommandError(str(refusal)) from None
        self.stdout.write(f"{invitation.email} was invited to {workspace.name}:\n{invitation_url(invitation)}")
