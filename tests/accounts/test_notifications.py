"""What people are told: once each, by the ways they want, when they may be disturbed."""

import json
import socket
import threading
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import actions, bells, tenancy
from accounts.actions import summing_up
from accounts.models import Notification, NotificationOptions, OutboxItem
from tests.conftest import NOON, who

pytestmark = pytest.mark.django_db(transaction=True)


class Room(BaseHTTPRequestHandler):
    """A chat room that keeps what is posted."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((dict(self.headers), json.loads(body)))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


@pytest.fixture
def room():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Room)
    server.heard, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/services/T1/B1?token=x"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def letters(settings):
    """A mail server that keeps what it takes."""

    class Sink(Message):
        def handle_message(self, message):
            kept.append(message)

    kept = []
    controller = Controller(Sink(), hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield kept
    controller.stop()


def tell(workspace, *names, key="offer:7", at=None, **extra):
    people = [who(name).pk for name in names]
    words = {"kind": "offer", "title": "Maya Lindqvist <VP> & co", "url": "/w/acme/queue/", **extra}
    with tenancy.workspace(workspace):
        return actions.notify(workspace.pk, to=people, key=key, at=at or timezone.now(), **words)


def choose(workspace, name, **extra):
    chosen = {"ways": {}, "quiet_from": None, "quiet_to": None, "chat_url": "", "summary": True}
    with tenancy.workspace(workspace):
        actions.choose_notifications(workspace, by=who(name), **{**chosen, "summary_at": time(7, 30), **extra})


def drain():
    while bells.answer():
        pass


def posted(workspace):
    with tenancy.workspace(workspace):
        return list(OutboxItem.objects.order_by("id"))


def test_one_who_is_told_twice_of_the_same_hears_it_once_by_every_way(acme, letters, room):
    choose(acme, "ravi", chat_url=room.url)
    assert tell(acme, "ravi", "mona") == 2
    assert tell(acme, "ravi", "mona") == 0
    drain()
    assert sorted(letter["To"] for letter in letters) == ["mona@example.com", "ravi@example.com"]
    (headers, said), *rest = room.heard
    assert rest == []
    assert said["text"] == "Maya Lindqvist &lt;VP&gt; &amp; co"
    assert f"<{settings.BASE_URL}/w/acme/queue/|Open in Baton>" in said["blocks"][0]["text"]["text"]
    assert headers["X-Baton-Id"]


def test_many_workers_at_once_send_each_notification_once(acme, letters):
    for number in range(12):
        tell(acme, "ravi", key=f"offer:{number}")
    threads = [threading.Thread(target=lambda: (drain(), connection.close())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letters) == 12
    assert len({letter["Message-ID"] for letter in letters}) == 12


def test_a_webhook_is_a_secret_and_the_outbox_shows_only_its_host(acme, room):
    choose(acme, "ravi", chat_url=room.url, ways={"offer": (True, False, True)})
    tell(acme, "ravi")
    drain()
    (item,) = posted(acme)
    assert (item.channel, item.address, item.status) == ("chat", "127.0.0.1", "sent")


def test_a_room_that_sends_us_elsewhere_or_is_gone_is_not_followed_and_given_up(acme, room):
    choose(acme, "ravi", chat_url=room.url, ways={"offer": (True, False, True)})
    for status, outcome in ((302, "dead"), (404, "dead"), (500, "due"), (429, "due")):
        room.status = status
        tell(acme, "ravi", key=f"offer:{status}")
        drain()
        assert posted(acme)[-1].status == outcome
    assert len(room.heard) == 4


def test_in_quiet_hours_mail_waits_for_the_morning_unless_it_is_urgent(acme, letters):
    choose(acme, "ravi", quiet_from=time(20), quiet_to=time(8))
    night = (timezone.now() + timedelta(days=1)).replace(hour=23, minute=0, second=0, microsecond=0)
    tell(acme, "ravi", key="a", at=night)
    tell(acme, "ravi", key="b", at=night, urgent=True)
    drain()
    assert len(letters) == 1
    waiting = next(item for item in posted(acme) if item.status == "due")
    assert waiting.due_at == night + timedelta(hours=9)


def test_what_somebody_does_not_want_goes_nowhere(acme, letters):
    choose(acme, "ravi", ways={"offer": (False, False, False)})
    tell(acme, "ravi")
    drain()
    assert letters == []
    with tenancy.workspace(acme):
        assert not Notification.objects.of(who("ravi")).exists()


def test_one_who_left_and_a_stranger_are_told_nothing(acme, sam):
    with tenancy.workspace(acme):
        actions.deactivate(acme.memberships.get(user=who("mona")), by=who("ada"), at=NOON)
    assert tell(acme, "mona", "sam") == 0


def test_a_pool_is_told_in_its_room_once(acme, room):
    with tenancy.workspace(acme):
        actions.set_chat_room(acme, pool=3, url=room.url, by=who("mona"), at=NOON)
        for _ in range(2):
            assert actions.notify_pool(acme.pk, pool=3, kind="offer", key="offer:9", title="New", at=timezone.now())
        assert not actions.notify_pool(acme.pk, pool=4, kind="offer", key="offer:9", title="New", at=NOON)
    drain()
    assert [said["text"] for _, said in room.heard] == ["New"]


def test_the_morning_has_one_summary_and_a_day_without_news_has_none(acme, letters, monkeypatch):
    choose(acme, "ravi", ways={"offer": (True, False, False)})
    choose(acme, "mona")
    tell(acme, "ravi")
    drain()
    letters.clear()
    monkeypatch.setattr(summing_up, "LATEST", timedelta(hours=6))
    eight = datetime(2031, 5, 6, 8, 0, tzinfo=UTC)
    for at in (eight, eight + timedelta(minutes=5), eight + timedelta(days=1), eight + timedelta(days=1, hours=9)):
        with tenancy.workspace(acme):
            following = actions.sum_up(acme.pk, at)
            assert at < following <= at + timedelta(hours=1)
    drain()
    assert [letter["To"] for letter in letters] == ["ravi@example.com"] * 2
    assert "Maya Lindqvist <VP> & co" in letters[0].get_payload()[0].get_payload(decode=True).decode()


def test_quiet_hours_are_whole_or_none(acme):
    with tenancy.workspace(acme), pytest.raises(Exception, match="notificationoptions_quiet_whole"):
        NotificationOptions.objects.create(workspace=acme, user=who("ravi"), quiet_from=time(20))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_bell_counts_what_is_unread_and_opening_it_reads_it(acme, as_):
    tell(acme, "ravi", title="A lead for you")
    ravi = as_("ravi")
    assert "1<span class" in ravi.get("/w/acme/notifications/bell/").content.decode()
    assert "A lead for you" in ravi.get("/w/acme/notifications/").content.decode()
    with tenancy.workspace(acme):
        (row,) = acme.notifications.all()
    assert as_("mona").get(f"/w/acme/notifications/{row.pk}/").status_code == 404
    assert ravi.get(f"/w/acme/notifications/{row.pk}/")["Location"] == "/w/acme/queue/"
    assert "bell__count" not in ravi.get("/w/acme/notifications/bell/").content.decode()


def test_ravi_chooses_how_he_is_told_and_an_address_inside_is_refused(acme, as_):
    ravi, url = as_("ravi"), "/w/acme/settings/notifications/"
    typed = {"offer-in_app": "on", "quiet_from": "20:00", "quiet_to": "07:00", "summary_at": "07:30"}
    refused = ravi.post(url, {**typed, "chat_url": "https://10.0.0.1/hook"})
    assert (refused.status_code, b"not on the public internet" in refused.content) == (422, True)
    assert ravi.post(url, {**typed, "quiet_to": ""}).status_code == 422
    assert ravi.post(url, typed).status_code == 302
    with tenancy.workspace(acme):
        options, choice = acme.notification_options.get(), acme.notification_choices.get(kind="offer")
    assert (options.quiet_from, options.summary) == (time(20), False)
    assert (choice.in_app, choice.mail, choice.chat) == (True, False, False)
