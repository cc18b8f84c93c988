"""A PostgreSQL server that can be taken away and brought back, with what is in it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.labelling.postgres_server import PostgresServer, start_postgres


@dataclass
class Database:
    """An empty database on a server of its own."""

    server: PostgresServer
    url: str
    _ours: "subprocess.Popen[bytes] | None" = None

    def stop(self) -> None:
        """Have the server end, throwing everybody out, and wait until it has."""
        pid = int(self._pid_file.read_text().split()[0])
        self._program = str(Path(f"/proc/{pid}/exe").readlink())
        self._user = Path(f"/proc/{pid}").stat().st_uid
        os.kill(pid, signal.SIGINT)
        while self._pid_file.exists():
            time.sleep(0.02)

    def start(self) -> None:
        """Have it run again on the same files."""
        folder = str(self.server.folder)
        command = [self._program, "-D", f"{folder}/data", "-k", folder, "-c", "listen_addresses="]
        user = self._user if os.geteuid() == 0 else None
        self._ours = subprocess.Popen(
            command, cwd=folder, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @property
    def _pid_file(self) -> Path:
        return self.server.folder / "data" / "postmaster.pid"


@contextmanager
def database() -> Iterator[Database]:
    """A database; its server and files are gone at the end."""
    server = start_postgres()
    made = Database(server, server.url(server.create()))
    try:
        yield made
    finally:
        if made._ours is not None:
            made._ours.send_signal(signal.SIGINT)
            made._ours.wait(30)
        server.stop()
