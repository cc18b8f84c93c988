import io
import os
import subprocess
import sys

import numpy as np
import pytest

from tests.cli.conftest import COMMAND
from tests.labelling.offices import QUESTION, SURVEY, open_office
from textcoder.cli.options import Edge
from textcoder.cli.uncertain import uncertain_queue
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.home import Home
from textcoder.labelling.overview import Overview
from textcoder.labelling.store.records import NewCoding
from textcoder.learning.choosing import ModelView, Reason, choose
from textcoder.learning.clusters import find_clusters
from textcoder.learning.workshop import load_autocoder

WHAT = ("tid", "penger", "folk", "kurs", "ledelse", "samarbeid", "mot", "utstyr", "lokaler", "støtte")
MANNER = (
    "for lite {}",
    "vi mangler {} til dette",
    "{} er vanskelig å få",
    "det står på {}",
    "ikke nok {}",
    "mer {} nå",
)
TEXTS = [manner.format(what) for what in WHAT for manner in MANNER]
"""More than there are clusters, so that not all are typical."""
GIVEN = [*TEXTS, "For lite tid!", "vet ikke"]
"""One answer is given twice, and the last is settled by rule."""


@pytest.fixture
def frame(brought):
    return read_codeframe(brought / "frame.yaml")


@pytest.fixture
def office(tmp_path, frame):
    with open_office(tmp_path, GIVEN, frame=frame) as store:
        yield store


@pytest.fixture
def home_without_model(tmp_path):
    home = tmp_path / "bare"
    (home / "models").mkdir(parents=True)
    (home / "labels").mkdir()
    return home


def queue(home, store) -> list[str]:
    """The texts in the order in which they come."""
    overview = Overview(store, SURVEY, QUESTION)
    texts = {one.key: one.text for one in overview.answers}
    return [texts[key] for key in uncertain_queue(Edge(home, as_json=False, quiet=True), store, overview)]


def code(store, texts) -> None:
    """Let a person code these answers."""
    for one in store.answers.of(SURVEY, QUESTION):
        if one.text in texts:
            store.codings.add(NewCoding(one.key, ["capacity"], "human:kari"))


def choices(encoder, coded=(), view=None):
    """What choosing makes of the answers that no rule settles."""
    counts = np.array([2, *[1] * (len(TEXTS) - 1)])
    done = np.array([text in coded for text in TEXTS])
    return choose(find_clusters(encoder.encode(TEXTS).vectors, counts), counts, done, view=view)


def texts_of(chosen) -> list[str]:
    return [TEXTS[one.row] for one in chosen]


def test_without_a_model_typical_answers_and_the_audit_sample_come_in_the_order_of_choosing(
    office, home_without_model, encoder
):
    assert queue(home_without_model, office) == [*texts_of(choices(encoder)), "vet ikke"]


def test_with_a_model_the_answers_it_is_in_doubt_about_come_after_typical_ones(office, home, frame, encoder):
    _, autocoder = load_autocoder(Home(home), frame, None, None)
    codings = autocoder.code(TEXTS, QUESTION)
    probabilities = np.array([[(one.code_confidence or {}).get(c, 0.0) for c in frame.code_ids] for one in codings])
    learnt = {one for one in TEXTS if autocoder.code([one], QUESTION)[0].source.value == "exact"}
    view = ModelView(probabilities, autocoder.thresholds, autocoder.count_learnt())
    chosen = choices(encoder, learnt, view)
    assert {one.reason for one in chosen} > {Reason.MEDOID, Reason.AUDIT}

    order = queue(home, office)

    assert order[: len(chosen)] == texts_of(chosen)
    assert set(order[len(chosen) :]) == {*learnt, "vet ikke"}


def test_answers_that_people_have_coded_do_not_come_and_take_no_turn_of_their_like(office, home_without_model, encoder):
    coded = TEXTS[:40:3]
    code(office, coded)

    assert queue(home_without_model, office) == [*texts_of(choices(encoder, coded)), "vet ikke"]


def test_when_all_are_coded_nothing_comes(office, home_without_model):
    code(office, GIVEN)

    assert queue(home_without_model, office) == []


def test_the_command_says_what_it_does_and_begins_with_the_first_of_the_queue(office, home_without_model):
    first = queue(home_without_model, office)[0]
    url = f"sqlite:///{office.database.engine.url.database}"
    question = ["--survey", SURVEY, "--question", QUESTION, "--coder", "kari"]

    done = subprocess.run(
        [COMMAND, "label", *question, "--queue", "uncertain", "--plain", "--home", home_without_model, "--db", url],
        input="1 e\nq\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ,
    )

    assert done.returncode == 0, done.stderr
    assert "queue: uncertain" in done.stdout
    assert "not for estimating shares" in done.stdout
    assert f"Answer: {first}" in done.stdout
    assert "Choosing from 61 different answers" in done.stderr
    assert "No model to be in doubt, so typical answers come first." in done.stderr


def test_without_a_home_it_says_that_one_is_needed(office, textcoder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    question = ["--survey", SURVEY, "--question", QUESTION, "--coder", "kari"]
    url = f"sqlite:///{office.database.engine.url.database}"

    done = textcoder("label", *question, "--queue", "uncertain", "--plain", "--db", url)

    assert done.code == 3
    assert "--home" in done.err


def test_help_names_the_queue(textcoder):
    assert "uncertain" in textcoder("label", "--help").out


@pytest.mark.parametrize("silent", [True, False])
def test_no_bar_is_drawn_over_and_over_where_the_screen_is_read_aloud(office, home_without_model, monkeypatch, silent):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())

    uncertain_queue(
        Edge(home_without_model, as_json=False, quiet=False),
        office,
        Overview(office, SURVEY, QUESTION),
        silent=silent,
    )

    assert "Choosing from" in sys.stderr.getvalue()
    assert ("finding answers" in sys.stderr.getvalue()) is not silent
