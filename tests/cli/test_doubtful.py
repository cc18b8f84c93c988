import csv
import io
import json
import sys
from dataclasses import replace

import pytest

from tests.cli.conftest import Ended
from textcoder.cli.doubtful import doubted_answers
from textcoder.cli.options import Edge
from textcoder.files.codeframe_file import read_codeframe
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import DOUBTFUL
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion

SURVEY, QUESTION = "barometer", "Q24"


@pytest.fixture
def store(tmp_path, brought):
    """The answers and codings that the model of the home has learnt from."""
    with (brought / "coded.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frame = read_codeframe(brought / "frame.yaml")
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        store.codeframes.add(frame)
        store.surveys.put(SURVEY, {"nb": "Barometeret"})
        store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version, {"nb": "Hva hindrer?"}))
        store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer(row["id"], row["text"]) for row in rows])
        keys = {one.id: one.key for one in store.answers.of(SURVEY, QUESTION)}
        store.codings.add_many(NewCoding(keys[row["id"]], row["codes"].split(";"), "human:ola") for row in rows)
        yield store


def queue(home, store, survey: str = SURVEY) -> list[str]:
    overview = Overview(store, survey, QUESTION)
    found = doubted_answers(Edge(home, as_json=False, quiet=True), store, overview)
    return [store.answers.get(key).id for key in found]


@pytest.fixture
def label(store, textcoder, monkeypatch):
    """Code what is doubtful through a pipe."""

    def run(home, lines: str) -> Ended:
        url = f"sqlite:///{store.database.engine.url.database}"
        named = ["--survey", SURVEY, "--question", QUESTION, "--coder", "kari", "--queue", "doubtful", "--plain"]
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return textcoder("label", *named, "--home", home, "--db", url)

    return run


def test_the_first_tenth_of_the_doubts_comes_in_their_order(home, store, textcoder):
    shown = textcoder("doubts", "--codeframe", "barriers", "--home", home, "--limit", "8", "--json").out

    assert queue(home, store) == [one["id"] for one in json.loads(shown)["doubts"]]


def test_each_of_two_surveys_with_the_same_ids_has_its_own_doubts(home, store, textcoder):
    answers = store.answers.of(SURVEY, QUESTION)
    final = {one.answer: one.code_ids for one in store.codings.final(SURVEY, QUESTION)}
    asked = store.surveys.question(SURVEY, QUESTION)
    store.surveys.put("a-wave", {"nb": "Bølge 2"})
    store.surveys.put_question(replace(asked, survey="a-wave"))
    turned = [IncomingAnswer(one.id, f"{of.text} her") for one, of in zip(answers, reversed(answers), strict=True)]
    store.answers.upsert("a-wave", QUESTION, turned)
    keys = [one.key for one in store.answers.of("a-wave", QUESTION)]
    ids = [final[one.key] for one in reversed(answers)]
    store.codings.add_many(NewCoding(key, given, "human:ola") for key, given in zip(keys, ids, strict=True))
    train = ("train", "--codeframe", "barriers", "--profile", "fast", "--home", home, "--quiet")
    done = textcoder(*train, "--no-promote", "--store", "--db", f"sqlite:///{store.database.engine.url.database}")
    assert done.code == 0, done.err
    folder = home / "models" / "trained" / "barriers"
    (version,) = {path.name for path in folder.glob("2*-*")} - {(folder / "current").read_text().strip()}
    textcoder("models", "promote", f"barriers/{version}", "--force", "--why", "two surveys", "--home", home)

    shown = json.loads(textcoder("doubts", "--codeframe", "barriers", "--home", home, "--json", "--limit", "999").out)[
        "doubts"
    ]

    later = [one["id"].removeprefix("a-wave/") for one in shown if one["id"].startswith("a-wave/")]
    first = [one["id"] for one in shown if not one["id"].startswith("a-wave/")]
    assert len(later) == len(keys)
    assert queue(home, store, "a-wave") == later[: len(queue(home, store, "a-wave"))] != []
    assert queue(home, store) == first[: len(queue(home, store))] != []


def test_they_are_coded_without_old_codes_and_suggestions_and_leave_the_queue(home, store, label):
    before = queue(home, store)

    done = label(home, "?\n1 e\nq\n")

    assert done.code == 0, done.err
    assert "kari (blind)\nqueue: doubtful" in done.out
    assert "code them as if for the first time" in done.err
    assert "the model doubts what it was coded, and you code it afresh" in done.out
    assert "Suggested" not in done.out
    first = store.answers.with_id(SURVEY, QUESTION, before[0])
    assert f"Answer: {first.text}" in done.out
    (coding,) = [one for one in store.codings.history(first.key) if one.coder == "human:kari"]
    assert (coding.code_ids, coding.chosen, coding.model_version) == (("capacity",), DOUBTFUL, "")
    assert queue(home, store) == before[1:]


def test_without_a_model_it_says_that_one_is_to_be_trained(tmp_path, label):
    bare = tmp_path / "bare"
    (bare / "models").mkdir(parents=True)
    (bare / "labels").mkdir()

    done = label(bare, "")

    assert done.code == 3
    assert "textcoder train" in done.err
    assert "Traceback" not in done.err
