"""Both doors of the tracking API as processes of their own, on the database that a test or a measurement uses."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection

PATIENCE = 180.0  # seconds


def database_url() -> str:
    """How the application's role reaches the database that Django uses right now."""
    given = connection.settings_dict
    host = given["HOST"] or given.get("OPTIONS", {}).get("host", "")
    secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    where = f"/{given['NAME']}?host={host}"
    if host and not host.startswith("/"):
        where = f"{host}:{given['PORT'] or 5432}/{given['NAME']}"
    return f"postgresql://{given['USER']}{secret}@{where}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*arguments: str, **environment: str) -> Iterator[str]:
    """Run a Python server on a free port (`{port}` in its arguments) until the block ends; answer its address."""
    port = free_port()
    command = [sys.executable, *(argument.format(port=port) for argument in arguments)]
    given = {**os.environ, "DATABASE_URL": database_url(), "BATON_LOG_LEVEL": "WARNING", **environment}
    server = subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/livez", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


# As the product runs them, without its check that PostgreSQL writes to the disk: that of the tests need not.
DOORS = {
    "collector": ["-m", "granian", "--interface", "asgi", "capture.collector:app", "--port", "{port}", "--no-ws"],
    "pages": ["-m", "granian", "--interface", "wsgi", "--factory", "django.core.wsgi:get_wsgi_application"]
    + ["--port", "{port}", "--workers", "2", "--blocking-threads", "8", "--no-ws"],
}


def door(name: str, **environment: str) -> AbstractContextManager[str]:
    """The collector, or the pages."""
    return serving(*DOORS[name], **environment)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Until a server answers; its end or three minutes without an answer is an error."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode}.")
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer.")
