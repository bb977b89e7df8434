"""Doorbells: a kind and a workspace at most; the work itself stands in PostgreSQL."""

import time

from celery import shared_task
from django.utils import timezone

from accounts import actions, bells, heartbeat, outbox

LONGEST = 20.0  # seconds one doorbell may keep a worker before it rings for itself again


@shared_task(name="accounts.answer")
def answer(kind: str, workspace_id: int) -> None:
    """Do what is due of one kind in one workspace, until nothing is or the turn is over."""
    until = time.monotonic() + LONGEST
    while bells.answer(kind, workspace_id):
        if time.monotonic() > until:
            bells.publish(kind, workspace_id)
            return


@shared_task(name="accounts.send_account_mail")
def send_account_mail() -> None:
    """Send the account mails that are due."""
    while outbox.send_account_mail():
        pass


@shared_task(name="accounts.heartbeat")
def sign_of_life() -> None:
    """Beat rings, Redis carries, a worker answers: the row proves all three."""
    heartbeat.beat("worker")


@shared_task(name="accounts.tidy")
def tidy() -> None:
    """Drop what has served its time."""
    actions.tidy(at=timezone.now())
