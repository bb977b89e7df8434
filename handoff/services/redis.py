"""Our own Redis: a doorbell and a cache on a private socket; its append-only file keeps what was rung."""

import socket
from collections.abc import Mapping
from contextlib import closing

from handoff.services import programs
from handoff.services.places import Places, private_folder, socket_folder
from handoff.services.processes import Process
from handoff.services.runas import Account, able

ANSWER_SECONDS = 1.0
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "save": "",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "supervised": "no",
}


class Redis:
    """The embedded Redis of one data folder."""

    name = "redis"

    def __init__(self, places: Places, *, account: Account) -> None:
        self.places = places
        self.program = programs.redis_server(places.programs, account=account)
        self.account = able(account, to_run=self.program)
        self.owner = account.uid if account.is_lent else None
        self.socket = socket_folder(places, self.owner) / "redis.sock"

    def process(self) -> Process:
        settings = {**SETTINGS, "dir": str(self.places.redis), "unixsocket": str(self.socket)}
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Process(
            name=self.name,
            command=(str(self.program), *arguments),
            environment={"PATH": "/usr/bin:/bin", "BATON_DATA": str(self.places.data)},
            account=self.account,
            is_ready=self.is_ready,
        )

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"unix://{self.socket}?db=0"}

    def make_ready(self) -> None:
        private_folder(self.places.redis, self.owner)

    def settle(self) -> None:
        """Nothing is to be made in it: it may be flushed at any time."""

    def is_ready(self, pid: int) -> bool:
        try:
            with closing(socket.socket(socket.AF_UNIX)) as line:
                line.settimeout(ANSWER_SECONDS)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def given(environ: Mapping[str, str]) -> bool:
    """Whether a Redis is given from outside, so that none of our own is started."""
    return bool(environ.get("REDIS_URL"))
