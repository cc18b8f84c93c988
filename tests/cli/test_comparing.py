import csv
import json
import shutil

import pytest

from tests.cli.conftest import CAPACITY, ECONOMY


@pytest.fixture(scope="module")
def compared_home(tmp_path_factory, trained_home, textcoder):
    """A home with a second model, that has learnt economy for capacity in every other answer; never to be changed."""
    home = shutil.copytree(trained_home, tmp_path_factory.mktemp("compared") / "home")
    with (home / "labels" / "barriere-2025" / "codings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows[::2]:
        row["codes"] = "economy" if row["codes"] == "capacity" else row["codes"]
    path = home / "mislabelled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    call = ("train", "--codeframe", "barriers", "--codings", path, "--profile", "fast", "--home", home, "--no-promote")
    assert textcoder(*call).code == 0
    return home


@pytest.fixture(scope="module")
def versions(compared_home):
    folder = compared_home / "models" / "trained" / "barriers"
    current = (folder / "current").read_text().strip()
    (other,) = (path.name for path in folder.glob("*-*") if path.is_dir() and path.name not in (current, "test-set"))
    return current, other


@pytest.fixture
def new_answers(tmp_path, telltale):
    """Seventy answers by seven voices that no model knows, with what is personal in each."""
    path = tmp_path / "new.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["id", "text", "codes", "voice"])
        for voice in range(7):
            said = [(text, "capacity") for text in CAPACITY] + [(text, "economy") for text in ECONOMY]
            for number, (text, codes) in enumerate(said):
                contact = f"{telltale}, ring 912 34 56{voice}"
                write([f"{voice}{number}", f"Akk, {text}! {contact}", codes, f"new-{voice}"])
    return path


@pytest.fixture
def compare(textcoder, compared_home, versions):
    def call(*more):
        return textcoder("models", "compare", *versions, "--home", compared_home, *more)

    return call


def test_the_conclusion_comes_first_and_the_tables_after_it(compare, versions, new_answers, telltale):
    ended = compare("--on", new_answers)

    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    assert lines[0].startswith(f"A: barriers/{versions[0]} (fast, 84 codings, trained ")
    assert lines[0].endswith(", current)")
    assert lines[1].startswith(f"B: barriers/{versions[1]}")
    assert "Compared on 70 answers by 7 voices." in lines
    assert ended.out.index("B is worse than A. Stay with A") < ended.out.index("macro F1")
    assert "The F1 of code 'capacity' is worse by" in ended.out.replace("\n  ", " ")
    assert telltale not in ended.out + ended.err


def test_machines_get_all_of_it_without_a_verbatim(compare, versions, new_answers, telltale):
    ended = compare("--on", new_answers, "--json")

    found = json.loads(ended.out)
    assert (found["before"]["version"], found["after"]["version"]) == versions
    assert found["compared_on"] == {
        "basis": "file",
        "source": "new.csv",
        "answers": 70,
        "voices": 7,
        "left_out": 0,
        "constructed": 0,
        "with_human_codes": True,
    }
    macro = found["figures"]["macro_f1"]
    assert macro["value"] == pytest.approx(macro["after"] - macro["before"])
    assert macro["low"] <= macro["value"] <= macro["high"] < 0
    assert [code["code_id"] for code in found["figures"]["codes"]] == ["capacity", "economy", "dont_know", "no_answer"]
    assert found["changed"] == len(found["changed_answers"]) > 0
    assert found["changed_answers"][0]["change"] == "worse"
    assert "text" not in found["changed_answers"][0]
    assert telltale not in ended.out


def test_texts_are_shown_when_asked_for_and_without_what_is_personal(compare, new_answers, telltale):
    found = json.loads(compare("--on", new_answers, "--json", "--texts", "--limit", "3").out)

    texts = [one["text"] for one in found["changed_answers"]]
    assert len(texts) == 3
    assert all(text.startswith("Akk, ") and telltale in text and "[TELEFON]" in text for text in texts)
    assert not any("912 34" in text for text in texts)


def test_so_many_answers_are_listed_as_one_asks_for(compare, new_answers):
    counts = [json.loads(compare("--on", new_answers, "--json", "--limit", n).out) for n in (0, 2)]
    none = compare("--on", new_answers, "--limit", 0).out

    assert [len(one["changed_answers"]) for one in counts] == [0, 2]
    assert "Answers whose codes change" not in none


def test_a_page_is_written_whole_and_holds_no_verbatim(compare, new_answers, tmp_path, telltale):
    page = tmp_path / "pages" / "compared.html"

    ended = compare("--on", new_answers, "--out", page)

    assert ended.code == 0, ended.err
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert html.count("<svg") == 3
    assert telltale not in html
    assert str(page) in ended.err
    assert [path.name for path in page.parent.iterdir()] == ["compared.html"]


def test_the_page_is_never_written_over_the_answers(compare, new_answers):
    before = new_answers.read_bytes()

    ended = compare("--on", new_answers, "--out", new_answers)

    assert (ended.code, "written over the answers" in ended.err) == (2, True)
    assert new_answers.read_bytes() == before


def test_answers_that_nobody_has_coded_say_what_moves(compare, tmp_path):
    path = tmp_path / "wave.csv"
    lines = [f"{number},Akk {text}" for number, text in enumerate((*CAPACITY, *ECONOMY))]
    path.write_text("id,text\n" + "\n".join(lines) + "\n", encoding="utf-8")

    people, machines = compare("--on", path), compare("--on", path, "--json")

    assert "Nobody has coded these answers" in people.out
    assert "macro F1" not in people.out
    assert json.loads(machines.out)["figures"]["is_judged"] is False


def test_without_a_file_they_are_compared_on_what_both_were_measured_on(compare):
    found = json.loads(compare("--json").out)

    assert found["compared_on"]["basis"] == "out_of_fold"
    # Every other answer about capacity was coded otherwise, and is no common ground.
    assert found["compared_on"]["left_out"] > 10
    assert found["compared_on"]["answers"] + found["compared_on"]["left_out"] == 84


def test_a_model_is_not_compared_with_itself(textcoder, compared_home, versions):
    ended = textcoder("models", "compare", "barriers", versions[0], "--home", compared_home)

    assert ended.code == 2
    assert "they are one model" in ended.err
    assert "Traceback" not in ended.err


def test_an_unknown_version_is_not_found(textcoder, compared_home, versions):
    ended = textcoder("models", "compare", versions[0], "20200101-nothing", "--home", compared_home)

    assert (ended.code, "No trained model '20200101-nothing'" in ended.err) == (3, True)


def test_answers_that_were_all_learnt_are_refused_in_one_sentence(compare, compared_home):
    ended = compare("--on", compared_home / "labels" / "barriere-2025" / "codings.csv")

    assert ended.code == 2
    assert "one or the other has learnt" in ended.err


def test_every_option_is_explained(textcoder):
    ended = textcoder("models", "compare", "--help")

    assert ended.code == 0
    for option in ("--on", "--codeframe", "--max-error", "--limit", "--texts", "--out", "--json"):
        assert option in ended.out
