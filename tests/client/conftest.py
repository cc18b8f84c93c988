"""The real service behind a real port, and clients of it."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from service.app import create_app
from service.settings import ServiceSettings
from tests.client.road import Road, open_road
from tests.service.small_home import write_home
from textcoder.client import Client
from textcoder.files.home import Home
from textcoder.labelling.store.keys import Role
from textcoder.labelling.store.opening import open_store
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings


@dataclass(frozen=True)
class Served:
    """A service that runs."""

    url: str
    key: str
    home: Path


@contextmanager
def serving(settings: ServiceSettings) -> Iterator[Served]:
    with open_store(settings.store_address) as store:
        key = store.keys.create(Role.PIPELINE, name="the pipeline")
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        wait_until(lambda: httpx.get(f"{url}/health/ready").status_code == 200)
        yield Served(url, key, settings.home)
    finally:
        server.should_exit = True
        thread.join()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = write_home(tmp_path_factory.mktemp("served") / "home")
    learning = LearningSettings(folds=3, max_error=0.3)
    train_and_publish(
        Home(home),
        "barriers",
        (),
        Settings(profile="fast", learning=learning),
        now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    with serving(ServiceSettings(home=home, look_every_s=0.1, max_records=50)) as service:
        yield service


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    with Client(served.url, served.key, retries=0) as client:
        yield client


@pytest.fixture
def road(served: Served) -> Iterator[Road]:
    with open_road(served.url) as road:
        yield road


@pytest.fixture
def over_road(road: Road, served: Served) -> Iterator[Client]:
    with Client(road.url, served.key, retries=3) as client:
        yield client
