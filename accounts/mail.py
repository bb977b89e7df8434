"""The one function that sends mail: text and HTML from templates, through the outbox."""

from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from accounts import outbox
from accounts.models import Channel, OutboxItem, Outgoing, Workspace

INLINER = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


def send(
    *,
    to: str,
    template: str,
    context: dict[str, Any],
    workspace: Workspace | None = None,
    once: str | None = None,
    cause: str = "",
    headers: dict[str, str] | None = None,
    attachments: list[dict[str, str]] | None = None,
    at: datetime | None = None,
) -> None:
    """Write a mail to the outbox in the caller's transaction.

    `template` is a folder under templates/mails/ with subject.txt, body.txt and body.html. With a workspace the mail
    is that workspace's and `once` makes it go out at most once, not before `at`; without one it is about the person's
    own account. Attachments are dictionaries of name, content and type.
    """
    context = {"base_url": settings.BASE_URL, "workspace": workspace, **context}
    subject = " ".join(render_to_string(f"mails/{template}/subject.txt", context).split())
    payload = {
        "text": render_to_string(f"mails/{template}/body.txt", context).strip() + "\n",
        "html": INLINER.inline(render_to_string(f"mails/{template}/body.html", {**context, "subject": subject})),
        "headers": headers or {},
        "attachments": attachments or [],
    }
    if workspace is None:
        outbox.post_account_mail(address=to, subject=subject, payload=payload)
        return
    outbox.post(
        workspace_id=workspace.pk,
        channel=Channel.MAIL,
        address=to,
        subject=subject,
        payload=payload,
        once=once,
        cause=cause,
        at=at,
    )


@outbox.carries(Channel.MAIL)
def carry(item: Outgoing) -> None:
    """Hand one mail to the mail server; raises NotSent with what the server said."""
    message = EmailMultiAlternatives(
        subject=item.subject,
        body=item.payload["text"],
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[item.address],
        headers={"Message-ID": message_id(item), "X-Baton-Id": str(item.stable_id), **item.payload.get("headers", {})},
    )
    message.attach_alternative(item.payload["html"], "text/html")
    for attached in item.payload.get("attachments", []):
        message.attach(attached["name"], attached["content"], attached["type"])
        if attached["type"].startswith("text/calendar"):  # mail programs show an invitation only as an alternative
            message.attach_alternative(attached["content"], attached["type"])
    try:
        sent = message.send()
    except Exception as error:
        raise outbox.NotSent(said(error), permanent=is_final(error)) from error
    if not sent:
        raise outbox.NotSent("The mail server took the mail from nobody.")


def message_id(item: Outgoing) -> str:
    """The same for every attempt, so that a mail sent twice is seen as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    kind = "w" if isinstance(item, OutboxItem) else "a"
    return f"<{kind}-{item.stable_id}@{domain}>"


def is_final(error: Exception) -> bool:
    """Whether the server refused for good: a reply of 5xx, as SMTP and anymail errors carry it."""
    codes = [getattr(error, "smtp_code", None), getattr(error, "status_code", None)]
    refused = getattr(error, "recipients", None)
    if isinstance(refused, dict):
        codes += [reply[0] for reply in refused.values()]
    return any(isinstance(code, int) and 500 <= code < 600 for code in codes)


def said(error: Exception) -> str:
    """What the server said, short enough for a page."""
    return f"{type(error).__name__}: {error}"[:500]


def address_of(name: str, email: str) -> str:
    """“Maya Lindqvist <maya@acme.example>”, quoted as mail needs it."""
    return formataddr((name, email)) if name else email


def connection_works() -> bool:
    """Whether the mail server answers; for the system page."""
    try:
        connection = get_connection(timeout=3)
        connection.open()
        connection.close()
    except Exception:
        return False
    return True
