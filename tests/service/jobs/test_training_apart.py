import dataclasses
import io
import json
import os
from types import SimpleNamespace

import pytest

from service.jobs.training_apart import OUTCOME, TASK, Task, main, train_for
from service.settings import IN_HOME
from tests.service.jobs.homes import put_coding


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


def test_what_it_learns_from_lies_beside_the_model_with_what_is_new_in_it(task, home):
    put_coding(home, "lang reisevei", "capacity")
    task = dataclasses.replace(task, db=f"sqlite:///{home / IN_HOME}")

    outcome = train_for(task)

    result = outcome.result
    assert (result["promoted"], result["refused"], result["left_out_for_test"]) == (False, None, 0)
    assert (result["codings"], result["news"]["all"]["added"]) == (6 * 13 + 1, 1)
    folder = home / "models" / "trained" / "barriers"
    snapshot = json.loads((folder / outcome.version / "manifest.json").read_text("utf-8"))["snapshot"]
    assert [one["kind"] for one in snapshot["sources"]] == ["file", "store"]
    assert '"survey": "earlier"' in (folder / snapshot["file"]).read_text("utf-8")
    assert list(task.folder.iterdir()) == []  # nothing that respondents wrote is left with the job


def test_where_no_process_may_step_back_training_goes_on(task, monkeypatch):
    def forbidden(_):
        raise PermissionError

    (task.folder / "cancel").touch()
    monkeypatch.setattr(os, "nice", forbidden)  # what a unit of systemd may forbid
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TASK.dump_json(task))))

    main()

    assert OUTCOME.validate_json((task.folder / "outcome.json").read_bytes()).cancelled
