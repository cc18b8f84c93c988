"""Shared by all tests: property tests try the same examples everywhere, so a red run can be repeated."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from textcoder.features.encoder import OnnxEncoder

settings.register_profile(
    "same-everywhere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("same-everywhere")


@pytest.fixture(scope="session")
def shipped() -> Path:
    """Folder of the plain encoder that comes with textcoder."""
    return Path(__file__).parents[1] / "models" / "encoder"


@pytest.fixture(scope="session")
def encoder(shipped) -> OnnxEncoder:
    """The plain encoder that comes with textcoder, loaded once for all tests."""
    return OnnxEncoder(shipped)
