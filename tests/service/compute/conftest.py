"""A home with one small survey and two models of it, trained once, and what codes for it."""

import datetime as dt
import itertools
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.compute.coding import Coder
from service.compute.models import ModelShelf
from service.observing.metrics import Metrics
from service.settings import ServiceSettings
from service.store_link import StoreLink
from tests.service.small_home import write_home
from textcoder.files.home import Home
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never to be changed by a test; ``home`` is. The later of two models is the current one."""
    root = write_home(tmp_path_factory.mktemp("service-home"))
    for day, seed in ((21, 1), (22, 2)):
        settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3, seed=seed))
        train_and_publish(Home(root), "barriers", (), settings, now=dt.datetime(2026, 11, day, tzinfo=dt.UTC))
    return root


@pytest.fixture
def home(tmp_path: Path, trained_home: Path) -> Home:
    """A trained home to do with as one likes."""
    return Home(shutil.copytree(trained_home, tmp_path / "home"))


@pytest.fixture
def versions(home: Home) -> tuple[str, str]:
    """The earlier version and the current one."""
    first, second = (entry.version for entry in Registry(home.trained).entries())
    return first, second


@pytest.fixture
def settings(home: Home) -> ServiceSettings:
    return ServiceSettings(home=home.root, keys_required=False, max_text_chars=200, max_records=500)


@pytest.fixture
def store_link(settings: ServiceSettings) -> Iterator[StoreLink]:
    link = StoreLink(settings.store_address, look_every_s=0.1)
    link.start()
    yield link
    link.stop()


@pytest.fixture
def shelf(home: Home) -> Iterator[ModelShelf]:
    """The models, loaded and watched."""
    shelf = ModelShelf(home, look_every_s=0.05)
    shelf.look()
    shelf.start()
    yield shelf
    shelf.stop()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def coder(shelf: ModelShelf, store_link: StoreLink, settings: ServiceSettings, metrics: Metrics) -> Iterator[Coder]:
    coder = Coder(shelf, store_link, settings, metrics)
    coder.start()
    yield coder
    coder.stop()


_numbers = itertools.count(1)


def decide(store: Store, home: Home, text: str, *code_ids: str, question: str = "Q24") -> int:
    """Have a person code an answer; gives the key of the coding."""
    frame = home.codeframe("barriers")
    store.codeframes.add(frame)
    store.surveys.put("barriere-2025")
    store.surveys.put_question(StoredQuestion("barriere-2025", question, frame.id, frame.version))
    answer_id = f"a{next(_numbers)}"
    store.answers.upsert("barriere-2025", question, [IncomingAnswer(answer_id, text)])
    answer = store.answers.with_id("barriere-2025", question, answer_id)
    assert answer is not None
    return store.codings.add(NewCoding(answer.key, code_ids, "human:kari")).key


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something another thread does."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
