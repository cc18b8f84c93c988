"""Who does the work makes no difference to what is learnt."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import joblib
import pytest

from textcoder.learning import workers
from textcoder.learning.errors import ClusterError, ClusterPackageError
from textcoder.learning.training import train
from textcoder.learning.workers import HERE, Workers, share_out

ROOT = Path(__file__).resolve().parents[2]


def as_bytes(model):
    kept = io.BytesIO()
    joblib.dump(model, kept)
    return kept.getvalue()


@pytest.fixture(scope="module")
def trained_here(coded, frame, reader, small_settings):
    return train(coded, frame, reader, small_settings)


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two processes."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running.scheduler_address


def test_two_processes_train_the_same_model_to_the_byte(trained_here, coded, frame, reader, small_settings):
    said = []

    trained = train(coded, frame, reader, small_settings, workers=Workers(2), progress=lambda *step: said.append(step))

    assert as_bytes(trained.model) == as_bytes(trained_here.model)
    assert trained.judged == trained_here.judged
    # Nobody, four folds, six pairs of them: each moves the progress by one.
    assert [done for doing, done, of in said if doing == "training" and of == 11] == list(range(12))


def test_a_cluster_trains_the_same_model_to_the_byte(trained_here, cluster, coded, frame, reader, small_settings):
    trained = train(coded, frame, reader, small_settings, workers=Workers(dask=cluster))

    assert as_bytes(trained.model) == as_bytes(trained_here.model)
    assert trained.judged == trained_here.judged


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nowhere://x", "nowhere", "tcp://127.0.0.1:many", "tls://127.0.0.1:9"]
)
def test_a_cluster_that_is_not_there_is_said_to_be_out_of_reach(monkeypatch, address):
    monkeypatch.setattr(workers, "_PATIENCE", 1)

    with pytest.raises(ClusterError, match="cannot be reached") as raised:
        list(share_out(_added, 1, [1], Workers(dask=address), is_much=True))

    assert address in str(raised.value)


def test_without_dask_one_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setattr(workers.importlib.util, "find_spec", lambda _: None)

    with pytest.raises(ClusterPackageError, match=r"textcoder\[dask\]"):
        list(share_out(_added, 1, [1], Workers(dask="tcp://127.0.0.1:9"), is_much=True))


def _added(common, task):
    return common + task


def _process(common, task):
    return os.getpid()


def _fails(common, task):
    raise ZeroDivisionError


def test_results_come_with_the_number_of_their_task():
    assert sorted(share_out(_added, 10, [1, 2, 3], Workers(2), is_much=False)) == [(0, 11), (1, 12), (2, 13)]


def test_by_default_workers_are_started_only_where_there_is_much_to_do():
    assert Workers(None).processes(16, is_much=False) == 1
    assert Workers(None).processes(16, is_much=True) == min(16, joblib.cpu_count())
    assert Workers(8).processes(3, is_much=False) == 3
    assert {process for _, process in share_out(_process, None, [1, 2], HERE, is_much=True)} == {os.getpid()}


def test_what_fails_in_a_worker_fails_here():
    with pytest.raises(ZeroDivisionError):
        list(share_out(_fails, None, [1, 2], Workers(2), is_much=True))


def test_whoever_gives_up_midway_leaves_no_process_behind():
    psutil = pytest.importorskip("psutil")
    shared = share_out(_process, None, list(range(8)), Workers(2), is_much=True)
    _, process = next(shared)
    assert process != os.getpid()

    shared.close()

    assert not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE


def test_a_worker_loads_no_language_pipeline():
    code = "import sys, textcoder.learning.fold_fits; print('spacy' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert said.stdout.strip() == "False"


def sleep_for(common, seconds):
    """A task that takes a while."""
    time.sleep(seconds)


def test_work_can_be_interrupted():
    code = (
        "from tests.learning.test_workers import sleep_for\n"
        "from textcoder.learning.workers import Workers, share_out\n"
        "for _ in share_out(sleep_for, None, [0.01, 90, 90], Workers(2), is_much=True):\n"
        "    print('one', flush=True)\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"one\n"
        os.killpg(running.pid, signal.SIGINT)

        assert running.wait(60) != 0
