"""The import contracts: kept by the house, and seen to break when somebody plants what they forbid."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
PACKAGES = [path.parent.name for path in HOUSE.glob("*/__init__.py") if path.parent.name not in {"tests", "benchmarks"}]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The packages and their contracts, to plant things in."""
    folder = tmp_path_factory.mktemp("house")
    for name in PACKAGES:
        shutil.copytree(HOUSE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(HOUSE / "pyproject.toml", folder)
    return folder


def lint(folder):
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_are_kept(copy):
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("file", "planted", "broken"),
    [
        ("leads/stages.py", "import sla.clock", "The house"),
        ("sla/clock.py", "import django.utils.timezone", "Rules of sla know no framework"),
        ("accounts/models/people.py", "import accounts.actions", "Inside accounts"),
        ("accounts/utils.py", "ANYTHING = 1", "Inside accounts"),
        ("capture/segment.py", "import leads.signals", "Only the relay"),
    ],
    ids=[
        "hall imports room",
        "rule imports framework",
        "noun imports verb",
        "file of a new kind",
        "room hears a signal",
    ],
)
def test_a_planted_violation_is_noticed(copy, file, planted, broken):
    path = copy / file
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{planted}\n")
    try:
        answer = lint(copy)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert answer.returncode != 0
    assert any(line.startswith(broken) and "BROKEN" in line for line in answer.stdout.splitlines()), answer.stdout
