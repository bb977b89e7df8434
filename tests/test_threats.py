"""The papers of trust name tests that exist, and leave no row of the catalogue out."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROWS = {f"R{number}" for number in range(2, 13)} | {f"S{number}" for number in range(1, 13)}


@pytest.mark.parametrize("paper", ["docs/threats.md", "docs/security.md", "SECURITY.md"])
def test_every_proof_that_is_named_is_there(paper):
    named = set(re.findall(r"`(tests/[^`]+)`", (HOUSE / paper).read_text()))
    assert named
    assert {path for path in named if not (HOUSE / path).exists()} == set()


def test_every_row_of_the_catalogue_has_a_proof():
    rows = re.findall(r"^\| ([RS]\d+) \| [^|]+ \| `tests/", (HOUSE / "docs" / "threats.md").read_text(), re.MULTILINE)
    assert set(rows) >= ROWS
    assert len(rows) == len(set(rows))
