"""What people type about themselves, their workspace and each other."""

import re
import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from allauth.core import context as of_request
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import actions, invited
from accounts.models import SLUG, ApiKey, User, check_time_zone
from accounts.roles import Role
from accounts.scopes import Scope

QUOTED_NAME = re.compile(r'"[^"\n]*"')
BETWEEN_PEOPLE = re.compile(r"[,;\n]+")
IN_ANGLES = re.compile(r"<([^<>\s]+)>")


class SignUpForm(forms.Form):
    """What allauth's sign-up asks beside e-mail and password."""

    field_order = ("name", "email", "workspace_name", "password1")
    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    workspace_name = forms.CharField(
        label="Your firm",
        max_length=100,
        required=False,
        help_text="Names your workspace; you can change it later.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = of_request.request
        self.invited = invited.address(request) if request is not None else ""
        if self.invited:
            del self.fields["workspace_name"]
            self.initial.setdefault("email", self.invited)

    def clean(self) -> dict[str, Any]:
        """Where only the invited may come in, they come in under the address that was invited."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        email = cleaned.get("email", "").lower()
        if email and not settings.SIGN_UP_OPEN and email != self.invited:
            self.add_error("email", f"This invitation is for {self.invited}: use that address.")
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Complete the person that allauth made; make their workspace unless an invitation brought them."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        if self.invited != user.email:
            name = self.cleaned_data.get("workspace_name") or f"{user.get_short_name()}'s workspace"
            actions.create_workspace(name=name, by=user)


@lru_cache(maxsize=1)
def time_zones() -> list[str]:
    """The names people may choose from: those of places, and UTC."""
    names = zoneinfo.available_timezones()
    return [
        "UTC",
        *sorted(name for name in names if "/" in name and not name.startswith(("Etc/", "SystemV/"))),
    ]


class TimeZoneInput(forms.TextInput):
    """A field that suggests while one types; without suggestions it takes the name as it is."""

    template_name = "accounts/time_zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The list hangs on the field by its id."""
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_zones"
        context["widget"]["attrs"] |= {"list": listed, "autocomplete": "off", "spellcheck": "false"}
        return {**context, "zones": time_zones(), "listed": listed}


class TimeZoneField(forms.CharField):
    """An IANA time zone by name, in whatever case it was typed."""

    widget = TimeZoneInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **{"label": "Time zone", **kwargs})

    def clean(self, value: Any) -> str:
        """The zone's own spelling; “new york” is found as America/New_York."""
        typed: str = super().clean(value)
        if typed:
            wanted = typed.replace(" ", "_").casefold()
            ends = [zone for zone in time_zones() if zone.casefold().rpartition("/")[2] == wanted]
            whole = [zone for zone in time_zones() if zone.casefold() == wanted]
            typed = next(iter(whole or ends), typed)
            check_time_zone(typed)
        return typed


def with_meaning(choice: Role | Scope, label: str) -> SafeString:
    """A choice and, in small print, what it means."""
    return format_html('{} <span class="muted d-block small">{}</span>', label, choice.meaning)


class RolesField(forms.MultipleChoiceField):
    """Roles as check boxes with their meaning; cleans to a set of roles."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(role.value, with_meaning(role, role.label)) for role in Role]
        errors = {"required": "Choose at least one role."}
        super().__init__(**{"label": "Roles", "choices": choices, "error_messages": errors, **kwargs})

    def clean(self, value: Any) -> frozenset[Role]:
        """The roles themselves."""
        return frozenset(Role(name) for name in super().clean(value))


class NewWorkspaceForm(forms.Form):
    """The first things about a workspace."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="Most people take their firm's name.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    time_zone = TimeZoneField(initial="UTC", help_text="Type a city, such as Berlin. Days and office hours follow it.")


class WorkspaceForm(forms.Form):
    """A workspace's settings."""

    name = forms.CharField(label="Name", max_length=100)
    slug = forms.CharField(
        label="Address",
        max_length=50,
        validators=[SLUG],
        help_text="The part of every link after /w/. Links people kept stop working when it changes.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    time_zone = TimeZoneField(help_text="For members who did not choose their own, and for days in reports.")


class InviteForm(forms.Form):
    """Whom to ask in, and as what."""

    emails = forms.CharField(
        label="E-mail addresses",
        max_length=10_000,
        help_text="One or several, with commas or on lines of their own.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    roles = RolesField()

    def clean_emails(self) -> list[str]:
        """Every address once, in small letters."""
        found = list(dict.fromkeys(addresses_in(self.cleaned_data["emails"])))
        wrong = [part for part in found if not is_email(part)]
        if wrong:
            raise ValidationError([f"“{part[:80]}” is not an e-mail address." for part in wrong[:5]])
        if not found:
            raise ValidationError("Type at least one address.")
        return found


def addresses_in(text: str) -> Iterator[str]:
    """What people paste, address by address: also “Ravi Rao <ravi@acme.example>; maya@acme.example”."""
    for person in BETWEEN_PEOPLE.split(QUOTED_NAME.sub(" ", text)):
        in_angles = IN_ANGLES.search(person)
        yield from ([in_angles[1].lower()] if in_angles else person.lower().split())


def is_email(text: str) -> bool:
    """Whether it looks like an address mail can go to."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


class RolesForm(forms.Form):
    """What a member does here."""

    roles = RolesField()


class DeactivateForm(forms.Form):
    """What goes with a member who is shut out."""

    revoke_keys = forms.BooleanField(label="Also revoke these keys", required=False, initial=True)


LASTS = {"30": "30 days", "90": "90 days", "365": "1 year", "ever": "As long as it is not revoked"}


class KeyForm(forms.ModelForm):
    """A new API key."""

    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(scope.value, with_meaning(scope, scope.value)) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing the key may do."},
    )
    lasts = forms.ChoiceField(label="It works for", choices=LASTS.items(), initial="90")

    class Meta:
        model = ApiKey
        fields = ("name",)
        help_texts = {"name": "What will use it, so that you know later what breaks when you revoke it."}

    def clean_scopes(self) -> list[Scope]:
        """The scopes themselves."""
        return [Scope(name) for name in self.cleaned_data["scopes"]]

    def expires_at(self, *, at: datetime) -> datetime | None:
        """When the key ends that is made now; None: never."""
        days = self.cleaned_data["lasts"]
        return None if days == "ever" else at + timedelta(days=int(days))


class ProfileForm(forms.Form):
    """What a person is called, and whose clock they read."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = TimeZoneField(required=False, help_text="Leave empty to read each workspace's own time.")
