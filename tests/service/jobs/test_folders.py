import os
import time
from datetime import UTC, datetime

import pytest

from service.jobs.errors import JobNotFoundError
from service.jobs.folders import JobFolder, JobsFolder
from service.jobs.records import ClassifyOrder, Job, JobKind, JobState, TrainOrder, keyed_job_id, new_job_id

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ORDER = ClassifyOrder("barriers", "id", "svar", ".csv", "csv")


def build_job(**changes) -> Job:
    return Job(
        **{
            "id": new_job_id(),
            "kind": JobKind.CLASSIFY,
            "state": JobState.QUEUED,
            "owner": "k1",
            "request": "hash",
            "created_at": NOW,
            "order": ORDER,
        }
        | changes
    )


def add(jobs: JobsFolder, job: Job) -> bool:
    with jobs.incoming() as incoming:
        return jobs.add(incoming, job)


@pytest.mark.parametrize("job", [build_job(), build_job(kind=JobKind.TRAIN, order=TrainOrder("barriers", why="ny"))])
def test_a_job_is_read_as_it_was_written(tmp_path, job):
    jobs = JobsFolder(tmp_path / "jobs")
    add(jobs, job)

    assert jobs.folder(job.id).read() == job
    assert [folder.id for folder in jobs.folders()] == [job.id]


def test_of_two_jobs_of_one_id_the_first_stays(tmp_path):
    jobs = JobsFolder(tmp_path)
    first = build_job(id=keyed_job_id("k1", JobKind.CLASSIFY, "monday"))

    assert add(jobs, first)
    assert not add(jobs, build_job(id=first.id, request="other"))
    assert jobs.folder(first.id).read() == first
    assert [path.name for path in tmp_path.iterdir()] == [first.id]


def test_keys_of_two_callers_are_two_jobs():
    ids = {keyed_job_id(owner, kind, "k") for owner in ("a", "b") for kind in JobKind}

    assert len(ids) == 4
    assert all(len(one) == 30 for one in ids)


def test_a_folder_is_held_by_one_at_a_time(tmp_path):
    jobs = JobsFolder(tmp_path)
    job = build_job()
    add(jobs, job)
    folder = jobs.folder(job.id)

    with folder.hold() as held:
        assert held is not None
        assert folder.is_held
        with jobs.folder(job.id).hold() as second:
            assert second is None
    assert not folder.is_held


@pytest.mark.parametrize("job_id", ["", "..", "job_x", "../../etc/passwd", "job_" + "A" * 26, "job_" + "a" * 27])
def test_what_is_no_id_names_no_folder(tmp_path, job_id):
    with pytest.raises(JobNotFoundError):
        JobsFolder(tmp_path).folder(job_id)


def test_what_a_killed_process_left_is_swept_but_not_what_is_coming_in(tmp_path):
    jobs = JobsFolder(tmp_path)
    old, gone, new = (tmp_path / name for name in (".incoming-1", ".gone-1", ".incoming-2"))
    for path in (old, gone, new):
        path.mkdir()
    os.utime(old, (time.time() - 2 * 86_400,) * 2)

    jobs.sweep_leftovers()

    assert [path.name for path in tmp_path.iterdir()] == [".incoming-2"]


def test_what_comes_in_is_for_nobody_else_to_read(tmp_path):
    with JobsFolder(tmp_path).incoming() as incoming:
        assert incoming.path.stat().st_mode & 0o077 == 0


def test_what_was_half_written_goes_when_the_job_ends(tmp_path):
    folder = JobFolder(tmp_path)
    for name in (".result.csv.0a1b2c3d.part", ".kept.jsonl.0a1b2c3d.part", "result.csv", "job.json"):
        (tmp_path / name).write_text("for lite tid", encoding="utf-8")

    folder.tidy()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["job.json", "result.csv"]
