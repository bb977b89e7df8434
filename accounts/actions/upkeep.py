"""Putting away what has served its time."""

from datetime import datetime, timedelta

from django.core.management import call_command

from accounts import bells, heartbeat
from accounts.models import AccountMail, RepeatableAnswer

ANSWERS_KEPT = timedelta(days=30)
ACCOUNT_MAIL_KEPT = timedelta(days=30)
TIDY = "tidy"


def tidy(*, at: datetime) -> None:
    """Drop what has served its time: sent account mails, ended sessions, dead heartbeats."""
    heartbeat.forget_old()
    AccountMail.objects.filter(settled_at__lt=at - ACCOUNT_MAIL_KEPT).delete()
    call_command("clearsessions")


@bells.answers(TIDY, every=timedelta(days=1))
def forget_answers(workspace_id: int, now: datetime) -> None:
    """Drop answers to repeat that were kept long enough."""
    RepeatableAnswer.objects.filter(workspace_id=workspace_id, created_at__lte=now - ANSWERS_KEPT).delete()
