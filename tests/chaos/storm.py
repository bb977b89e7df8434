"""A storm of kill -9 over everything Baton consists of, while events come in: nothing is lost, nothing happens twice.

    python -m tests.chaos.storm [--events 10000] [--leads 400] [--seed 1] [--port 8196]

Starts a whole Baton in a folder of its own, lets clients send events over HTTP and repeat them until they are
answered, and kills a process of it every few seconds. Then everything is held against what was sent. Each line is
“N checked, 0 wrong”; the exit code tells, too.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from tests.chaos.clients import Sending, plan_events

ROOT = Path(__file__).resolve().parents[2]
# A part of the command line of each kind of process.
VICTIMS = {
    "web": "granian",
    "collector": "capture.collector",
    "worker": "celery -A handoff worker",
    "beat": "celery -A handoff beat",
    "ticker": "manage.py ticker",
    "redis": "redis-server",
    "postgres": "postgres",
}
PATIENCE = 900.0  # seconds for a start, and for the calm after the storm


def main() -> int:
    """Run the storm and the checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--leads", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8196)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baton-storm-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103 - the services run as another user who has to pass through
        return weather(Path(folder) / "data", wanted)


def weather(data: Path, wanted: argparse.Namespace) -> int:
    """Start Baton, let it storm, look, stop Baton."""
    command = [sys.executable, "-m", "handoff.services", "run", "--data", str(data), "--port", str(wanted.port)]
    log = (data.parent / "output").open("wb")
    baton = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "BATON_DEMO": "0"})
    try:
        connect(data, baton)
        from tests.chaos import world  # it needs the settings that were just made

        world.wait_for(wanted.port, PATIENCE)
        workspace, key = world.furnish()
        batches = plan_events(random.Random(wanted.seed), events=wanted.events, leads=wanted.leads)
        sending = Sending(wanted.port, key, batches)
        killed = storm(baton.pid, sending, seed=wanted.seed)
        print(f"{sum(killed.values())} kills: {', '.join(f'{n} {what}' for what, n in sorted(killed.items()))}")
        return world.check(workspace, batches, patience=PATIENCE)
    finally:
        baton.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            baton.wait(60)


def connect(data: Path, baton: subprocess.Popen[bytes]) -> None:
    """Point Django at the Baton that is starting."""
    until = time.monotonic() + PATIENCE
    while not (data / "secret-key").exists() or not (data / "sockets").exists():
        if baton.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"Baton did not start: {(data.parent / 'output').read_text()[-2000:]}")
        time.sleep(0.5)
    os.environ["DATABASE_URL"] = f"postgresql://baton_app@/baton?host={data}/sockets"
    os.environ["REDIS_URL"] = f"unix://{data}/sockets/redis.sock?db=0"
    os.environ["BATON_SECRET_KEY"] = (data / "secret-key").read_text().strip()
    os.environ["BATON_EMBEDDED"], os.environ["BATON_DATA"] = "1", str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "handoff.settings"
    import django

    django.setup()


def storm(root: int, sending: Sending, *, seed: int) -> Counter[str]:
    """Kill something every two to six seconds until everything was sent; answer what was killed."""
    dice, over, killed = random.Random(seed), Event(), Counter()

    def rage() -> None:
        while not over.wait(dice.uniform(2, 6)):
            what = dice.choice(sorted(VICTIMS))
            for pid in found(root, VICTIMS[what])[:1]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed[what] += 1

    nemesis = Thread(target=rage)
    nemesis.start()
    try:
        sending.run()
    finally:
        over.set()
        nemesis.join()
    return killed


def found(root: int, mark: str) -> list[int]:
    """The processes below ours whose command line has the mark, oldest first."""
    told = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in told.splitlines()]
    ours, grown = {root}, True
    while grown:
        more = {int(pid) for pid, parent, *_ in rows if int(parent) in ours} - ours
        ours, grown = ours | more, bool(more)
    return sorted(int(pid) for pid, _, *args in rows if int(pid) in ours - {root} and args and mark in args[0])


if __name__ == "__main__":
    sys.exit(main())
