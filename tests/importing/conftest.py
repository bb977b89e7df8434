"""Files to import: real ones where somebody put them beside the project, our own otherwise."""

import os
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent.parent
OWN = HOUSE / "tests" / "data"
SHARED = Path(os.environ.get("BATON_SHARED_DATA") or HOUSE.parent / "shared" / "data")


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    """Uploads go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def messy():
    """The folder of vendors' exports; skips where it is not there."""
    folder = SHARED / "messy_exports"
    if not folder.is_dir():
        pytest.skip("the shared data is not here")
    return folder
