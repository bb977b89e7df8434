"""A backup taken while rows are written, and what is there after a restore."""

import stat
import tarfile
import threading
from pathlib import Path

import pytest

from handoff.services.session import started
from tests.services.conftest import OUTSIDE, keep, query, services

ROWS = "SELECT count(*), coalesce(max(n), 0) FROM written"


@pytest.fixture
def running(nothing):
    with started(nothing, throwaway=True, environ=OUTSIDE, say=lambda line: None):
        keep(nothing)
        query(nothing, "CREATE TABLE written (n serial PRIMARY KEY)")
        yield nothing


def write(data: Path, halt: threading.Event) -> None:
    while not halt.is_set():
        query(data, "INSERT INTO written DEFAULT VALUES")


def test_what_was_committed_before_a_backup_is_there_after_a_restore(running):
    files = running / "files" / "1"
    files.mkdir(parents=True)
    (files / "offer.pdf").write_bytes(b"%PDF")
    (running / "secret-key").write_text("the key")
    halt = threading.Event()
    writer = threading.Thread(target=write, args=(running, halt))
    writer.start()
    before = query(running, ROWS)[0][0]
    file, again = running.parent / "kept.tar", running.parent / "again"
    try:
        made = services("backup", "--data", str(running), str(file))
    finally:
        halt.set()
        writer.join()
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = services("restore", "--data", str(again), str(file))
    assert restored.returncode == 0, restored.stderr
    assert (again / "secret-key").read_text() == "the key"
    assert (again / "files" / "1" / "offer.pdf").read_bytes() == b"%PDF"
    with started(again, throwaway=True, environ=OUTSIDE, say=lambda line: None):
        count, highest = query(again, ROWS)[0]
        assert query(again, "SELECT word FROM kept") == [("baton",)]
        assert count >= before
        assert count == highest, "a row is missing in the middle"
    again_refused = services("restore", "--data", str(again), str(file))
    assert (again_refused.returncode, "holds a Baton already" in again_refused.stderr) == (1, True)


def test_a_backup_never_overwrites_and_says_when_there_is_nothing_to_keep(nothing):
    nothing.parent.joinpath("kept.tar").write_text("precious")
    (nothing / "postgres").mkdir(parents=True)
    refused = services("backup", "--data", str(nothing), str(nothing.parent / "kept.tar"))
    assert (refused.returncode, "there already" in refused.stderr) == (1, True)
    empty = services("backup", "--data", str(nothing.parent / "nowhere"), str(nothing.parent / "new.tar"))
    assert (empty.returncode, "There is no Baton" in empty.stderr) == (1, True)
    assert nothing.parent.joinpath("kept.tar").read_text() == "precious"


def test_a_file_that_is_no_backup_is_refused_in_a_sentence(nothing):
    wrong = nothing.parent / "wrong.tar"
    with tarfile.open(wrong, "w"):
        pass
    for file in (wrong, Path(__file__)):
        refused = services("restore", "--data", str(nothing), str(file))
        assert (refused.returncode, "is not a backup" in refused.stderr) == (1, True)
        assert "Traceback" not in refused.stderr
