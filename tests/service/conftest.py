"""The real application on a small trained home, with keys of every role, asked as a client asks."""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import ServiceSettings
from service.state import Held
from tests.labelling.postgres_server import PostgresServer, start_postgres
from tests.service.small_home import write_home
from textcoder.files.home import Home
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import open_store
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings

TELLTALE = "HEMMELIGHET"
"""Stands in answers only: where it is seen elsewhere, somebody's words have leaked."""


@dataclass(frozen=True)
class Running:
    """The application, started."""

    app: FastAPI
    client: TestClient
    keys: dict[Role, str]
    settings: ServiceSettings

    @property
    def held(self) -> Held:
        return self.app.state.held

    def headers(self, role: Role = Role.PIPELINE) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test needs it."""
    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never to be changed by a test; ``own_home`` is."""
    root = write_home(tmp_path_factory.mktemp("app") / "home")
    settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3))
    train_and_publish(Home(root), "barriers", (), settings, now=dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    return root


@pytest.fixture
def own_home(tmp_path: Path, app_home: Path) -> Path:
    """A trained home to do with as one likes."""
    return shutil.copytree(app_home, tmp_path / "app-home")


@contextmanager
def running(settings: ServiceSettings) -> Iterator[Running]:
    """Start the application as a server does, with a key of each role made beforehand."""
    with open_store(settings.store_address) as store:
        keys = {role: store.keys.create(role, name=f"the {role}") for role in Role}
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        wait_until(lambda: app.state.held.shelf.is_warm)
        yield Running(app, client, keys, settings)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Wait for what must come; fail where it does not."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, app_home: Path) -> Iterator[Running]:
    """The application, for tests that change nothing in it."""
    home = shutil.copytree(app_home, tmp_path_factory.mktemp("service") / "home")
    with running(ServiceSettings(home=home, look_every_s=0.1)) as started:
        yield started


@pytest.fixture
def start() -> Callable[..., object]:
    """Starts an application: ``with start(settings) as service``."""
    return running


@pytest.fixture
def eventually() -> Callable[..., None]:
    return wait_until


@pytest.fixture
def telltale() -> str:
    return TELLTALE
