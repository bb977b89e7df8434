"""What leaves the house: after the commit, marked after the answer, with the same id each time."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.db import connection, transaction
from django.utils import timezone

from accounts import bells, mail, outbox, tenancy
from accounts.models import AccountMail, Channel, OutboxItem
from accounts.outbox import NotSent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def carried(monkeypatch):
    """A carrier that notes what it was given; set `.refuse` to make it fail."""

    def carry(item):
        assert not connection.in_atomic_block, "nothing is sent with a transaction open"
        if carry.refuse:
            raise carry.refuse
        carry.items.append(item.stable_id)

    carry.items, carry.refuse = [], None
    monkeypatch.setitem(outbox.CARRIERS, Channel.CHAT, carry)
    return carry


def post(workspace, **extra):
    with tenancy.workspace(workspace):
        return outbox.post(workspace_id=workspace.pk, channel=Channel.CHAT, address="room", payload={}, **extra)


def drain():
    while bells.answer():
        pass


def row(workspace, item):
    with tenancy.workspace(workspace):
        return OutboxItem.objects.get(pk=item.pk)


def let_time_pass(workspace):
    """Bring every waiting row and bell forward."""
    with tenancy.workspace(workspace), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_outboxitem SET due_at = clock_timestamp() WHERE status = 'due'")
        cursor.execute("UPDATE accounts_bell SET due_at = clock_timestamp()")


def test_an_item_is_sent_once_and_marked(acme, carried):
    item = post(acme)
    drain()
    assert carried.items == [item.stable_id]
    assert (row(acme, item).status, row(acme, item).attempts) == ("sent", 1)
    let_time_pass(acme)
    drain()
    assert len(carried.items) == 1


def test_nothing_is_sent_of_a_transaction_that_was_rolled_back(acme, carried):
    def change_of_mind():
        with transaction.atomic():
            post(acme)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    drain()
    assert carried.items == []


def test_the_same_cause_posts_once(acme, carried):
    assert post(acme, once="handoff-1") is not None
    assert post(acme, once="handoff-1") is None
    drain()
    assert len(carried.items) == 1


def test_a_failed_send_is_tried_again_with_the_same_id(acme, carried):
    carried.refuse = NotSent("503 busy")
    item = post(acme)
    drain()
    waiting = row(acme, item)
    assert (waiting.status, waiting.attempts, waiting.trouble) == ("due", 1, "503 busy")
    assert waiting.due_at > timezone.now() + timedelta(seconds=3)
    carried.refuse = None
    let_time_pass(acme)
    drain()
    assert carried.items == [item.stable_id]


def test_a_receiver_that_asks_for_time_gets_it(acme, carried):
    carried.refuse = NotSent("429", wait=timedelta(hours=1))
    item = post(acme)
    drain()
    assert row(acme, item).due_at > timezone.now() + timedelta(minutes=59)


def test_after_three_days_of_failures_the_item_is_given_up_and_can_be_sent_again(acme, carried):
    carried.refuse = NotSent("connection refused")
    item = post(acme)
    for _ in range(12):
        let_time_pass(acme)
        drain()
    dead = row(acme, item)
    assert (dead.status, dead.attempts, dead.trouble) == ("dead", 10, "connection refused")
    carried.refuse = None
    with tenancy.workspace(acme):
        assert outbox.replay(dead)
    drain()
    assert carried.items == [item.stable_id]


def test_a_final_refusal_is_not_tried_again(acme, carried):
    carried.refuse = NotSent("410 gone", permanent=True)
    item = post(acme)
    drain()
    assert row(acme, item).status == "dead"


def test_a_sender_that_dies_after_claiming_leaves_the_item_for_the_next(acme, carried):
    item = post(acme)
    with tenancy.workspace(acme):
        claimed = outbox.claim(OutboxItem.objects.all(), timezone.now())
        assert claimed == [item.pk]
    drain()
    assert carried.items == [], "leased to the one who died"
    let_time_pass(acme)
    drain()
    assert carried.items == [item.stable_id]


class Sink(Message):
    """A mail server that keeps what it is given, or answers `refuse`."""

    def __init__(self):
        super().__init__()
        self.mails: list[EmailMessage] = []
        self.refuse = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message):
        self.mails.append(message)


@pytest.fixture
def smtp(settings):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield sink
    controller.stop()


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def notice(workspace, **extra):
    context = {"title": "Hello", "text": "A line of text.", "html": ""}
    with transaction.atomic() if workspace is None else tenancy.workspace(workspace):
        mail.send(to="maya@example.com", template="notice", context=context, workspace=workspace, **extra)


def test_a_mail_leaves_as_text_and_html_with_an_id_that_stays(acme, smtp):
    notice(acme)
    drain()
    (message,) = smtp.mails
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    with tenancy.workspace(acme):
        item = OutboxItem.objects.get()
    assert message["Message-ID"] == f"<w-{item.stable_id}@localhost>"
    assert message["To"] == "maya@example.com"


def test_a_mail_server_that_knows_no_such_address_ends_the_matter(acme, smtp):
    smtp.refuse = "550 no such user"
    notice(acme)
    drain()
    with tenancy.workspace(acme):
        item = OutboxItem.objects.get()
    assert item.status == "dead"
    assert "no such user" in item.trouble


def test_a_busy_mail_server_is_asked_again(acme, smtp):
    smtp.refuse = "451 try later"
    notice(acme)
    drain()
    with tenancy.workspace(acme):
        assert OutboxItem.objects.get().status == "due"


def test_an_account_mail_loses_its_text_once_sent(smtp, db):
    notice(None)
    assert outbox.send_account_mail() == 1
    assert len(smtp.mails) == 1
    sent = AccountMail.objects.get()
    assert (sent.status, sent.payload) == ("sent", {})
