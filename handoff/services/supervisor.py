"""Everything under one roof: starts the services and the table of processes, and starts again what dies."""

import errno
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Protocol

from handoff.services import logs, orphans
from handoff.services.logs import Logs
from handoff.services.places import Places, locked, open_data
from handoff.services.processes import Child, Process, stop
from handoff.services.session import Say, Services, child_environment
from handoff.services.table import COLLECTOR_PORT, HOST, Table, baton
from handoff.services.trouble import Trouble

TURN_SECONDS = 0.05
BACK_WAITS = 5.0  # seconds the rest leaves the machine to the front at the start
LAST_PORT = 65_535
LONG_WAIT = 20.0  # seconds after which a front that does not answer is worth a line
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked us to stop."""


class MakeTable(Protocol):
    """How a supervisor learns what to run, once the services' addresses are known."""

    def __call__(self, places: Places, *, environment: Mapping[str, str], port: int) -> Table: ...


def run(
    data: str | Path,
    *,
    port: int,
    verbose: bool = False,
    environ: Mapping[str, str] | None = None,
    make_table: MakeTable = baton,
    say: Say = print,
) -> None:
    """Run Baton on `data` until somebody stops it; Trouble when it cannot start."""
    places = open_data(data)
    outside = os.environ if environ is None else environ
    with locked(places):
        orphans.clear(places, say=say)
        check_port(port)
        services = Services(places, environ=outside)
        ports = {"PORT": str(port), COLLECTOR_PORT: collector_port(port, outside.get(COLLECTOR_PORT))}
        environment = {**child_environment(places, services, environ=outside), **ports}
        table = make_table(places, environment=environment, port=port)
        Supervisor(places, services, table, port=port, verbose=verbose, say=say).run()


class Supervisor:
    """Holds the children of one data folder for as long as it lives."""

    def __init__(self, places: Places, services: Services, table: Table, *, port: int, verbose: bool, say: Say) -> None:
        self.places = places
        self.services = services
        self.table = table
        self.port = port
        self.say = say
        self.logs = Logs(places.log("any").parent, mirror=say if verbose else None)
        self.children: list[Child] = []  # of the table
        self.watched: list[Child] = []  # started again when they die
        self.asked_to_stop = 0

    def run(self) -> None:
        """Bring everything up, watch it, and take it down in order when asked to."""
        with handled(self.on_signal):
            try:
                self.bring_up()
                while True:
                    self.turn()
            except Stopped:
                self.say("Stopping …")
            finally:
                self.take_down()
        self.say(f"Stopped; everything is kept in {self.places.data}.")

    def bring_up(self) -> None:
        self.services.start(say=self.say, turn=self.turn)
        self.watched += self.services.children
        prepared = self.is_prepared()
        if not prepared:
            self.prepare()
        front = [self.begin(process) for process in self.table.front]
        if prepared:  # it will find nothing to do, so the front may warm up beside it
            self.prepare()
        back = list(self.table.back)
        self.wait_for(front, meanwhile=back)
        self.announce()
        self.begin_all(back)

    def wait_for(self, front: list[Child], *, meanwhile: list[Process]) -> None:
        """Wait until the front answers; it has the machine to itself at first, then the rest begins too."""
        began, told = time.monotonic(), False
        while late := [child for child in front if not child.is_ready()]:
            waited = time.monotonic() - began
            if waited > BACK_WAITS:
                self.begin_all(meanwhile)
            if waited > LONG_WAIT and not told:
                told = True
                name = late[0].name
                self.say(f"Still waiting for an answer of {name}; see {self.places.log(name)}.")
            self.turn()

    def is_prepared(self) -> bool:
        """Whether our own cluster was last prepared from what we have now."""
        is_ours = any(child.name == "postgres" for child in self.services.children)
        return is_ours and bool(self.table.made_from) and self.places.prepared_from() == self.table.made_from

    def prepare(self) -> None:
        for step in self.table.once:
            self.do_once(step)
        self.places.remember_prepared(self.table.made_from)

    def do_once(self, step: Process) -> None:
        child = Child(step, self.places)
        self.children.append(child)
        heard = logs.Progress(self.places.log(step.name))
        child.start()
        while (code := child.ended()) is None:
            self.turn()
            for line in heard.lines():
                self.say(line)
        self.children.remove(child)
        if code != 0:
            path = self.places.log(step.name)
            raise Trouble(f"The step “{step.name}” failed: {logs.reason(path)} (see {path}).")

    def begin(self, process: Process) -> Child:
        child = Child(process, self.places)
        self.children.append(child)
        self.watched.append(child)
        child.start()
        return child

    def begin_all(self, processes: list[Process]) -> None:
        while processes:
            self.begin(processes.pop(0))

    def announce(self) -> None:
        self.say(f"\nBaton is ready: http://localhost:{self.port}/")
        if self.table.says:
            self.say(self.table.says)
        if self.places.sign_ins.exists():
            self.say(self.places.sign_ins.read_text().rstrip())
        self.say(f"Logs are in {self.places.log('any').parent}; Ctrl-C stops everything.\n")

    def turn(self) -> None:
        """Look once at everything; raises Stopped when somebody asked for it."""
        if self.asked_to_stop:
            raise Stopped
        for child in self.watched:
            code = child.ended()
            if code is not None:
                self.say(f"{child.name} {in_words(code)} and is started again; see {self.places.log(child.name)}.")
            child.start_if_due()
        self.logs.tend()
        time.sleep(TURN_SECONDS)

    def take_down(self) -> None:
        stop(self.children, hurried=self.is_hurried)
        self.services.stop(hurried=self.is_hurried)
        self.logs.tend()

    def is_hurried(self) -> bool:
        return self.asked_to_stop > 1

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1


def in_words(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"


@contextmanager
def handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    earlier = {number: signal.signal(number, handler) for number in ENDING}
    try:
        yield
    finally:
        for number, was in earlier.items():
            signal.signal(number, was)


def check_port(port: int, *, name: str = "PORT") -> None:
    """Raise Trouble when `port` cannot be listened on."""
    refused = refusal(port)
    if refused is None:
        return
    free = next((other for other in range(max(port, 8000) + 1, LAST_PORT + 1) if refusal(other) is None), 0)
    why = "needs the rights of root" if refused == errno.EACCES else "is taken by another program"
    raise Trouble(f"Port {port} {why}: choose another, for example {name}={free}.")


def collector_port(port: int, wanted: str | None) -> str:
    """Where events are collected beside pages on `port`: the port after it or the next free one, the one wanted, or
    nowhere (0)."""
    if wanted is None or not wanted.strip():
        return next((str(other) for other in range(port + 1, LAST_PORT + 1) if refusal(other) is None), "")
    if wanted.strip() == "0":
        return ""
    chosen = number_of(wanted.strip(), "COLLECTOR_PORT=8001, or 0 for no collector")
    if chosen == port:
        raise Trouble(f"The pages answer on port {port}: give the collector another, or COLLECTOR_PORT=0 for none.")
    check_port(chosen, name="COLLECTOR_PORT")
    return str(chosen)


def number_of(port: str, example: str) -> int:
    """A port as a number, or Trouble."""
    if port.isdecimal() and 0 < int(port) <= LAST_PORT:
        return int(port)
    raise Trouble(f"“{port}” is not a port: give a number from 1 to {LAST_PORT}, for example {example}.")


def refusal(port: int) -> int | None:
    with closing(socket.socket()) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None
