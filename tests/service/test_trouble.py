"""A pipeline at work while models are promoted, the service is killed and its database goes away."""

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.service.chaos import Plan, chaos
from benchmarks.service.pipeline import Place
from tests.service.small_home import CAPACITY, ECONOMY, write_home
from textcoder.files.home import Home
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings

PLACE = Place("barriers", "barriere-2025", "Q24")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With two models that refer different answers."""
    root = write_home(tmp_path / "home")
    for day, max_error in ((21, 0.3), (22, 0.02)):
        settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=max_error, seed=day))
        train_and_publish(Home(root), "barriers", (), settings, now=dt.datetime(2026, 11, day, tzinfo=dt.UTC))
    return root


def test_no_reply_is_wrong_and_nothing_acknowledged_is_lost(home: Path, tmp_path: Path):
    texts = [f"{one} {middle} {other}" for one in CAPACITY for middle in ("og", "samt", "") for other in ECONOMY]
    plan = Plan(seconds=7, away_s=1.5, promotions=10, job_rows=3000, clients=2)

    found = chaos(home, PLACE, texts, plan, tmp_path / "service.log")

    assert found["wrong"] == []
    assert len(found["by_model"]) == 2
    assert found["corrections"] > 10
    assert found["single_answers"].keys() <= {"200", "503", "none"}
    assert found["single_answers"]["200"] > 100
