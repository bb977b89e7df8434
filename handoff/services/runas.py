"""Whom the services run as: PostgreSQL refuses to be root, so root lends it another user.

No permission of any parent folder is ever changed. When that user cannot reach the data folder (it may lie in
/root), the services get the one capability that lets them pass through, and nothing else of root's power.
"""

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handoff.services.trouble import Trouble

LAUNCHER = Path(__file__).with_name("launch.py")
ACCOUNTS = ("baton", "postgres", "nobody")
UNCHANGED = -1
INSTEAD = "set DATABASE_URL and REDIS_URL"
# CAP_DAC_READ_SEARCH, or CAP_DAC_OVERRIDE where a container has not even kept the first.
READ_AND_SEARCH, OVERRIDE = 2, 1


@dataclass(frozen=True)
class Account:
    """A user of this machine, and the capability its processes need to reach our folders, if any."""

    name: str
    uid: int
    gid: int
    capability: int = UNCHANGED

    @property
    def is_lent(self) -> bool:
        """Whether the services run as another user than we do."""
        return self.uid != os.geteuid()


def choose(postgres: Path) -> Account:
    """Choose the services' user: ourselves; for root the owner of an existing cluster, or a service user."""
    if os.geteuid() != 0:
        return of(pwd_entry(os.geteuid()))
    if postgres.exists() and postgres.stat().st_uid != 0:
        return of(pwd_entry(postgres.stat().st_uid))
    known = [found for name in ACCOUNTS if (found := by_name(name))]
    if not known:
        raise Trouble(
            "PostgreSQL refuses to run as root and this machine has no user baton, postgres or nobody: "
            f"start Baton as an ordinary user, or {INSTEAD}."
        )
    return of(known[0])


def of(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def by_name(name: str) -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry if entry.pw_uid != 0 else None


def pwd_entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise Trouble(
            f"PostgreSQL wants its user to have a name, but /etc/passwd has no line for the number {uid}: "
            f"give it one, or {INSTEAD}."
        ) from error


def able(account: Account, *, to_run: Path) -> Account:
    """Answer `account` with what it needs to start the program `to_run`; Trouble when nothing helps."""
    for capability in (UNCHANGED, READ_AND_SEARCH, OVERRIDE):
        candidate = replace(account, capability=capability)
        trial = subprocess.run(launched([str(to_run), "--version"], account=candidate), capture_output=True)
        if trial.returncode == 0 and b"Permission denied" not in trial.stderr:
            return candidate
        if not account.is_lent:
            break
    raise Trouble(
        f"The user “{account.name}”, whom the services run as, cannot run programs in {to_run.parent} "
        f"({last_line(trial.stderr)}): choose a folder it can reach with DATA=/some/folder."
    )


def last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"


def launched(
    command: Sequence[str], *, account: Account | None = None, last_signal: signal.Signals = signal.SIGTERM
) -> list[str]:
    """Wrap `command` to run as `account`, and to get `last_signal` when this process ends, come what may."""
    lent = account if account and account.is_lent else None
    who = (lent.uid, lent.gid, lent.capability) if lent else (UNCHANGED,) * 3
    numbers = [str(number) for number in (os.getpid(), int(last_signal), *who)]
    return [sys.executable, "-I", "-S", str(LAUNCHER), *numbers, *command]
