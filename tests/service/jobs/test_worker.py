"""What becomes of a job when its process is killed, and when several processes share the jobs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.jobs.records import JobState
from service.jobs.sending import CHUNK
from tests.service.jobs.homes import OWNER, Service, different_answers, rows_of, serving, write_survey

ROOT = Path(__file__).resolve().parents[3]
SERVE = """
import sys, time
from pathlib import Path
from tests.service.jobs.homes import serving
with serving(Path(sys.argv[1]), **({"queue_url": sys.argv[2]} if len(sys.argv) > 2 else {})):
    print("serving", flush=True)
    time.sleep(600)
"""


@contextmanager
def serving_apart(home: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A service in a process of its own, which is killed at the latest when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(home), *more],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            while "serving" not in process.stdout.readline():
                assert process.poll() is None
            yield process
        finally:
            process.kill()


def lines_kept(service: Service, job_id: str) -> int:
    path = service.folder(job_id).kept
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_a_killed_process_loses_no_row_and_only_the_rest_is_coded(home, tmp_path):
    source = write_survey(tmp_path / "in.csv", [*different_answers(10 * CHUNK), "", "for lite tid", "for lite tid"])
    waiting = Service(home)  # takes jobs on and does not work
    job = waiting.send(source).job
    with serving_apart(home) as process:
        deadline = time.monotonic() + 30
        while lines_kept(waiting, job.id) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.wait()
    kept = lines_kept(waiting, job.id)
    left = waiting.folder(job.id).read()
    assert (left.state, waiting.folder(job.id).is_held) == (JobState.RUNNING, False)
    assert 2 <= kept < 11

    with serving(home) as service:
        sent = []
        code_texts = service.coder.code_texts
        service.coder.code_texts = lambda autocoder, texts, question: (
            sent.extend(texts),
            code_texts(autocoder, texts, question),
        )[1]
        ended = service.wait_for(job.id, patience=60)
        rows = rows_of(service.office.result(OWNER, job.id)[1])
        undisturbed = service.wait_for(service.send(source).job.id, patience=60)
        expected = rows_of(service.office.result(OWNER, undisturbed.id)[1])

    assert ended.state is JobState.COMPLETED, ended.error
    assert rows == expected
    assert len(rows) == 10 * CHUNK + 3
    assert ended.rows == undisturbed.rows
    assert len(sent) >= 10 * CHUNK + 2 - (kept + 1) * CHUNK


def test_two_processes_at_one_queue_do_each_job_once(home, tmp_path):
    with serving(home) as service, serving_apart(home):
        jobs = [
            service.send(write_survey(tmp_path / f"{n}.csv", [*different_answers(n + 1), "vet ikke"])).job.id
            for n in range(12)
        ]
        ended = [service.wait_for(job, patience=60) for job in jobs]

        assert [job.state for job in ended] == [JobState.COMPLETED] * 12
        assert [job.attempts for job in ended] == [0] * 12
        assert [len(rows_of(service.office.result(OWNER, job)[1])) for job in jobs] == [n + 2 for n in range(12)]


def test_a_job_that_is_in_work_is_not_begun_by_anybody_else(home, tmp_path):
    with serving(home) as service:
        job = service.send(write_survey(tmp_path / "in.csv", different_answers(20 * CHUNK))).job
        begun = service.wait_for(job.id, JobState.RUNNING)

        service.office._worker.work(job.id)  # returns at once

        assert service.office.find(OWNER, job.id).state is JobState.RUNNING
        assert service.office.find(OWNER, job.id).started_at == begun.started_at
        service.office.give_up(OWNER, job.id)
