"""What the kernel says about processes: who lives, since when, and in which folder."""

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
DEAD = {"Z", "X"}
# Fields of /proc/PID/stat counted after the name, which may hold spaces and brackets of its own.
STATE, GROUP, STARTED = 0, 2, 19


def started(pid: int) -> int | None:
    """Answer when `pid` began, in clock ticks since the machine's start, or None when it does not live."""
    fields = stat(pid)
    return int(fields[STARTED]) if fields and fields[STATE] not in DEAD else None


def boot() -> str:
    """Name this start of the machine, so that a process id from before it is never taken for one of now."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def group(leader: int) -> list[int]:
    """List the living processes of the process group `leader`."""
    return [pid for pid in living() if (fields := stat(pid)) and int(fields[GROUP]) == leader]


def working_in(folder: Path) -> list[int]:
    """List the living processes whose working folder is `folder`."""
    return [pid for pid in living() if link(pid, "cwd") == str(folder)]


def has_environment(pid: int, name: str, value: str) -> bool:
    """Say whether `pid` was started with `name` set to `value`."""
    return f"{name}={value}".encode() in content(pid, "environ").split(b"\0")


def command(pid: int) -> list[str]:
    """Answer the command line of `pid`, empty when it is gone."""
    return [os.fsdecode(part) for part in content(pid, "cmdline").split(b"\0") if part]


def living() -> Iterator[int]:
    for entry in PROC.iterdir():
        if entry.name.isdigit() and started(int(entry.name)) is not None:
            yield int(entry.name)


def stat(pid: int) -> list[str]:
    return content(pid, "stat").decode(errors="replace").rpartition(")")[2].split()


def content(pid: int, name: str) -> bytes:
    try:
        return (PROC / str(pid) / name).read_bytes()
    except OSError:  # it ended meanwhile, or is somebody else's
        return b""


def link(pid: int, name: str) -> str:
    try:
        return os.readlink(PROC / str(pid) / name)
    except OSError:
        return ""
