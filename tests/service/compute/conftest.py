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
from textcoder.files.home import Home
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings

CODEFRAME = """\
id: barriers
version: 1
title: {nb: Hva hindrer dere?}
codes:
  - {id: capacity, number: 1, label: {nb: Kapasitet}, include: [tid]}
  - {id: economy, number: 2, label: {nb: Økonomi}, include: [penger]}
  - {id: dont_know, number: 8, label: {nb: Vet ikke}, exclusive: true}
"""
SURVEY = """\
id: barriere-2025
title: {nb: Barrierer}
codeframe: barriers
questions:
  - {id: Q24, type: open, text: {nb: Hva hindrer dere?}}
"""
CAPACITY = ("for lite tid", "for få folk", "travle dager", "mangler bemanning", "ingen har kapasitet")
ECONOMY = ("for lite penger", "stramt budsjett", "dårlig økonomi", "mangler midler", "alt er for dyrt")
MANNERS = ("{}", "Vi har {}", "{} hos oss", "Det er {} her", "Hovedsakelig {}", "{}, dessverre")


def _write_codings(path: Path) -> None:
    lines = ["id,text,codes,voice"]
    for voice, manner in enumerate(MANNERS):
        said = [(text, "capacity") for text in CAPACITY] + [(text, "economy") for text in ECONOMY]
        said += [(f"{one} og {two}", "capacity;economy") for one, two in zip(CAPACITY[:3], ECONOMY[:3], strict=True)]
        for number, (text, codes) in enumerate(said):
            lines.append(f'{voice}{number:02},"{manner.format(text)}",{codes},voice-{voice}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never to be changed by a test; ``home`` is. The later of two models is the current one."""
    root = tmp_path_factory.mktemp("service-home")
    survey = root / "labels" / "barriere-2025"
    survey.mkdir(parents=True)
    (root / "models").mkdir()
    (survey / "codeframe.yaml").write_text(CODEFRAME, encoding="utf-8")
    (survey / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    _write_codings(survey / "codings.csv")
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
