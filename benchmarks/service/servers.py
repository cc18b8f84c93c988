"""Starts what is measured: the service on a home of its own, and the bare application beside it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.service.answers import CODEFRAME, ROOT

_LONGEST_START = 90.0


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def cpu_s(self) -> float:
        """Processor seconds it has used, with its children that have ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def rss_mib(self) -> float:
        """Memory it has in use."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def make_home(folder: Path, profile: str, *, seeds: tuple[int, ...] = (0,)) -> Path:
    """A home with the shipped survey and a model for each seed, the last of them in use."""
    shutil.copytree(ROOT / "labels", folder / "labels", ignore=shutil.ignore_patterns("store.sqlite*"))
    (folder / "models").mkdir()
    for shipped in ("encoder", "pipeline"):
        (folder / "models" / shipped).symlink_to(ROOT / "models" / shipped)
    for seed in seeds:
        _textcoder("train", "--quiet", "--home", folder, "--profile", profile, "--codeframe", CODEFRAME, "--seed", seed)
    return folder


def make_key(home: Path, role: str, db: str | None = None) -> str:
    """A new key."""
    more = ["--db", db] if db else []
    return _textcoder("keys", "create", "--role", role, "--home", home, *more).strip()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def service(
    home: Path, log: Path, *, port: int | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """The service as ``textcoder serve`` starts it, ready; stopped at the end."""
    port = port or free_port()
    command = [sys.executable, "-m", "textcoder", "serve", "--home", str(home), "--port", str(port)]
    yield from _served(command, port, "/health/ready", log, environment or {})


@contextmanager
def bare(log: Path, app: str = "app") -> Iterator[Server]:
    """A bare application, on the same server."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"benchmarks.service.bare_app:{app}", "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    yield from _served(command, port, "/openapi.json", log, {})


def _served(command: list[str], port: int, ready: str, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    with log.open("ab") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=said, stderr=said, env={**os.environ, "OMP_NUM_THREADS": "1", **environment}
        )
    try:
        wait_for(port, ready, process)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(60)


def wait_for(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    """Return when a call is answered with 200."""
    deadline = time.monotonic() + _LONGEST_START
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"What listens on {port} did not start; see its log") from None
            time.sleep(0.1)


def _textcoder(*arguments: object) -> str:
    command = [sys.executable, "-m", "textcoder", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
