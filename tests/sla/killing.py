"""Real tickers as processes of their own, which tests kill with SIGKILL in the middle of their work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.db import connection

STUCK = """
import sys, time, django
django.setup()
from accounts import bells
from handoff import relay
said = relay.following.fell_due
def told(workspace_id, due, now):
    done = said(workspace_id, due, now)
    print("told", flush=True)
    time.sleep(600)  # in the transaction: the step is written and told, and nothing is committed
    return done
relay.following.fell_due = told
bells.answer(relay.following.CLOCKS, int(sys.argv[1]))
"""


def environment() -> dict[str, str]:
    """The test's database, as the application's role."""
    parts = connection.settings_dict
    host = parts.get("OPTIONS", {}).get("host") or parts["HOST"] or "localhost"
    who = quote(parts["USER"]) + (f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else "")
    port = f"&port={parts['PORT']}" if parts["PORT"] else ""
    url = f"postgresql://{who}@/{parts['NAME']}?host={quote(host, safe='')}{port}"
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "BATON_ENV": "test"}


def start(*command: str) -> "subprocess.Popen[str]":
    """A process of the project's."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ticker() -> "subprocess.Popen[str]":
    """One ticker."""
    return start("manage.py", "ticker")


def stuck(workspace_id: int) -> "subprocess.Popen[str]":
    """A ticker that stays in its transaction when it has told somebody; answers when it is there."""
    process = start("-c", STUCK, str(workspace_id))
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if line.strip() == "told":
            return process
    raise AssertionError("".join(heard))


def kill(process: "subprocess.Popen[str]") -> None:
    """SIGKILL: no handler runs, nothing is tidied up."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def until(true: Callable[[], bool], *, patience: float = 120.0) -> None:
    """Wait for something that other processes do."""
    give_up = time.monotonic() + patience
    while not true():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.1)
