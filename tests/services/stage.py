"""A supervisor with a small cast of its own: `python -m tests.services.stage DATA PORT`.

`web` answers /livez and has a helper process, `stubborn` ignores every polite request to stop.
"""

import os
import sys
from collections.abc import Mapping

from handoff.services import supervisor
from handoff.services.__main__ import main
from handoff.services.places import Places
from handoff.services.processes import Process
from handoff.services.table import Table, answers

WEB = """
import http.server, subprocess, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *words):
        pass
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
"""


def table(places: Places, *, environment: Mapping[str, str], port: int) -> Table:
    def process(name: str, program: str, *arguments: str, patience: float = 10.0) -> Process:
        command = (sys.executable, "-c", program, *arguments)
        return Process(
            name=name,
            command=command,
            environment=environment,
            patience=patience,
            is_ready=lambda pid: name != "web" or answers(port),
        )

    once = os.environ.get("STAGE_ONCE", "pass")
    back = (process("stubborn", STUBBORN, patience=0.5),) if "STAGE_STUBBORN" in os.environ else ()
    return Table(
        once=(process("prepare", once),),
        front=(process("web", WEB, str(port)),),
        back=(process("worker", "import time; time.sleep(600)"), *back),
        made_from=os.environ.get("STAGE_MADE_FROM", ""),
    )


if __name__ == "__main__":
    supervisor.run.__kwdefaults__["make_table"] = table
    sys.exit(main(["run", "--data", sys.argv[1], "--port", sys.argv[2]]))
