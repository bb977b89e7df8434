"""Telling people: in the app at once, by mail and chat through the outbox, each at most once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import connection, transaction

from accounts import bells, chat, mail
from accounts.actions.refusals import Refused
from accounts.kinds import kind_of
from accounts.models import ChatRoom, Notification, NotificationChoice, NotificationOptions, User, Workspace
from accounts.quiet import after_quiet

KIND = "notifications"
AT_ONCE = 100
TELL = """
INSERT INTO accounts_notification (workspace_id, to_id, kind, key, title, text, url, urgent, at, shown)
SELECT m.workspace_id, m.user_id, said.kind, said.key, said.title, said.text, said.url, said.urgent, said.at,
       coalesce(c.in_app, said.in_app)
  FROM json_to_recordset(%(notices)s) AS said ("to" bigint, kind text, key text, title text, text text, url text,
       urgent boolean, at timestamptz, in_app boolean)
  JOIN accounts_membership m
    ON m.workspace_id = %(workspace)s AND m.user_id = said."to" AND m.deactivated_at IS NULL
  LEFT JOIN accounts_notificationchoice c
    ON c.workspace_id = m.workspace_id AND c.user_id = m.user_id AND c.kind = said.kind
 ORDER BY m.user_id, said.key
ON CONFLICT (workspace_id, to_id, key) DO NOTHING
"""


@dataclass(frozen=True)
class Notice:
    """Something to tell members (their users' ids). `key` says what is the same, `url` is a path of ours."""

    to: Collection[int]
    kind: str
    key: str
    title: str
    text: str = ""
    url: str = ""
    urgent: bool = False


def notify(workspace_id: int, *, to: Iterable[int], at: datetime, **said: Any) -> int:
    """Tell active members one thing: the fields of `Notice`; see `notify_many`."""
    return notify_many(workspace_id, [Notice(to=set(to), **said)], at=at)


@transaction.atomic
def notify_many(workspace_id: int, notices: Iterable[Notice], *, at: datetime) -> int:
    """Tell active members several things, in the caller's transaction; answer how many were not told yet.

    The same `key` reaches the same person at most once, by every way. Mail and chat wait for the end of the person's
    quiet hours unless it is `urgent`.
    """
    rows = [row for notice in notices for row in rows_of(notice, at)]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TELL, {"workspace": workspace_id, "notices": msgspec.json.encode(rows).decode()})
        told = int(cursor.rowcount)
    if told:
        bells.ring(KIND, workspace_id)
    return told


def rows_of(notice: Notice, at: datetime) -> list[dict[str, Any]]:
    """A notice as the statement reads it, once for each person."""
    if notice.url and not notice.url.startswith("/"):
        raise ValueError("A notification leads to a path of our own.")
    said: dict[str, Any] = {
        "kind": notice.kind[:40],
        "key": notice.key,
        "title": notice.title[:200],
        "text": notice.text,
    }
    said |= {"url": notice.url, "urgent": notice.urgent, "at": at, "in_app": kind_of(notice.kind).in_app}
    return [{"to": person, **said} for person in sorted(set(notice.to))]


@transaction.atomic
def notify_pool(
    workspace_id: int, *, pool: int, kind: str, key: str, title: str, text: str = "", url: str = "", at: datetime
) -> bool:
    """Tell a pool's chat room, if it has one, at most once for each key; answer whether it has."""
    webhook = ChatRoom.objects.filter(workspace_id=workspace_id, pool=pool).values_list("url", flat=True).first()
    if not webhook:
        return False
    chat.post(
        workspace_id=workspace_id,
        webhook=webhook,
        title=title,
        text=text,
        url=settings.BASE_URL + url if url else "",
        once=f"pool {pool}:{key}",
        cause=kind,
        at=at,
    )
    return True


@bells.answers(KIND)
def send_notifications(workspace_id: int, now: datetime) -> datetime | None:
    """Put what was not sent yet into the outbox, by the ways each person wants."""
    rows = Notification.objects.filter(workspace_id=workspace_id, sent_at=None).order_by("id")
    claimed = list(rows.select_for_update(skip_locked=True, of=("self",)).select_related("to")[:AT_ONCE])
    if not claimed:
        return None
    workspace = Workspace.objects.get(pk=workspace_id)
    people = {row.to_id for row in claimed}
    choices = {
        (choice.user_id, choice.kind): choice
        for choice in NotificationChoice.objects.filter(workspace_id=workspace_id, user__in=people)
    }
    options = {
        found.user_id: found for found in NotificationOptions.objects.filter(workspace_id=workspace_id, user__in=people)
    }
    for row in claimed:
        wanted = choices.get((row.to_id, row.kind)) or kind_of(row.kind)
        send(row, workspace, options.get(row.to_id) or NotificationOptions(), mailed=wanted.mail, chatted=wanted.chat)
    Notification.objects.filter(pk__in=[row.pk for row in claimed]).update(sent_at=now)
    return now if len(claimed) == AT_ONCE else None


def send(row: Notification, workspace: Workspace, options: NotificationOptions, *, mailed: bool, chatted: bool) -> None:
    """One notification by mail and by chat, after the quiet hours."""
    zone = zone_of(row.to, workspace)
    due = row.at if row.urgent else after_quiet(row.at, start=options.quiet_from, end=options.quiet_to, zone=zone)
    at = due if due > row.at else None
    link = settings.BASE_URL + row.url if row.url else ""
    once = f"notification:{row.to_id}:{row.key}"
    if mailed:
        context = {"notification": row, "link": link}
        mail.send(
            to=row.to.email,
            template="notification",
            context=context,
            workspace=workspace,
            once=f"{once}:mail",
            cause=row.kind,
            at=at,
        )
    if chatted and options.chat_url:
        chat.post(
            workspace_id=workspace.pk,
            webhook=options.chat_url,
            title=row.title,
            text=row.text,
            url=link,
            once=f"{once}:chat",
            cause=row.kind,
            at=at,
        )


def zone_of(person: User, workspace: Workspace) -> ZoneInfo:
    """Whose clock a person reads: their own, or the workspace's."""
    return ZoneInfo(person.time_zone or workspace.time_zone)


def read(workspace: Workspace, *, by: User, at: datetime, pk: int | None = None) -> int:
    """Mark one notification of one's own as read, or all of them; answer how many were unread."""
    rows = Notification.objects.filter(workspace=workspace).of(by).unread()
    return (rows.filter(pk=pk) if pk else rows).update(read_at=at)


@transaction.atomic
def send_trial(workspace: Workspace, *, by: User, at: datetime) -> None:
    """Send a message to one's own webhook, to see that it works."""
    options = NotificationOptions.objects.filter(workspace=workspace, user=by).first()
    if options is None or not options.chat_url:
        raise Refused("Save a chat webhook first.")
    chat.post(
        workspace_id=workspace.pk,
        webhook=options.chat_url,
        title="Baton can reach you here",
        text=f"{by.called} asked for this message.",
        url=f"{settings.BASE_URL}/w/{workspace.slug}/notifications/",
        once=f"trial:{by.pk}:{at.isoformat()}",
        cause="trial",
    )
