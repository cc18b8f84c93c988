import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from textcoder.cli.serving import _listening

COMMAND = Path(sys.executable).with_name("textcoder")
BODY = {"codeframe": "barriers", "records": [{"id": "a", "text": "for lite tid"}]}


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch):
    """The command says what was chosen in its own environment, which here is the tests' too."""
    for name in ("TEXTCODER_HOME", "TEXTCODER_DB", "TEXTCODER_SERVICE_KEYS_REQUIRED", "TEXTCODER_SERVICE_URL"):
        monkeypatch.setenv(name, "")  # so that what it was is put back at the end
        monkeypatch.delenv(name)


@dataclass
class Served:
    """A running service, and what it has said."""

    process: subprocess.Popen
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        def announced() -> str | None:
            return next((found.group() for line in self.said if (found := re.search(r'http://[^"\s]+', line))), None)

        wait_until(announced)
        return announced()

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=30)


def wait_until(is_so, *, seconds: float = 45.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


@contextmanager
def serving(home: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """A service in a process of its own."""
    run = [COMMAND, "serve", "--port", "0", "--home", home, *arguments]
    chosen = {"TEXTCODER_SERVICE_LOOK_EVERY_S": "0.1", "OMP_NUM_THREADS": "1"} | environment
    # In a group of its own, so that what it has started can be ended with it whatever went wrong.
    process = subprocess.Popen(
        run, stderr=subprocess.PIPE, encoding="utf-8", env=os.environ | chosen, start_new_session=True
    )
    served = Served(process)
    reader = threading.Thread(target=lambda: served.said.extend(iter(process.stderr.readline, "")))
    reader.start()
    try:
        yield served
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
        process.stderr.close()


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_until_told_to_stop_and_then_ends_well(home, textcoder, workers):
    key = textcoder("keys", "create", "--role", "pipeline", "--home", home).out.strip()
    with serving(home, "--workers", str(workers)) as served:
        url = served.url
        wait_until(lambda: is_ready(url))

        reply = httpx.post(f"{url}/v1/classify", json=BODY, headers={"Authorization": f"Bearer {key}"})
        figures = httpx.get(f"{url}/metrics").text
        code = served.stop()

    assert (reply.status_code, reply.json()["results"][0]["id"], code) == (200, "a", 0)
    assert "server" not in reply.headers
    assert 'route="/v1/classify"' in figures
    logged = [json.loads(line) for line in served.said if line.startswith("{")]
    assert sum(line["event"] == "stopping" for line in logged) == workers
    assert [line["url"] for line in logged if line["event"] == "started"] == [url] * workers
    assert all(line.startswith("{") for line in served.said)


def test_workers_end_with_the_process_that_started_them_even_if_it_is_killed(home):
    with serving(home, "--workers", "2", "--no-keys") as served:
        url = served.url
        wait_until(lambda: is_ready(url))
        wait_until(lambda: sum('"started"' in line for line in served.said) == 2)
        served.stop(signal.SIGKILL)

        wait_until(lambda: sum('"stopping"' in line for line in served.said) == 2)
        wait_until(lambda: not is_ready(url))

    assert not is_ready(url)
    assert sum('"stopping"' in line for line in served.said) == 2


def test_requests_in_flight_are_finished_and_readiness_goes_first(home):
    with serving(home, "--no-keys", TEXTCODER_SERVICE_DRAIN_S="0.7") as served:
        url = served.url
        wait_until(lambda: is_ready(url))
        whole = json.dumps(BODY).encode()

        def slowly():
            yield whole[:10]
            served.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            seen.append(httpx.get(f"{url}/health/ready").status_code)
            time.sleep(1.0)
            yield whole[10:]

        seen = []
        reply = httpx.post(f"{url}/v1/classify", content=slowly(), headers={"Content-Type": "application/json"})
        code = served.process.wait(timeout=30)

    assert (seen, reply.status_code, code) == ([503], 200, 0)
    assert reply.json()["results"][0]["status"] == "coded"


def test_a_reply_does_not_wait_for_its_first_half_to_be_acknowledged():
    with (
        _listening("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_one_sentence(home, textcoder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = textcoder("serve", "--port", port, "--no-keys", "--home", home)

    assert ended.code == 2
    assert f"Cannot listen on 127.0.0.1 port {port}: something else listens there" in ended.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_without_keys_it_serves_this_machine_alone(home, textcoder, host):
    ended = textcoder("serve", "--no-keys", "--host", host, "--home", home)

    assert ended.code == 4
    assert "--host 127.0.0.1" in ended.err


def test_settings_that_cannot_be_meant_are_named(home, textcoder, monkeypatch):
    monkeypatch.setenv("TEXTCODER_SERVICE_MAX_RECORDS", "many")

    ended = textcoder("serve", "--home", home)

    assert ended.code == 2
    assert "max_records" in ended.err


def test_what_is_missing_is_said_with_how_to_mend_it(tmp_path, textcoder):
    for folder in ("labels", "models"):
        (tmp_path / folder).mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = textcoder("serve", "--port", taken.getsockname()[1], "--home", tmp_path)

    assert "textcoder train --codeframe" in ended.err
    assert "textcoder keys create --role pipeline" in ended.err


@pytest.mark.parametrize(
    ("name", "value", "said", "code"),
    [
        ("TEXTCODER_SERVICE_REDCT", "true", "is TEXTCODER_SERVICE_REDACT meant?", 2),
        ("TEXTCODER_SERVICE_JOBS_FOLDER", "/proc/x", "Jobs cannot be kept in /proc/x", 2),
        ("TEXTCODER_DB", "sqlite:////nope/x.sqlite", "There is no folder /nope", 3),
    ],
)
def test_what_it_could_not_work_with_is_one_sentence_and_no_start(
    home, textcoder, monkeypatch, name, value, said, code
):
    monkeypatch.setenv(name, value)

    ended = textcoder("serve", "--port", "0", "--home", home)

    assert (ended.code, ended.err.count("\n")) == (code, 1)
    assert said in ended.err
    assert "Value error" not in ended.err
