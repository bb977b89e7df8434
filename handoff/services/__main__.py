"""The command: `python -m handoff.services run`, and `… exec -- COMMAND` for tests and benchmarks."""

import argparse
import errno
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType

from handoff.services import backup, supervisor
from handoff.services.runas import launched
from handoff.services.session import beside, started
from handoff.services.trouble import Trouble

MENDABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


def main(arguments: list[str]) -> int:
    """Do what the command line says and answer the exit code; mendable trouble is one sentence."""
    try:
        check_platform()
        options = parser().parse_args(arguments)
        return int(options.do(options))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
    except OSError as error:
        if error.errno not in MENDABLE:
            raise
        why = (error.strerror or "").lower()
        print(f"Baton could not go on with {error.filename}: {why}.", file=sys.stderr)
    return 1


def check_platform() -> None:
    if sys.platform != "linux":
        raise Trouble("The embedded services run on Linux only; elsewhere use docker compose up.")


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m handoff.services", description=__doc__)
    commands = root.add_subparsers(required=True)
    run = commands.add_parser("run", help="run all of Baton until Ctrl-C")
    run.add_argument("--port", default="8000", help="of the web pages (default: 8000)")
    run.add_argument("--verbose", action="store_true", help="show all logs on the terminal")
    run.set_defaults(do=do_run)
    around = commands.add_parser("exec", help="run one command with PostgreSQL and Redis")
    around.add_argument("--throwaway", action="store_true", help="faster, for data nobody will miss")
    around.add_argument("command", nargs="+", metavar="COMMAND")
    around.set_defaults(do=do_exec)
    inside = commands.add_parser("within", help="run one command beside a running Baton, with its services")
    inside.add_argument("command", nargs="+", metavar="COMMAND")
    inside.set_defaults(do=do_within)
    keep = commands.add_parser("backup", help="keep everything in one file, while Baton runs or not")
    keep.add_argument("file", help="the new file")
    keep.set_defaults(do=do_backup)
    bring = commands.add_parser("restore", help="make a new data folder from a backup")
    bring.add_argument("file", help="the backup")
    bring.set_defaults(do=do_restore)
    for command in (run, around, inside, keep, bring):
        command.add_argument("--data", default="var", help="the data folder (default: var)")
    return root


def do_run(options: argparse.Namespace) -> int:
    supervisor.run(options.data, port=supervisor.number_of(options.port, "PORT=8000"), verbose=options.verbose, say=say)
    return 0


def do_backup(options: argparse.Namespace) -> int:
    backup.backup(options.data, to=Path(options.file), say=say)
    return 0


def do_restore(options: argparse.Namespace) -> int:
    backup.restore(options.data, source=Path(options.file), say=say)
    return 0


def do_exec(options: argparse.Namespace) -> int:
    with started(options.data, throwaway=options.throwaway, say=say) as environment:
        return run_command(options.command, environment)


def do_within(options: argparse.Namespace) -> int:
    return run_command(options.command, beside(options.data))


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Run `command` in our own process group, where Ctrl-C reaches it directly; other ends are passed on."""
    program = shutil.which(command[0], path=environment.get("PATH"))
    if program is None:
        raise Trouble(f"There is no program called “{command[0]}”.")
    child = subprocess.Popen(launched([program, *command[1:]]), env=environment)

    def pass_on(number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            child.send_signal(number)

    with supervisor.handled(pass_on):
        code = child.wait()
    return code if code >= 0 else 128 - code


def say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone; that is no reason to fall over
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
