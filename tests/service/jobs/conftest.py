"""A service on a trained home of its own, in parts."""

import shutil
from pathlib import Path

import pytest

from tests.service.jobs.homes import serving
from tests.service.small_home import SURVEY


@pytest.fixture
def home(tmp_path, app_home) -> Path:
    """A trained home to do with as one likes, with a question Q1 too."""
    root = shutil.copytree(app_home, tmp_path / "home")
    earlier = root / "labels" / "earlier"
    earlier.mkdir()
    (earlier / "survey.yaml").write_text(SURVEY.replace("barriere-2025", "earlier").replace("Q24", "Q1"), "utf-8")
    return root


@pytest.fixture
def service(home):
    """Its parts, working."""
    with serving(home) as parts:
        yield parts
