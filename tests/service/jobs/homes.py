"""A service of the parts that jobs need, and files for it."""

import csv
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.compute.coding import Coder
from service.compute.models import ModelShelf
from service.jobs.folders import JobFolder
from service.jobs.office import JobOffice, Taken
from service.jobs.records import ClassifyOrder, Job, JobState
from service.observing.metrics import Metrics
from service.settings import IN_HOME, ServiceSettings
from service.store_link import StoreLink
from tests.service.small_home import CAPACITY, ECONOMY
from textcoder.files.home import Home
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion

OWNER, OTHER = "key-of-pipeline", "key-of-another"


def different_answers(number: int) -> list[str]:
    """Answers no two of which are identical, so that each takes the model its time."""
    said = CAPACITY + ECONOMY
    return [f"{said[n % 10]} og {said[n // 10 % 10]} {chr(97 + n % 26)}{n}" for n in range(number)]


def write_survey(path: Path, answers: list[str], *, ids: list[str] | None = None) -> Path:
    """A survey file of these answers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["respid", "svar", "annet"])
        for number, answer in enumerate(answers):
            write([ids[number] if ids else f"{number:05}", answer, "x"])
    return path


def order(**changes: object) -> ClassifyOrder:
    """Code the column svar."""
    return ClassifyOrder(
        **{
            "codeframe": "barriers",
            "id_column": "respid",
            "text_column": "svar",
            "suffix": ".csv",
            "format": "csv",
            "question": "Q1",
            "max_error": 1.0,
        }
        | changes
    )


def put_coding(home: Path, text: str, code: str, *, answer_id: str = "77") -> None:
    """Have a coder decide on an answer in the label store."""
    with open_store(f"sqlite:///{home / IN_HOME}") as store:
        store.codeframes.add(Home(home).codeframe("barriers"))
        store.surveys.put("earlier")
        store.surveys.put_question(StoredQuestion("earlier", "Q1", "barriers", 1, {"nb": "Hva?"}))
        store.answers.upsert("earlier", "Q1", [IncomingAnswer(answer_id, text, {})])
        (answer,) = store.answers.of("earlier", "Q1")
        store.codings.add(NewCoding(answer.key, (code,), "human:kari"))


class Service:
    """The parts of a service that jobs need."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.settings = ServiceSettings(home=home, keys_required=False, **settings)
        self.metrics = Metrics()
        self.store = StoreLink(self.settings.store_address)
        self.shelf = ModelShelf(Home(home))
        self.coder = Coder(self.shelf, self.store, self.settings, self.metrics)
        self.office = JobOffice(Home(home), self.settings, self.coder, self.shelf, self.metrics)

    def start(self) -> None:
        self.store.start()
        self.coder.start()
        self.office.start()

    def stop(self) -> None:
        self.office.stop()
        self.coder.stop()
        self.store.stop()

    def send(
        self, source: Path, wish: ClassifyOrder | None = None, *, owner: str = OWNER, key: str | None = None
    ) -> Taken:
        """Have a file coded."""
        wish = wish or order()
        with self.office.incoming() as folder:
            shutil.copy(source, folder.upload(wish.suffix))
            return self.office.classify(owner, folder, wish, str(source.stat().st_size), key)

    def wait_for(self, job_id: str, *states: JobState, patience: float = 30.0) -> Job:
        """The job, as soon as it is in one of these states; over, where none is named."""
        wanted = states or tuple(state for state in JobState if state.is_over)
        deadline = time.monotonic() + patience
        while (job := self.office.find(None, job_id)).state not in wanted:
            assert time.monotonic() < deadline, f"the job is still {job.state}: {job.rows}"
            time.sleep(0.02)
        return job

    def folder(self, job_id: str) -> JobFolder:
        return JobFolder(self.settings.jobs_at / job_id)


@contextmanager
def serving(home: Path, **settings: object) -> Iterator[Service]:
    """A running service."""
    service = Service(home, **settings)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a coded CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
