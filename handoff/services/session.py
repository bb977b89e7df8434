"""PostgreSQL and Redis for as long as somebody needs them: under the supervisor, or around one command."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from handoff.services import logs, orphans, postgres, redis, runas
from handoff.services.places import Places, locked, open_data
from handoff.services.processes import Child, Process, stop
from handoff.services.trouble import Trouble

LONG_START = 5.0  # seconds after which the person at the keyboard is told why it takes so long
TITLES = {"postgres": "PostgreSQL", "redis": "Redis"}

Say = Callable[[str], None]
Turn = Callable[[], None]


class Service(Protocol):
    """What PostgreSQL and Redis have in common."""

    def make_ready(self) -> None: ...
    def process(self) -> Process: ...
    def settle(self) -> None: ...
    def environment(self) -> dict[str, str]: ...


class Services:
    """The services of one data folder: ours, except those whose address is given from outside."""

    def __init__(self, places: Places, *, environ: Mapping[str, str], throwaway: bool = False) -> None:
        self.places = places
        self.ours: list[Service] = []
        self.children: list[Child] = []
        if postgres.given(environ) and redis.given(environ):
            return
        account = runas.choose(places.postgres)
        if not postgres.given(environ):
            self.ours.append(postgres.Postgres(places, account=account, throwaway=throwaway))
        if not redis.given(environ):
            self.ours.append(redis.Redis(places, account=account))

    def environment(self) -> dict[str, str]:
        """Answer the addresses of those that are ours."""
        return {name: value for service in self.ours for name, value in service.environment().items()}

    def start(self, *, say: Say, turn: Turn) -> None:
        """Start them and wait until they answer, calling `turn` meanwhile; Trouble when one gives up."""
        for service in self.ours:
            service.make_ready()
            child = Child(service.process(), self.places)
            self.children.append(child)
            child.start()
        for service, child in zip(self.ours, self.children, strict=True):
            wait_until_ready(child, say=say, turn=turn)
            service.settle()

    def stop(self, *, hurried: Callable[[], bool] = lambda: False) -> None:
        """Stop them, PostgreSQL last: its fast stop is clean at any moment."""
        for child in reversed(self.children):
            stop([child], hurried=hurried)


def wait_until_ready(child: Child, *, say: Say, turn: Turn) -> None:
    """Wait without a limit: recovery after a crash takes as long as there is work to replay."""
    title, began, told = TITLES.get(child.name, child.name), time.monotonic(), False
    while not child.is_ready():
        if child.ended() is not None:
            path = child.places.log(child.name)
            raise Trouble(f"{title} did not start: {logs.reason(path)} (see {path}).")
        if not told and time.monotonic() - began > LONG_START:
            told = True
            say(f"{title} is still starting; after a crash it first repeats what its log holds. Please wait.")
        turn()


def child_environment(places: Places, services: Services, *, environ: Mapping[str, str]) -> dict[str, str]:
    """Answer the whole environment of Baton's own programs; what is given from outside is kept."""
    return {
        **environ,
        **services.environment(),
        "BATON_EMBEDDED": "1",
        "BATON_DATA": str(places.data),
        "BATON_SECRET_KEY": environ.get("BATON_SECRET_KEY") or places.secret_key(),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def started(
    data: str | Path, *, throwaway: bool = False, environ: Mapping[str, str] | None = None, say: Say = print
) -> Iterator[dict[str, str]]:
    """Run the services while the block runs, and give it the environment to reach them.

    `throwaway` is for tests: data that need not survive the machine's death. Raises Trouble.
    """
    outside = os.environ if environ is None else environ
    places = open_data(data)
    with locked(places):
        orphans.clear(places, say=say)
        services = Services(places, environ=outside, throwaway=throwaway)
        try:
            services.start(say=say, turn=lambda: time.sleep(0.02))
            yield child_environment(places, services, environ=outside)
        finally:
            services.stop()


def beside(data: str | Path, *, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which the services of a running Baton are reached; Trouble when none runs there."""
    outside = os.environ if environ is None else environ
    places = open_data(data)
    try:
        with locked(places):
            pass
    except Trouble:
        return child_environment(places, Services(places, environ=outside), environ=outside)
    raise Trouble(f"No Baton runs with the data folder {places.data}: start it first with make run.")
