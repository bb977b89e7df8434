"""What people type about themselves and their workspace."""

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts import actions
from accounts.adapters import INVITED
from accounts.models import User


class SignUpForm(forms.Form):
    """What allauth's sign-up asks beside e-mail and password."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    workspace_name = forms.CharField(
        label="Your firm",
        max_length=100,
        required=False,
        help_text="Names your workspace; you can change it later.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Complete the person that allauth made; make their workspace unless an invitation brought them."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        if INVITED not in request.session:
            name: Any = self.cleaned_data.get("workspace_name") or f"{user.get_short_name()}'s workspace"
            actions.create_workspace(name=name, by=user)
