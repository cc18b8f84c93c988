"""A service on a trained home of its own, in parts."""

import shutil
from pathlib import Path

import pytest

from tests.service.jobs.homes import serving


@pytest.fixture
def home(tmp_path, app_home) -> Path:
    """A trained home to do with as one likes."""
    return shutil.copytree(app_home, tmp_path / "home")


@pytest.fixture
def service(home):
    """Its parts, working."""
    with serving(home) as parts:
        yield parts
