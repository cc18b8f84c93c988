"""Who trains: processes of this machine or a Dask cluster, and what is said where they cannot."""

import socket
import time

import pytest


@pytest.fixture
def train(textcoder, brought, tmp_path):
    """Train in a home of its own; gives how it ended, and the folders of the models there then."""

    def call(*more):
        where = ("--codeframe", brought / "frame.yaml", "--codings", brought / "coded.csv", "--home", tmp_path)
        ended = textcoder("train", *where, "--profile", "fast", *more)
        return ended, sorted(tmp_path.glob("models/trained/[!.]*/*-*"))

    return call


@pytest.mark.parametrize("workers", [1, 2])
def test_however_many_train_the_model_is_the_same(train, trained_home, workers):
    ended, (folder,) = train("--workers", workers)

    assert ended.code == 0, ended.err
    (by_default,) = trained_home.glob("models/trained/barriers/*-*")
    assert folder.name.split("-")[1] == by_default.name.split("-")[1]  # behind the date
    assert (folder / "model.joblib").read_bytes() == (by_default / "model.joblib").read_bytes()


def test_a_cluster_trains_the_same_model(train, trained_home):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        ended, (folder,) = train("--dask", cluster.scheduler_address)

    assert ended.code == 0, ended.err
    (by_default,) = trained_home.glob("models/trained/barriers/*-*")
    assert (folder / "model.joblib").read_bytes() == (by_default / "model.joblib").read_bytes()


def test_processes_here_and_a_cluster_are_not_asked_for_together(train):
    ended, folders = train("--workers", 2, "--dask", "tcp://127.0.0.1:9")

    assert (ended.code, ended.out, folders) == (2, "", [])
    assert "--workers says how many train on this machine, and --dask that a cluster does: name one." in ended.err


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_number_of_workers_that_cannot_be_is_wrong_usage(train, workers):
    ended, folders = train("--workers", workers)

    assert (ended.code, ended.out, folders) == (2, "", [])
    assert "--workers" in ended.err


def test_a_cluster_that_is_not_there_is_told_within_seconds_and_before_anything_is_trained(train):
    pytest.importorskip("distributed.comm.core")  # loaded, which takes as long again
    started = time.monotonic()

    ended, folders = train("--dask", "tcp://127.0.0.1:9")

    assert time.monotonic() - started < 15
    assert (ended.code, ended.out, folders) == (3, "", [])
    assert "The Dask cluster tcp://127.0.0.1:9 cannot be reached. Name the address that dask-scheduler" in ended.err


def test_what_is_no_address_is_told_in_one_sentence_with_nothing_behind_it(textcoder_apart, brought, tmp_path):
    pytest.importorskip("distributed")
    call = ("train", "--codeframe", brought / "frame.yaml", "--codings", brought / "coded.csv", "--profile", "fast")

    ended = textcoder_apart(*call, "--home", tmp_path, "--dask", "nowhere://x:1")

    assert (ended.code, ended.out) == (3, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("Error: The Dask cluster nowhere://x:1 cannot be reached.")
    assert not (tmp_path / "models").exists()


def test_something_else_that_listens_there_is_no_cluster(train):
    pytest.importorskip("distributed")
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        ended, folders = train("--dask", f"tcp://127.0.0.1:{deaf.getsockname()[1]}")

    assert (ended.code, folders) == (3, [])
    assert "cannot be reached" in ended.err
