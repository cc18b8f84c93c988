import csv
import json
import shutil

import pytest

from textcoder.codings import Source
from textcoder.files.coding_record import record_path
from textcoder.files.home import Home
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion
from textcoder.learning.workshop import load_autocoder

TEXTS = {
    "001": "for lite tid hos oss her",
    "002": "For lite tid hos oss her!",
    "003": "=stramt budsjett og lite penger",
    "004": "",
}


@pytest.fixture
def store(home, model_folder):
    """Coded by hand, identical to that, coded by the model, and empty."""
    frame = Home(home).codeframe("barriers")
    _, autocoder = load_autocoder(Home(home), frame, None, None)
    with open_store(f"sqlite:///{home}/labels/store.sqlite") as store:
        store.codeframes.add(frame)
        store.surveys.put("s", {"nb": "S"})
        store.surveys.put_question(StoredQuestion("s", "Q24", "barriers", 1, {"nb": "Hva?"}))
        store.answers.upsert("s", "Q24", [IncomingAnswer(one, text, {"size": 3}) for one, text in TEXTS.items()])
        keys = {one.id: one.key for one in store.answers.of("s", "Q24")}
        store.codings.add(NewCoding(keys["001"], ["capacity"], "human:kari"))
        (coding,) = autocoder.code([TEXTS["003"]], "Q24")
        store.codings.add(
            NewCoding(
                keys["003"],
                sorted(coding.code_ids),
                f"model:{model_folder.name}",
                Source.MODEL,
                confidence=0.9,
                model_version=model_folder.name,
            )
        )
        yield store


@pytest.fixture
def export(textcoder, home, store, tmp_path):
    def call(*more, out="out.csv"):
        ended = textcoder("export", "--survey", "s", "--question", "Q24", "-o", tmp_path / out, "--home", home, *more)
        assert ended.code == 0, ended.err
        return tmp_path / out

    return call


@pytest.fixture
def reproduce(textcoder, home):
    def call(coded, *more):
        ended = textcoder("reproduce", coded, "--home", home, "--json", *more)
        return ended, json.loads(ended.out) if ended.out else None

    return call


def test_the_record_counts_what_each_model_has_coded_and_keeps_it(export, model_folder):
    record = json.loads(record_path(export()).read_text())

    assert [(one["version"], one["answers"]) for one in record["models"]] == [(model_folder.name, 1)]
    assert record["models"][0]["manifest_sha256"]
    assert (record["made_by"], record["settings"]["by_source"]["human"]) == ("export", 1)
    assert model_folder.name in (model_folder.parent / "references.jsonl").read_text()


@pytest.mark.parametrize("layout", ["dichotomous", "joined", "spread", "long"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
def test_an_export_is_the_same_again_though_people_have_coded_on(
    export, reproduce, store, layout, suffix, model_folder
):
    coded = export("--layout", layout, "--excel", out=f"out{suffix}")
    key = next(one.key for one in store.answers.of("s", "Q24") if one.id == "001")
    store.codings.add(NewCoding(key, ["economy"], "human:ola"))

    ended, found = reproduce(coded)

    assert (ended.code, found["differences"], found["unchecked"], found["notes"]) == (0, [], 0, []), ended.err
    assert found["models"] == [f"barriers/{model_folder.name}"]


def test_what_was_changed_by_hand_is_found_in_what_people_and_what_models_coded(export, reproduce):
    coded = export("--layout", "joined")
    with coded.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index("Q24_codes")
    rows[1][at], rows[3][at] = "2", "1"
    with coded.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    ended, found = reproduce(coded)

    assert ended.code == 1
    assert [(one["id"], one["what"], one["was"]) for one in found["differences"]] == [
        ("001", "codes", "2"),
        ("003", "codes", "1"),
    ]


def test_without_the_store_what_people_coded_is_said_to_be_unchecked(export, reproduce, home, model_folder):
    coded = export()
    shutil.move(home / "labels" / "store.sqlite", home / "store.kept")

    ended, found = reproduce(coded)

    assert (ended.code, found["unchecked"], found["models"]) == (0, 2, [f"barriers/{model_folder.name}"]), ended.err
    assert "What people have coded was not looked up." in ended.err


def test_without_store_and_model_nothing_counts_as_checked(export, reproduce, home, model_folder):
    coded = export()
    shutil.move(home / "labels" / "store.sqlite", home / "store.kept")
    shutil.rmtree(model_folder)

    ended, found = reproduce(coded)

    assert (ended.code, found["unchecked"], found["models"]) == (0, 3, []), ended.err


def test_a_model_that_is_gone_is_said_and_its_codings_are_looked_up_all_the_same(export, reproduce, model_folder):
    coded = export()
    shutil.rmtree(model_folder)

    ended, found = reproduce(coded)

    assert (ended.code, found["models"], found["differences"]) == (0, [], [])
    assert f"What model {model_folder.name} has coded (1) was not coded again." in ended.err
    assert "is gone" in ended.err


def test_an_export_without_a_home_is_written_all_the_same(textcoder, store, home, tmp_path, monkeypatch):
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    monkeypatch.chdir(nowhere)
    address = f"sqlite:///{home}/labels/store.sqlite"

    ended = textcoder("export", "--survey", "s", "--question", "Q24", "-o", "out.csv", "--db", address)

    assert ended.code == 0, ended.err
    assert json.loads((nowhere / "out.csv.coding.json").read_text())["models"][0]["manifest_sha256"] is None
