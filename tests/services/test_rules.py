"""The small rules, without any service."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from handoff.services import logs, orphans, procfs
from handoff.services.places import PLAIN_PATH, fits, open_data, socket_folder
from handoff.services.processes import pause
from handoff.services.supervisor import collector_port, in_words
from handoff.services.table import baton, made_from
from handoff.services.trouble import Trouble


def test_the_pause_doubles_up_to_ten_seconds():
    assert [pause(failures) for failures in range(1, 9)] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert pause(5_000) == 10.0


def test_an_end_is_told_in_words():
    assert in_words(-signal.SIGKILL) == "was killed by SIGKILL"
    assert in_words(1) == "ended with exit code 1"


def test_a_note_whose_number_another_process_has_now_is_not_believed(nothing):
    places = open_data(nothing)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as innocent:
        orphans.note(places, "web", innocent.pid, stop_signal=signal.SIGKILL, patience=1)
        path = places.run / "web.pid"
        path.write_text(path.read_text().replace(str(procfs.started(innocent.pid)), "1"))
        orphans.clear(places, say=print)
        assert innocent.poll() is None
        assert not path.exists()
        innocent.kill()


def test_a_new_migration_or_package_asks_for_a_new_preparation(nothing):
    (nothing / "leads" / "migrations").mkdir(parents=True)
    (nothing / "requirements").mkdir()
    lock = nothing / "requirements" / "run.lock"
    lock.write_text("django==5.2")
    states = [made_from(nothing)]
    lock.write_text("django==5.3")
    states.append(made_from(nothing))
    (nothing / "leads" / "migrations" / "0001_leads.py").write_text("")
    states.append(made_from(nothing))
    assert len(set(states)) == 3
    assert made_from(nothing) == states[-1]


def test_the_collector_takes_the_next_free_port_the_one_that_is_wanted_or_none():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        following = int(collector_port(port - 1, None))
        assert following > port
        assert collector_port(port, str(following)) == str(following)
        assert collector_port(port, "0") == ""
        with pytest.raises(Trouble, match=f"Port {port} is taken by another program.*COLLECTOR_PORT="):
            collector_port(port - 1, str(port))
        with pytest.raises(Trouble, match="The pages answer on port"):
            collector_port(port, str(port))
        with pytest.raises(Trouble, match="“tomato” is not a port"):
            collector_port(port, "tomato")


def test_the_product_runs_a_collector_beside_the_pages_and_says_where(nothing):
    with_one = baton(open_data(nothing), environment={"COLLECTOR_PORT": "8123"}, port=8122)
    assert [process.command[-4:] for process in with_one.back if process.name == "collector"] == [
        ("--host", "127.0.0.1", "--port", "8123")
    ]
    assert "http://localhost:8123/v1/" in with_one.says
    without = baton(open_data(nothing), environment={"COLLECTOR_PORT": ""}, port=8122)
    assert (without.says, [process.name for process in without.back]) == ("", ["worker", "beat", "ticker"])


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"pid": 1}', "null"])
def test_a_torn_note_is_no_hindrance(nothing, torn):
    places = open_data(nothing)
    (places.run / "web.pid").write_text(torn)
    orphans.clear(places, say=print)
    assert list(places.run.iterdir()) == []


def test_a_log_is_turned_over_while_its_program_writes(nothing, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST_BYTES", 100)
    nothing.mkdir()
    path = nothing / "web.log"
    with path.open("ab", buffering=0) as program:
        for number in range(6):
            program.write(b"%d" % number * 120 + b"\n")
            logs.Logs(nothing).tend()
        program.write(b"after\n")
    assert path.read_text() == "after\n"
    assert [(nothing / f"web.log.{n}").read_text()[0] for n in (1, 2, 3)] == ["5", "4", "3"]
    assert not (nothing / "web.log.4").exists()


def test_the_mirror_shows_whole_lines_once(nothing):
    nothing.mkdir()
    shown: list[str] = []
    (nothing / "web.log").write_text("before\n")
    mirror = logs.Logs(nothing, mirror=shown.append)
    with (nothing / "web.log").open("a", buffering=1) as program:
        for text in ("one\ntw", "o\n", ""):
            program.write(text)
            program.flush()
            mirror.tend()
    (nothing / "web.log").write_text("new\n")
    mirror.tend()
    assert shown == ["     web | one", "     web | two", "     web | new"]


def test_a_path_that_a_connection_string_would_misread_gets_its_sockets_elsewhere(nothing):
    odd = nothing / "a, b?c"
    assert not fits(odd)
    folder = socket_folder(open_data(odd), None)
    assert PLAIN_PATH.fullmatch(str(folder))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_uid == os.geteuid()
    folder.rmdir()
    another = socket_folder(open_data(odd), None)  # it was taken away
    assert another != folder
    another.rmdir()
