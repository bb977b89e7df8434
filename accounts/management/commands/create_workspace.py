"""`manage.py create_workspace "Acme" --admin ada@acme.example`: a workspace without the sign-up page."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import actions
from accounts.models import User


class Command(BaseCommand):
    """Make a workspace, and its admin where they have no account yet."""

    help = "Make a workspace with an admin; prints a link with which a new admin chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Its name, whose it is, and what the name does not say."""
        parser.add_argument("name", help="what the workspace is called")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="who looks after it")
        parser.add_argument("--admin-name", default="", help="what a new admin is called")
        parser.add_argument("--slug", default="", help="its address under /w/; made from the name otherwise")
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Berlin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both or neither are made."""
        email = options["admin"].strip().lower()
        try:
            with transaction.atomic():
                user = User.objects.filter(email=email).first()
                admin = user or actions.add_person(email=email, name=options["admin_name"])
                workspace = actions.create_workspace(
                    name=options["name"], by=admin, slug=options["slug"], time_zone=options["time_zone"]
                )
        except (actions.Refused, ValidationError) as error:
            raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(f"{workspace.name} is at /w/{workspace.slug}/, {admin.email} is its admin.")
        if user is None:
            self.stdout.write(f"{admin.email} chooses a password here, once:\n{password_link(admin)}")


def password_link(user: User) -> str:
    """A link that works until a password was chosen, or for PASSWORD_RESET_TIMEOUT."""
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return str(get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}"))
