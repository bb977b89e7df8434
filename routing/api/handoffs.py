"""Handoffs for programs: the list, one, and each thing a rep or a manager does with one."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.instants import database_now
from accounts.models import User
from accounts.rest.errors import Fault, invalid
from accounts.rest.views import WorkspaceViewSet
from accounts.scopes import Scope
from routing import actions
from routing.api.bodies import (
    AcceptBody,
    ActBody,
    GiveBackBody,
    HandoffBody,
    HandoffQuery,
    LostBody,
    QualifyBody,
    ReassignBody,
    WonBody,
)
from routing.models import Handoff

TAG = "Handoffs"
BESIDE = ("lead", "rep", "answered_by", "reason")


class Handoffs(ListModelMixin, RetrieveModelMixin, WorkspaceViewSet):
    """Passes from marketing to sales."""

    tag = TAG
    scopes: ClassVar = {"GET": Scope.HANDOFFS_READ, "POST": Scope.HANDOFFS_WRITE}
    serializer_class = HandoffBody
    asks: ClassVar = {"list": HandoffQuery}
    accepts: ClassVar = {
        "accept": AcceptBody,
        "reject": GiveBackBody,
        "recycle": GiveBackBody,
        "respond": ActBody,
        "qualify": QualifyBody,
        "won": WonBody,
        "lost": LostBody,
        "reassign": ReassignBody,
    }
    says: ClassVar = {
        "list": "List handoffs. Newest first; narrowed by state, lead, rep or pool.",
        "retrieve": "Get a handoff.",
    }

    def get_queryset(self) -> QuerySet[Handoff]:
        """All handoffs, or those that are asked for."""
        rows = self.workspace.handoffs.select_related(*BESIDE)
        if self.action != "list":
            return rows
        return rows.filter(
            **{name: self.query[name] for name in ("state", "lead", "rep", "pool") if name in self.query}
        )

    def accept(self, request: Request, pk: int) -> Response:
        """Accept. One of any number of simultaneous answers wins; the others get 409 with who was first and when."""
        said = {"next_step_at": self.given["next_step_at"], "note": self.given.get("note", "")}
        return self.done(actions.accept, **said)

    def reject(self, request: Request, pk: int) -> Response:
        """Reject, for a reason; it says whether the lead goes back to nurture or out. 409 when somebody was first."""
        return self.done(actions.reject, **self.giving_back())

    def recycle(self, request: Request, pk: int) -> Response:
        """Hand an accepted lead back to nurture, with the day on which marketing looks at it again."""
        return self.done(actions.recycle, **self.giving_back())

    def respond(self, request: Request, pk: int) -> Response:
        """Note the first human touch, which stops the response clock; a later one changes nothing."""
        return self.done(actions.respond)

    def qualify(self, request: Request, pk: int) -> Response:
        """Make an accepted lead an SQL."""
        return self.done(actions.qualify, **self.rest())

    def won(self, request: Request, pk: int) -> Response:
        """The lead is a customer."""
        return self.done(actions.won, **self.rest())

    def lost(self, request: Request, pk: int) -> Response:
        """Sales worked it and it came to nothing."""
        return self.done(actions.lost, **self.rest())

    def reassign(self, request: Request, pk: int) -> Response:
        """Give an open handoff, or a lead that is being worked, to another rep."""
        to = self.member("to_email")
        return self.done(actions.reassign, to=to, why=self.given.get("why", ""))

    def done(self, verb: Any, **said: Any) -> Response:
        """Do it for the member who is named, and show the handoff."""
        handoff = self.get_object()
        at = self.given.get("at") or database_now()
        verb(handoff, by=self.member("by_email"), at=at, **said)
        return self.shown(self.get_queryset().get(pk=handoff.pk))

    def rest(self) -> dict[str, Any]:
        """What was sent beside who and when."""
        return {name: value for name, value in self.given.items() if name not in {"by_email", "at"}}

    def giving_back(self) -> dict[str, Any]:
        """The reason's row for its key, and the rest."""
        said = self.rest()
        rows = self.workspace.reject_reasons.filter(key=said["reason"], retired_at=None)
        reason = rows.first()
        if reason is None:
            raise invalid([Fault("/reason", "invalid", "There is no reason with this key on the workspace's list.")])
        return {**said, "reason": reason}

    def member(self, name: str) -> User:
        """The member with the address that was sent."""
        email = self.given.get(name, "").strip().lower()
        if not email:
            return self.by
        rows = self.workspace.memberships.active().filter(user__email=email)
        found = rows.select_related("user").first()
        if found is None:
            raise invalid([Fault(f"/{name}", "invalid", "Nobody with this address is a member here.")])
        return found.user
