"""Where everything lies in the data folder, and the one lock on it."""

import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handoff.services.trouble import Trouble

MIB = 1024 * 1024
FIRST_START_BYTES = 400 * MIB  # a new cluster, its write-ahead log and, as root, a copy of the programs
NEXT_START_BYTES = 32 * MIB
SOCKET_PATH_BYTES = 107  # the kernel's limit
LONGEST_SOCKET = "/.s.PGSQL.5432"
CHOOSE = "choose another folder with DATA=/some/folder"
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")  # neither a list nor an escape in any connection string


@dataclass(frozen=True)
class Places:
    """The folders of one running Baton; all it writes is under `data`, the sockets perhaps excepted."""

    data: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def redis(self) -> Path:
        return self.data / "redis"

    @property
    def programs(self) -> Path:
        return self.data / "programs"

    @property
    def settings(self) -> Path:
        return self.data / "settings"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def sign_ins(self) -> Path:
        return self.data / "demo-sign-ins.txt"

    def log(self, name: str) -> Path:
        return self.data / "log" / f"{name}.log"

    def secret_key(self) -> str:
        """Answer this installation's secret, made at random the first time."""
        path = self.data / "secret-key"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    def prepared_from(self) -> str:
        """Answer what this cluster was last prepared from, empty when it never was."""
        try:
            cluster, _, made_from = (self.run / "prepared").read_text().partition(" ")
        except OSError:
            return ""
        return made_from if cluster == self.cluster() else ""

    def remember_prepared(self, made_from: str) -> None:
        write_private(self.run / "prepared", f"{self.cluster()} {made_from}")

    def cluster(self) -> str:
        """Tell this cluster from one that was in its place before."""
        return str(self.postgres.stat().st_ino) if self.postgres.exists() else ""


def open_data(folder: str | Path) -> Places:
    """Make the data folder if need be and see that it can be used.

    Raises Trouble when it is no folder, may not be written to, or its disk is full.
    """
    data = Path(folder).expanduser().absolute()
    try:
        data = data.resolve()
        make_data_folder(data)
        with tempfile.TemporaryFile(dir=data) as trial:
            trial.write(b"?")
    except (FileExistsError, NotADirectoryError, RuntimeError) as error:
        raise Trouble(f"{data} cannot be the data folder: {culprit(data)} is not a folder.") from error
    except OSError as error:
        raise Trouble(refusal(data, error)) from error
    places = Places(data)
    check_space(places)
    for inner in (places.run, places.log("any").parent):
        inner.mkdir(mode=0o700, exist_ok=True)
    return places


def make_data_folder(data: Path) -> None:
    if data.is_dir():
        return
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir()
    # Root's services run as another user, who has to pass through; passing shows nothing of what is inside.
    data.chmod(0o711 if os.geteuid() == 0 else 0o700)


def culprit(path: Path) -> Path:
    return next((part for part in (path, *path.parents) if part.exists() and not part.is_dir()), path)


def refusal(data: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no space left for the data folder {data}; free some, or {CHOOSE}."
    why = (error.strerror or str(error)).lower()
    return f"Baton cannot write in the data folder {data} ({why}); {CHOOSE}."


def check_space(places: Places) -> None:
    needed = NEXT_START_BYTES if places.postgres.exists() else FIRST_START_BYTES
    free = shutil.disk_usage(places.data).free
    if free < needed:
        raise Trouble(
            f"The disk of {places.data} has {free // MIB} MB free, and Baton needs {needed // MIB} MB: "
            f"free some, or {CHOOSE}."
        )


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Hold the data folder for this process alone; Trouble when another one holds it."""
    handle = os.open(places.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(handle, 32).decode(errors="replace").strip()
        os.close(handle)
        raise Trouble(
            f"Baton already runs with the data folder {places.data} (process {holder}): "
            f"stop that one first, or {CHOOSE}."
        ) from error
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def socket_folder(places: Places, owner: int | None) -> Path:
    """Find or make the private folder of the sockets, elsewhere when the data folder's path is too long.

    `owner` is the user id the services run as, None for our own.
    """
    inside = places.data / "sockets"
    if fits(inside):
        return private_folder(inside, owner)
    note = places.data / "sockets-are-in"
    if note.exists() and is_private(Path(note.read_text().strip()), owner):
        return Path(note.read_text().strip())
    roots = (tempfile.gettempdir(), "/tmp")  # noqa: S108 - the first may be as long
    elsewhere = next((root for root in roots if fits(Path(root, "baton-12345678"))), None)
    if elsewhere is None:
        raise Trouble(f"The path {places.data} is too long for a socket; {CHOOSE}.")
    made = private_folder(Path(tempfile.mkdtemp(prefix="baton-", dir=elsewhere)), owner)
    write_private(note, str(made))
    return made


def fits(folder: Path) -> bool:
    path = f"{folder}{LONGEST_SOCKET}"
    return len(os.fsencode(path)) <= SOCKET_PATH_BYTES and PLAIN_PATH.fullmatch(path) is not None


def private_folder(path: Path, owner: int | None) -> Path:
    """Make `path` a folder that only `owner` can enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)
    if owner is not None:
        os.chown(path, owner, -1)
    return path


def is_private(path: Path, owner: int | None) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    wanted = os.geteuid() if owner is None else owner
    return stat.S_ISDIR(found.st_mode) and found.st_uid == wanted and stat.S_IMODE(found.st_mode) == 0o700


def write_private(path: Path, text: str) -> None:
    """Write `text` so that only its owner may read it and a crash leaves either all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)
