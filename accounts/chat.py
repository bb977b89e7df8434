"""Messages to chat rooms, in the JSON that Slack, Mattermost, Rocket.Chat and others take at a webhook."""

import json
from datetime import timedelta
from typing import Any

from accounts import outbox, web
from accounts.models import Channel, Outgoing

LONGEST = 2900  # characters of one block
PASSING = {408, 425, 429}  # answers below 500 after which trying again may help


def escaped(text: str) -> str:
    """Text in which Slack finds no links and calls nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message(*, title: str, text: str, url: str) -> dict[str, Any]:
    """The body of a message: plain text for notices on a phone, blocks for the room."""
    lines = [f"*{escaped(title)}*"]
    if text:
        lines.append(escaped(text)[:LONGEST])
    if url:
        lines.append(f"<{url}|Open in Baton>")
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}}
    return {"text": escaped(title), "blocks": [block]}


def post(
    *, workspace_id: int, webhook: str, title: str, text: str, url: str, once: str, cause: str, at: Any = None
) -> None:
    """Put a message to a webhook in the outbox; the webhook's address is a secret, so only its host is shown."""
    host = web.check(webhook).hostname or ""
    payload = {"webhook": webhook, "message": message(title=title, text=text, url=url)}
    outbox.post(
        workspace_id=workspace_id,
        channel=Channel.CHAT,
        address=host,
        subject=title,
        payload=payload,
        once=once,
        cause=cause,
        at=at,
    )


@outbox.carries(Channel.CHAT)
def carry(item: Outgoing) -> None:
    """Hand one message to its webhook; raises NotSent with what was answered."""
    body = json.dumps(item.payload["message"]).encode()
    headers = {"Content-Type": "application/json", "X-Baton-Id": str(item.stable_id), "User-Agent": "Baton"}
    try:
        answer = web.post(item.payload["webhook"], body=body, headers=headers)
    except web.BadAddress as fault:
        raise outbox.NotSent(str(fault), permanent=True) from fault
    except web.NoAnswer as fault:
        raise outbox.NotSent(str(fault)) from fault
    if not 200 <= answer.status < 300:
        final = answer.status < 500 and answer.status not in PASSING
        wait = timedelta(seconds=int(answer.retry_after)) if answer.retry_after.isdecimal() else None
        raise outbox.NotSent(f"The chat answered {answer.status}: {answer.text[:200]}", permanent=final, wait=wait)
