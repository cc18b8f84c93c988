import os
import signal
import subprocess
import threading
import time

import pytest

from tests.labelling.offices import open_office, sit_down
from textcoder.cli.apart import Apart
from textcoder.cli.refreshing import Refreshing
from textcoder.files.home import Home
from textcoder.learning.errors import RefreshError


@pytest.fixture
def wish(tmp_path):
    """Too little to learn from, which takes the process some seconds to find out."""
    (tmp_path / "models").mkdir()
    (tmp_path / "labels").mkdir()
    with open_office(tmp_path) as store:
        yield Refreshing(Home(tmp_path), sit_down(store, begin=False))._wish()[1]


@pytest.fixture
def apart():
    made = Apart()
    yield made
    made.close()


def test_what_cannot_be_done_is_told_and_the_process_goes_on(apart, wish):
    for _ in range(2):
        with pytest.raises(RefreshError, match="0 codings by 0 voices"):
            apart.refresh(wish)
    first = apart._process.pid
    with pytest.raises(RefreshError):
        apart.refresh(wish)
    assert apart._process.pid == first


def test_a_process_that_was_killed_is_replaced(apart, wish):
    apart.get_ready(wish)
    os.kill(apart._process.pid, signal.SIGKILL)
    apart._process.wait()

    with pytest.raises(RefreshError, match="0 codings"):
        apart.refresh(wish)


def test_closing_breaks_off_what_is_under_way(apart, wish):
    told = []

    def ask():
        try:
            apart.refresh(wish)
        except RefreshError as err:
            told.append(str(err))

    asking = threading.Thread(target=ask)
    asking.start()
    while apart._process is None:
        time.sleep(0.01)
    begun = time.monotonic()
    apart.close()
    asking.join(5)

    assert time.monotonic() - begun < 5
    assert "coding goes on as before" in told[0]
    with pytest.raises(RefreshError):
        apart.refresh(wish)


def test_closing_ends_a_process_that_was_just_being_started(apart, wish, monkeypatch):
    started = []

    class Started(subprocess.Popen):
        """The coder quits while the system is starting the process."""

        def __init__(self, *args, **how):
            super().__init__(*args, **how)
            started.append(self)
            apart.close()

    monkeypatch.setattr(subprocess, "Popen", Started)

    with pytest.raises(RefreshError):
        apart.refresh(wish)

    assert [one.poll() for one in started] == [-signal.SIGKILL]
    with pytest.raises(RefreshError):
        apart.refresh(wish)
    assert len(started) == 1
