"""Training that finds its label store away: it waits, and never goes on without what people have corrected."""

import threading

import pytest

from service.jobs.folders import JobFolder
from service.jobs.progress import Progress, StoppedError
from service.jobs.records import Job, JobKind, JobState, TrainOrder, utc_now
from service.jobs.training import TrainBench, train_model
from service.jobs.training_apart import Task, train_for
from tests.service.jobs.homes import OWNER, Service

ORDER = TrainOrder("barriers", "fast")


def models_of(home) -> int:
    return len(list((home / "models" / "trained" / "barriers").glob("2*")))


def test_a_job_waits_as_long_as_the_store_is_away(home):
    service = Service(home)
    service.store.start()
    job = service.office.train(OWNER, ORDER, None).job
    service.store.stop()

    service.office._worker.work(job.id)

    left = service.office.find(OWNER, job.id)
    assert (left.state, left.attempts, left.error) == (JobState.QUEUED, 0, None)


def test_a_job_that_waits_for_the_store_is_cancelled_all_the_same(home):
    service = Service(home)
    service.store.start()
    job = service.office.train(OWNER, ORDER, None).job
    service.store.stop()

    service.office.give_up(OWNER, job.id)

    assert service.office.find(OWNER, job.id).state is JobState.CANCELLED


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_a_store_that_has_gone_is_not_done_without(home, tmp_path, kind):
    away = {"postgresql": f"postgresql://nobody@/none?host={tmp_path}", "sqlite": f"sqlite:///{tmp_path}/gone.sqlite"}
    before = models_of(home)

    outcome = train_for(Task(home, away[kind], tmp_path / "job", "barriers", "fast", promote=False))

    assert (outcome.store_away, outcome.error, outcome.result) == (True, None, None)
    assert models_of(home) == before
    assert not (tmp_path / "gone.sqlite").exists()


def test_a_store_that_goes_away_before_it_is_read_puts_the_job_back(home, tmp_path):
    folder = JobFolder(tmp_path / "job_x")
    folder.path.mkdir()
    job = Job("job_x", JobKind.TRAIN, JobState.RUNNING, OWNER, "", utc_now(), ORDER)
    bench = TrainBench(home, f"sqlite:///{tmp_path}/gone.sqlite")

    with folder.hold() as held, pytest.raises(StoppedError):
        train_model(ORDER, folder, held, bench, Progress(folder, job, threading.Event()))

    assert not folder.outcome.exists()
