import io
import os
from types import SimpleNamespace

import pytest

from service.jobs.training_apart import OUTCOME, TASK, Task, main, train_for


@pytest.fixture
def task(home, tmp_path):
    folder = tmp_path / "job_x"
    folder.mkdir()
    return Task(home, None, folder, "barriers", "fast", promote=False)


def test_training_that_cannot_be_done_says_why(task):
    (task.home / "labels" / "barriere-2025" / "codings.csv").unlink()

    outcome = train_for(task)

    assert outcome.result is None
    assert "no codings" in outcome.error


def test_training_that_is_cancelled_stops_and_leaves_no_model(task):
    before = list((task.home / "models" / "trained" / "barriers").iterdir())
    (task.folder / "cancel").touch()

    assert train_for(task).cancelled
    assert list((task.home / "models" / "trained" / "barriers").iterdir()) == before


def test_where_no_process_may_step_back_training_goes_on(task, monkeypatch):
    def forbidden(_):
        raise PermissionError

    (task.folder / "cancel").touch()
    monkeypatch.setattr(os, "nice", forbidden)  # what a unit of systemd may forbid
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TASK.dump_json(task))))

    main()

    assert OUTCOME.validate_json((task.folder / "outcome.json").read_bytes()).cancelled
