"""A backup of everything in one file, taken while people work, and a new data folder made from it."""

import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from handoff.services import postgres, programs, runas
from handoff.services.places import Places, locked, open_data, socket_folder, write_private
from handoff.services.session import Say, started
from handoff.services.trouble import Trouble

DUMP, KEY, FILES, ABOUT = "database.dump", "secret-key", "files", "about.json"
FORMAT = 1


def backup(data: str | Path, *, to: Path, say: Say) -> None:
    """Write the database, the kept files and the secret key of a data folder to one new file.

    Works beside a running Baton and without one; nobody waits for it. The file appears when it is whole. Raises
    Trouble when there is nothing to keep, the file is there already, or PostgreSQL says why it cannot.
    """
    if not (Path(data) / "postgres").exists():
        raise Trouble(f"There is no Baton in {data}: name its data folder with DATA=/some/folder.")
    if to.exists():
        raise Trouble(f"{to} is there already: give the backup a name of its own.")
    places = open_data(data)
    to.parent.mkdir(parents=True, exist_ok=True)
    with serving(places, say=say), tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder:
        dump = Path(folder, DUMP)
        run(places, "pg_dump", "--format=custom", f"--file={dump}", postgres.DATABASE)
        unfinished = Path(folder, "unfinished.tar")
        pack(places, dump, unfinished)
        unfinished.chmod(0o600)  # it holds people's data and the key that signs sessions
        os.replace(unfinished, to)
    say(f"Kept in {to} ({to.stat().st_size / 1_000_000:.1f} MB).")


def restore(data: str | Path, *, source: Path, say: Say) -> None:
    """Make a new data folder from a backup. Raises Trouble when the folder holds a Baton or the file is no backup."""
    if (Path(data) / "postgres").exists():
        raise Trouble(f"{data} holds a Baton already: restore into a new folder with DATA=/some/folder.")
    if not source.is_file():
        raise Trouble(f"There is no file {source}.")
    places = open_data(data)
    with tempfile.TemporaryDirectory(dir=places.data, prefix=".restore-") as folder:
        unpack(source, Path(folder))
        write_private(places.data / KEY, Path(folder, KEY).read_text())
        with started(places.data, environ=own_environment(), say=say):
            run(places, "pg_restore", "--exit-on-error", "--clean", "--if-exists", "--dbname", postgres.DATABASE,
                str(Path(folder, DUMP)))  # fmt: skip
            if Path(folder, FILES).is_dir():
                Path(folder, FILES).rename(places.data / FILES)
    say(f"Restored to {places.data}. Start it with: make run DATA={places.data}")


def own_environment() -> dict[str, str]:
    """Ours without the addresses of other databases: a restore is always into the folder that was named."""
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


@contextmanager
def serving(places: Places, *, say: Say) -> Iterator[None]:
    """PostgreSQL of the data folder answers while the block runs: the running one, or one started for it."""
    try:
        with locked(places):
            pass
    except Trouble:
        yield  # somebody holds the folder, so it runs
        return
    with started(places.data, environ=own_environment(), say=say):
        yield


def run(places: Places, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs against the data folder's server."""
    account = runas.choose(places.postgres)
    sockets = socket_folder(places, account.uid if account.is_lent else None)
    path = programs.package_folder(programs.POSTGRES_PACKAGE, instead="DATABASE_URL").parent / programs.POSTGRES_BIN
    command = [str(path / program), f"--host={sockets}", f"--username={postgres.SUPERUSER}", "--no-password"]
    ended = subprocess.run([*command, *arguments], capture_output=True, env=postgres.PLAIN_ENVIRONMENT)
    if ended.returncode != 0:
        raise Trouble(f"{program} could not do it: {runas.last_line(ended.stderr)}.")


def pack(places: Places, dump: Path, to: Path) -> None:
    """One file of the dump, the kept files, the key and a word on what it is. Files come after the rows that
    name them, so that none is missing that a row speaks of."""
    about = json.dumps({"baton_backup": FORMAT, "at": datetime.now(UTC).isoformat(timespec="seconds")}).encode()
    with tarfile.open(to, "w") as archive:
        member = tarfile.TarInfo(ABOUT)
        member.size = len(about)
        archive.addfile(member, io.BytesIO(about))
        archive.add(dump, DUMP)
        archive.add(places.data / KEY, KEY) if (places.data / KEY).exists() else None
        if (places.data / FILES).is_dir():
            archive.add(places.data / FILES, FILES)


def unpack(source: Path, to: Path) -> None:
    """The parts of a backup; only plain files inside the folder are taken from it."""
    try:
        with tarfile.open(source) as archive:
            archive.extractall(to, filter="data")
        about = json.loads(Path(to, ABOUT).read_text())
        whole = about.get("baton_backup") == FORMAT and Path(to, DUMP).is_file() and Path(to, KEY).is_file()
    except (tarfile.TarError, OSError, ValueError, AttributeError):
        whole = False
    if not whole:
        raise Trouble(f"{source} is not a backup of Baton, or it is not whole.")
