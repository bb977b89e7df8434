"""The log files: kept to a size, read for reasons, and mirrored on the terminal for who wants to watch."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LARGEST_BYTES = 10 * 1024 * 1024
KEPT = 3  # older files per log
LOOK_EVERY = 5.0  # seconds between two looks at the sizes
LONGEST_REASON = 300  # characters
TAIL_BYTES = 16 * 1024
TELLING = ("FATAL", "PANIC", "Error", "error:")


class Logs:
    """All logs in one folder; the programs append to them and need not know that they are turned over."""

    def __init__(self, folder: Path, *, mirror: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self.mirror = mirror
        self.next_look = 0.0
        self.positions = {path: path.stat().st_size for path in folder.glob("*.log")}

    def tend(self) -> None:
        """Mirror what is new, and turn over what has grown too large."""
        if self.mirror:
            for path in sorted(self.folder.glob("*.log")):
                self.show_new(path, self.mirror)
        if time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + LOOK_EVERY
            for path in self.folder.glob("*.log"):
                if path.stat().st_size > LARGEST_BYTES:
                    turn_over(path)

    def show_new(self, path: Path, mirror: Callable[[str], None]) -> None:
        seen = self.positions.get(path, 0)
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < seen:  # it was turned over
                seen = 0
            file.seek(seen)
            whole_lines, newline, _ = file.read().rpartition(b"\n")
        self.positions[path] = seen + len(whole_lines) + len(newline)
        for line in whole_lines.decode(errors="replace").splitlines():
            mirror(f"{path.stem:>8} | {line}")


def turn_over(path: Path) -> None:
    """Copy the log aside and empty it: its program goes on appending to the same file.

    With a full disk nothing is kept, so that the log at least stops filling it.
    """
    with suppress(OSError):
        for number in range(KEPT - 1, 0, -1):
            older = numbered(path, number)
            if older.exists():
                older.replace(numbered(path, number + 1))
        shutil.copy(path, numbered(path, 1))
    os.truncate(path, 0)


def numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def reason(path: Path) -> str:
    """Answer the most telling of the last lines of a log, for a sentence on the terminal."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines[-20:] if any(word in line for word in TELLING)]
        if lines:
            return (telling or lines)[-1][:LONGEST_REASON]
    return "it said nothing"


class Progress:
    """What a program says of its progress: the lines it writes from now on that begin with two spaces and “demo:”."""

    MARK = "  demo: "

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen = path.stat().st_size if path.exists() else 0

    def lines(self) -> list[str]:
        """The whole lines that are new."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            file.seek(self.seen)
            new = file.read(TAIL_BYTES)
        whole = new[: new.rfind(b"\n") + 1]
        self.seen += len(whole)
        texts = whole.decode(errors="replace").splitlines()
        return [f"Making the demo: {text.removeprefix(self.MARK)}" for text in texts if text.startswith(self.MARK)]
