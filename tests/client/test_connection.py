import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from textcoder.client import Client
from textcoder.client.connection import told_to_wait, wait_for


def test_waits_grow_and_differ():
    waits = [[wait_for(attempt) for _ in range(20)] for attempt in range(10)]

    assert all(len(set(drawn)) > 1 for drawn in waits)
    assert max(waits[0]) <= 0.5 < min(waits[2]) <= max(waits[9]) <= 30


def test_what_the_service_says_is_the_least():
    assert all(10 <= wait_for(0, 10) <= 11 for _ in range(20))
    assert all(wait_for(attempt, 10) >= 10 for attempt in range(10))
    assert all(wait_for(4, 2) >= 4 for _ in range(20))


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("-3", 0), ("soon", None), (None, None)])
def test_seconds_to_wait_are_read(said, seconds):
    assert told_to_wait(said) == seconds


def test_a_date_to_wait_for_is_read():
    said = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)

    assert 18 <= told_to_wait(said) <= 20


def test_a_service_that_is_killed_and_started_anew_is_waited_for(served, tmp_path):
    home = shutil.copytree(served.home, tmp_path / "home", ignore=shutil.ignore_patterns("store.sqlite-*"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [
        Path(sys.executable).with_name("textcoder"),
        "serve",
        "--port",
        port,
        "--home",
        home,
        "--quiet",
        "--no-keys",
    ]
    how = {"stderr": subprocess.DEVNULL, "env": os.environ | {"OMP_NUM_THREADS": "1"}}
    running = [subprocess.Popen(command, **how)]

    def kill_and_start_anew():
        running[0].kill()
        running[0].wait()
        time.sleep(0.5)
        running.append(subprocess.Popen(command, **how))

    try:
        with Client(f"http://127.0.0.1:{port}", retries=7, batch_size=1) as client:
            batches = client.classify_batches((f"for lite tid, {n}" for n in range(40)), codeframe="barriers")
            first = next(batches)
            killer = threading.Thread(target=kill_and_start_anew)
            killer.start()
            results = [*first, *(one for batch in batches for one in batch)]
            killer.join()
    finally:
        for one in running:
            one.kill()
            one.wait()

    assert len(running) == 2
    assert [one.id for one in results] == list(range(40))
    assert {code.code for one in results for code in (*one.codes, *one.suggestions)} >= {"capacity"}
