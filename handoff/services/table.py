"""Which programs Baton consists of."""

import hashlib
import http.client
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from handoff.services.places import Places
from handoff.services.processes import ROOT, Process

HOST = "127.0.0.1"
# One process of many threads: a second would only make people wait for the first page of a start.
WEB_WORKERS, WEB_THREADS, TASK_PROCESSES = 1, 12, 2
ANSWER_SECONDS = 2.0
COLLECTOR_PORT = "COLLECTOR_PORT"  # in the environment; empty where no collector is wanted


@dataclass(frozen=True)
class Table:
    """What runs once and has to succeed, what people wait for, and what may follow when that answers."""

    once: tuple[Process, ...] = ()
    front: tuple[Process, ...] = ()
    back: tuple[Process, ...] = ()
    says: str = ""  # beside the address, once people can begin
    made_from: str = ""  # what `once` depends on; the same as last time means that it will find nothing to do


def made_from(root: Path = ROOT) -> str:
    """Name the state of everything that could give `manage.py prepare` something to do."""
    found = hashlib.sha256()
    for path in sorted((*root.glob("*/migrations/*.py"), root / "requirements" / "run.lock")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def baton(places: Places, *, environment: Mapping[str, str], port: int) -> Table:
    """Answer the table of the product itself, its web pages on `port` of this machine only."""

    def process(name: str, *arguments: str) -> Process:
        return Process(name=name, command=(sys.executable, *arguments), environment=environment)

    def celery(name: str, *arguments: str) -> Process:
        return process(name, "-m", "celery", "-A", "handoff", name, "--loglevel", "INFO", *arguments)

    web = Process(
        name="web",
        command=(sys.executable, "-m", "granian", *web_arguments(port)),
        environment=environment,
        is_ready=lambda pid: answers(port),
    )
    return Table(
        once=(process("prepare", "manage.py", "prepare", "--demo"),),
        front=(web,),
        made_from=made_from(),
        back=(
            celery("worker", "--concurrency", str(TASK_PROCESSES), "--without-gossip", "--without-mingle"),
            celery("beat", "--schedule", str(places.data / "beat-schedule")),
            process("ticker", "manage.py", "ticker"),
            *collectors(environment),
        ),
        says=collected_at(environment),
    )


def collectors(environment: Mapping[str, str]) -> list[Process]:
    """The server that takes tracking events, many at a time: beside the pages, and after them."""
    port = environment.get(COLLECTOR_PORT, "")
    if not port:
        return []
    command = (sys.executable, "-m", "capture.collector", "--host", HOST, "--port", port)
    return [Process("collector", command, environment, is_ready=lambda pid: answers(int(port)))]


def collected_at(environment: Mapping[str, str]) -> str:
    port = environment.get(COLLECTOR_PORT, "")
    return f"Tracking events come to /v1/ there or, where many come, on http://localhost:{port}/v1/" if port else ""


def web_arguments(port: int) -> list[str]:
    return [
        *("--interface", "wsgi", "handoff.wsgi:application"),
        *("--host", HOST, "--port", str(port), "--no-ws"),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "5"),
    ]


def answers(port: int) -> bool:
    """Whether the server on this port says that it lives."""
    try:
        with closing(http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)) as line:
            line.request("GET", "/livez")
            return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
