"""How people want to be told."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts import web
from accounts.actions.refusals import Refused
from accounts.audit import record
from accounts.kinds import KINDS
from accounts.models import ChatRoom, NotificationChoice, NotificationOptions, User, Workspace

Ways = tuple[bool, bool, bool]  # in the app, by mail, by chat


@transaction.atomic
def choose_notifications(
    workspace: Workspace,
    *,
    by: User,
    ways: Mapping[str, Ways],
    quiet_from: time | None,
    quiet_to: time | None,
    chat_url: str,
    summary: bool,
    summary_at: time,
) -> None:
    """Keep how one person wants each kind, when they are quiet, and where their chat is."""
    check_webhook(chat_url)
    values: dict[str, Any] = {"quiet_from": quiet_from, "quiet_to": quiet_to, "chat_url": chat_url}
    values |= {"summary": summary, "summary_at": summary_at}
    NotificationOptions.objects.update_or_create(workspace=workspace, user=by, defaults=values)
    for kind, (in_app, mail, chat) in ways.items():
        if kind in KINDS:
            NotificationChoice.objects.update_or_create(
                workspace=workspace, user=by, kind=kind, defaults={"in_app": in_app, "mail": mail, "chat": chat}
            )


@transaction.atomic
def set_chat_room(workspace: Workspace, *, pool: int, url: str, by: User, at: datetime) -> None:
    """Say where a pool is told by chat; an empty address: nowhere."""
    check_webhook(url)
    rooms = ChatRoom.objects.filter(workspace=workspace, pool=pool)
    if not url:
        rooms.delete()
    else:
        ChatRoom.objects.update_or_create(workspace=workspace, pool=pool, defaults={"url": url, "changed_at": at})
    record(workspace=workspace, by=by, verb="changed", what="a pool's chat webhook", details={"pool": pool})


def check_webhook(url: str) -> None:
    """Refuse an address nothing may be sent to."""
    if url:
        try:
            web.check(url)
        except web.BadAddress as fault:
            raise Refused(str(fault)) from None
