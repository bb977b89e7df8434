"""What a person can mend is told in one sentence."""

import os
import shutil
import socket
from collections import namedtuple
from contextlib import closing

import pytest

from handoff.services import places, runas
from handoff.services.trouble import Trouble
from tests.services.conftest import free_port, services

USAGE = namedtuple("USAGE", "total used free")


def sentence(*arguments: str) -> str:
    ended = services(*arguments)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr.strip()


def test_a_taken_port_is_told_before_anything_starts(nothing):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        told = sentence("run", "--data", str(nothing), "--port", str(port))
    assert told.startswith(f"Port {port} is taken by another program: choose another, for example PORT=")
    assert not (nothing / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_a_port_that_is_none_is_told(nothing, port):
    told = sentence("run", "--data", str(nothing), f"--port={port}")
    assert told == f"“{port}” is not a port: give a number from 1 to 65535, for example PORT=8000."


def test_a_file_in_the_place_of_the_folder_is_told(nothing):
    nothing.write_text("I am a file")
    for data in (nothing, nothing / "inner"):
        told = sentence("run", "--data", str(data), "--port", str(free_port()))
        assert told == f"{data} cannot be the data folder: {nothing} is not a folder."


def test_a_folder_that_may_not_be_written_to_is_told():
    told = sentence("run", "--data", "/proc/baton", "--port", str(free_port()))
    assert told.startswith("Baton cannot write in the data folder /proc/baton (")
    assert told.endswith("); choose another folder with DATA=/some/folder.")


def test_a_full_disk_is_told(nothing, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: USAGE(10**9, 10**9, 20 * 2**20))
    with pytest.raises(Trouble, match=r"has 20 MB free, and Baton needs 400 MB: free some, or choose another"):
        places.open_data(nothing)
    (nothing / "postgres").mkdir()
    with pytest.raises(Trouble, match=r"has 20 MB free, and Baton needs 32 MB"):
        places.open_data(nothing)


def test_a_user_without_a_name_is_told():
    with pytest.raises(Trouble, match="has no line for the number 4000000001: give it one, or set DATABASE_URL"):
        runas.pwd_entry(4_000_000_001)


def test_a_user_who_cannot_run_the_programs_is_told(nothing):
    nothing.mkdir()
    program = nothing / "postgres"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o600)
    with pytest.raises(Trouble, match="cannot run programs in .*choose a folder it can reach with DATA="):
        runas.able(runas.of(runas.pwd_entry(os.geteuid())), to_run=program)


def test_a_cluster_of_another_version_is_told_with_postgres_own_reason(data):
    (data / "postgres" / "PG_VERSION").write_text("17\n")
    told = sentence("exec", "--data", str(data), "--", "true")
    assert told.startswith("PostgreSQL did not start: ")
    assert "database files are incompatible with server" in told
    (data / "postgres" / "PG_VERSION").write_text("18\n")


def test_an_unknown_program_is_told(data):
    told = sentence("exec", "--data", str(data), "--", "no-such-program")
    assert told == "There is no program called “no-such-program”."


def test_a_command_beside_a_baton_that_does_not_run_is_told_how_to_start_it(nothing):
    told = sentence("within", "--data", str(nothing), "--", "true")
    assert told == f"No Baton runs with the data folder {nothing}: start it first with make run."
