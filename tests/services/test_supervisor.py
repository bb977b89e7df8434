"""What dies is started again, what was left behind is cleaned up, and stopping stops everything."""

import os
import signal
import time

from handoff.services import procfs
from tests.services.conftest import Stage, keep, kill, living_in, query, until


def test_ctrl_c_stops_everything_and_a_second_start_keeps_the_data(stage):
    first = stage().ready()
    assert f"http://localhost:{first.port}/" in first.says()
    keep(first.data)
    assert first.stop() == 0
    assert living_in(first.data) == []
    began = time.monotonic()
    second = stage().ready()
    assert time.monotonic() - began < 3
    assert query(second.data, "SELECT word FROM kept", role="baton_app") == [("baton",)]


def test_a_killed_postgres_comes_back_with_what_was_committed(stage):
    running = stage().ready()
    keep(running.data)
    postmaster = running.pid("postgres")
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: running.pid("postgres") != postmaster and answers(running))
    assert query(running.data, "SELECT word FROM kept") == [("baton",)]
    assert "postgres was killed by SIGKILL and is started again" in running.says()
    assert running.stop() == 0


def answers(running: Stage) -> bool:
    try:
        return bool(query(running.data, "SELECT 1"))
    except Exception:
        return False


def test_killed_programs_are_started_again_and_their_helpers_end_with_them(stage):
    running = stage().ready()
    dead = {name: running.pid(name) for name in ("redis", "web", "worker")}
    helpers = until(lambda: [pid for pid in procfs.group(dead["web"]) if pid != dead["web"]])
    for pid in dead.values():
        os.kill(pid, signal.SIGKILL)
    for name, pid in dead.items():
        until(lambda name=name, pid=pid: running.pid(name) != pid)
        assert f"{name} was killed by SIGKILL and is started again" in running.says()
    assert all(procfs.started(pid) is None for pid in helpers)


def test_a_start_after_everything_was_killed_recovers_by_itself(stage):
    first = stage().ready()
    keep(first.data)
    first.life.kill()
    first.life.wait()
    for pid in living_in(first.data):
        kill(pid)
    second = stage().ready()
    assert query(second.data, "SELECT word FROM kept") == [("baton",)]
    assert second.stop() == 0


def test_a_killed_supervisor_takes_its_programs_along(stage):
    running = stage().ready()
    running.life.kill()
    until(lambda: [pid for pid in living_in(running.data) if not is_helper(pid)] == [])


def is_helper(pid: int) -> bool:
    return "import time; time.sleep(600)" in procfs.command(pid)


def test_programs_that_outlived_a_killed_supervisor_are_stopped_at_the_next_start(stage):
    first = stage(STAGE_STUBBORN="1").ready()
    stubborn = first.deaf_pid()
    web = first.pid("web")
    helpers = [pid for pid in procfs.group(web) if pid != web]
    first.life.kill()
    first.life.wait()
    until(lambda: procfs.started(web) is None)
    assert procfs.started(stubborn) is not None
    second = stage()
    until(lambda: "Stopping what an earlier run left behind: stubborn." in second.says())
    second.ready()
    assert procfs.started(stubborn) is None
    assert all(procfs.started(pid) is None for pid in helpers)


def test_a_postgres_that_outlived_its_supervisor_is_stopped_cleanly_first(stage, data):
    first = stage().ready()
    orphan = first.pid("postgres")
    os.kill(orphan, signal.SIGSTOP)  # so that it cannot follow its supervisor yet
    first.life.kill()
    first.life.wait()
    (data / "run" / "postgres.pid").unlink()
    second = stage()
    until(lambda: "Stopping a PostgreSQL that an earlier run left behind." in second.says())
    os.kill(orphan, signal.SIGCONT)
    second.ready()
    assert procfs.started(orphan) is None
    last_start = (data / "log" / "postgres.log").read_text().rpartition("starting")[2]
    assert "database system was shut down" in last_start


def test_a_program_that_will_not_stop_is_stopped_when_its_patience_ends(stage):
    running = stage(STAGE_STUBBORN="1").ready()
    stubborn = running.deaf_pid()
    assert running.stop() == 0
    assert procfs.started(stubborn) is None


def test_a_failing_preparation_is_told_in_one_sentence(stage):
    running = stage(STAGE_ONCE="raise SystemExit('Error: the tables are in a mess')")
    assert running.life.wait(timeout=20) == 1
    assert "The step “prepare” failed: Error: the tables are in a mess (see" in running.says()
    assert "Traceback" not in running.says()
    assert living_in(running.data) == []


def test_the_web_warms_up_beside_a_preparation_that_will_find_nothing_to_do(stage, data):
    seen = data / "seen.txt"
    prepare = f"import os; open('{seen}', 'w').write(str(os.path.exists('{data}/run/web.pid')))"
    for made_from, web_has_begun in (("one", "False"), ("one", "True"), ("two", "False")):
        running = stage(STAGE_ONCE=prepare, STAGE_MADE_FROM=made_from).ready()
        assert seen.read_text() == web_has_begun
        assert running.stop() == 0


def test_two_supervisors_cannot_have_the_same_data(stage, data):
    first = stage().ready()
    second = Stage(data)
    assert second.life.wait(timeout=20) == 1
    expected = f"Baton already runs with the data folder {data} (process {first.life.pid}): stop that one"
    assert second.says().startswith(expected)
    assert first.life.poll() is None
