"""How long from somebody asking for a demo in a hosted form until the rep's mail about it is taken by a mail server.

    python -m benchmarks.hand_raiser [--rounds 40]

One person after the other sends the form over HTTP to a web server of its own; worker and ticker run beside it as in
the product, and a mail server on this machine takes the letters. Measured from the first byte sent: the lead, its MQL,
the handoff, its routing, the clocks, the notification and the outbox are all on the way. p95 is to be under 2 seconds.
"""

import argparse
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Letter
from threading import Condition

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.handlers import Message  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts import actions, tenancy  # noqa: E402
from accounts.models import Membership, User, Workspace  # noqa: E402
from benchmarks.handoffs_latency import show  # noqa: E402
from benchmarks.ingest import PORT, application_url, wait_until_alive  # noqa: E402
from capture import actions as capture  # noqa: E402
from tests import databases  # noqa: E402

LIMIT, PATIENCE, PAUSE = 2.0, 30.0, 0.3  # seconds
QUESTIONS = [{"key": key, "label": "", "required": key == "email"} for key in ("email", "first_name")]
BESIDE = (
    ["-m", "granian", "--interface", "wsgi", "handoff.wsgi:application", "--port", str(PORT)]
    + ["--workers", "1", "--blocking-threads", "12", "--no-ws"],
    ["-m", "celery", "-A", "handoff", "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"],
    ["manage.py", "ticker"],
)


def main() -> None:
    """Measure on a throw-away database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    wanted = parser.parse_args()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    name = databases.make("bench")
    try:
        form = furnished()
        connection.close()
        with mailbox() as letters, running(name, letters.port):
            ask(form, letters, "warm")
            times = sorted(ask(form, letters, f"asks{number}") for number in range(wanted.rounds))
        show("hand-raiser form to the rep's mail: p50 in ms", statistics.median(times) * 1000, most=LIMIT * 1000)
        show("hand-raiser form to the rep's mail: p95 in ms", times[int(len(times) * 0.95)] * 1000, most=LIMIT * 1000)
    finally:
        databases.drop(name)


def furnished() -> str:
    """A workspace with a rep who is told of leads by mail, and a form that raises a hand; its public id."""
    boss = User.objects.create_user("boss@bench.example", name="Boss")
    workspace: Workspace = actions.create_workspace(name="Bench", by=boss, slug="bench")
    with tenancy.workspace(workspace):
        rep = User.objects.create_user("rep@bench.example", name="Rep")
        rep.emailaddress_set.create(email=rep.email, verified=True, primary=True)
        Membership.objects.create(workspace=workspace, user=rep, rep=True)
        told: dict[str, object] = {
            "name": "Demo",
            "questions": QUESTIONS,
            "activity_type": "demo requested",
            "raises_hand": True,
        }
        told["per_minute"] = 10_000
        return str(capture.make_form(workspace, settings=told, by=boss, at=timezone.now()).public_id)


class Mailbox(Message):
    """Keeps when each letter came, by its subject."""

    def __init__(self) -> None:
        super().__init__()
        self.came: dict[str, float] = {}
        self.news = Condition()
        self.port = 0

    def handle_message(self, message: Letter) -> None:
        """A letter is here."""
        with self.news:
            self.came[str(message["Subject"])] = time.perf_counter()
            self.news.notify_all()

    def wait_for(self, word: str) -> float:
        """When the letter about this came."""
        until = time.perf_counter() + PATIENCE
        with self.news:
            while time.perf_counter() < until:
                found = next((at for subject, at in self.came.items() if word in subject.split()), None)
                if found is not None:
                    return found
                self.news.wait(0.5)
        raise TimeoutError(f"No letter about {word} came; there are {sorted(self.came)}.")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on this machine."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def running(name: str, mail_port: int) -> Iterator[None]:
    """Web server, worker and ticker on the measured database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "handoff.settings",
        "DATABASE_URL": application_url(name),
        "BATON_LOG_LEVEL": "WARNING",
        "BATON_MAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "BATON_SMTP_HOST": "127.0.0.1",
        "BATON_SMTP_PORT": str(mail_port),
    }
    quiet = subprocess.DEVNULL
    started = [
        subprocess.Popen([sys.executable, *command], env=environment, stdout=quiet, stderr=quiet) for command in BESIDE
    ]
    try:
        wait_until_alive()
        time.sleep(5)  # the worker has no address to ask
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def ask(form: str, letters: Mailbox, name: str) -> float:
    """Seconds from sending the form to the letter."""
    time.sleep(PAUSE)
    said = urllib.parse.urlencode({"email": f"{name}@asks.example", "first_name": name})
    began = time.perf_counter()
    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/f/{form}/", said.encode(), timeout=20).read()
    return letters.wait_for(name) - began


if __name__ == "__main__":
    main()
