import json
import shutil
from pathlib import Path

import pytest

from tests.many_voices import freeze_some, train_one, train_wrongly, write_home


def test_models_are_listed_with_what_they_rest_on_and_which_is_current(textcoder, home, model_folder):
    call = ("train", "--codeframe", "barriers", "--profile", "fast", "--home", home, "--seed", 3)
    trained = json.loads(textcoder(*call, "--json", "--quiet").out)

    rows = json.loads(textcoder("models", "list", "--home", home, "--json").out)

    assert {f"{row['codeframe']}/{row['version']}": row["current"] for row in rows} == {
        f"barriers/{model_folder.name}": False,
        trained["model"]: True,
    }
    assert [row["codings"] for row in rows] == [84, 84]
    assert textcoder("models", "list", "--home", home).out.count(" current ") == 1


def test_no_models_is_no_error_and_says_how_to_train_one(textcoder, tmp_path):
    for_people = textcoder("models", "list", "--home", tmp_path)
    for_machines = textcoder("models", "list", "--home", tmp_path, "--json")

    assert (for_people.code, for_people.out) == (0, "")
    assert "textcoder train --codeframe" in for_people.err
    assert json.loads(for_machines.out) == []


def test_one_damaged_model_does_not_hide_the_others(textcoder, home, model_folder):
    damaged = shutil.copytree(model_folder, model_folder.with_name("20200101-damaged"))
    (damaged / "manifest.json").write_text('{"format": 1, "vers')

    people, machines = (textcoder("models", "list", "--home", home, *how) for how in ([], ["--json"]))

    assert people.code == machines.code == 0
    assert "20200101-damaged was not loaded: its manifest is missing or damaged" in people.err
    assert "damaged" in next(line for line in people.out.splitlines() if "20200101" in line).split()
    assert [(row["version"], row["problem"] is None) for row in json.loads(machines.out)] == [
        ("20200101-damaged", False),
        (model_folder.name, True),
    ]


def test_a_model_that_was_given_no_code_to_learn_is_listed_without_its_f1(textcoder, brought, tmp_path):
    rows = "".join(f"{number},verken eller nummer {number},\n" for number in range(24))
    (tmp_path / "c.csv").write_text(f"id,text,codes\n{rows}")
    home = tmp_path / "home"
    home.mkdir()
    call = ("train", "--codeframe", brought / "frame.yaml", "--codings", tmp_path / "c.csv", "--home", home)
    assert textcoder(*call, "--profile", "fast").code == 0

    ended = textcoder("models", "list", "--home", home)

    assert ended.code == 0
    assert next(line for line in ended.out.splitlines() if "barriers" in line).split()[-3:] == ["24", "–", "1.00"]


@pytest.mark.parametrize("name", ["barriers", "{version}", "barriers/{version}"])
def test_the_card_of_a_model_is_shown_by_any_of_its_names(textcoder, home, model_folder, name):
    ended = textcoder("models", "show", name.format(version=model_folder.name), "--home", home)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (model_folder / "card.md").read_text(encoding="utf-8")
    assert ended.out.startswith(f"# Model {model_folder.name} for barriers")


def test_the_card_is_shown_in_norwegian_too(textcoder, home, model_folder):
    ended = textcoder("models", "show", "barriers", "--language", "nb", "--home", home)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (model_folder / "card.nb.md").read_text(encoding="utf-8")
    assert ended.out.startswith(f"# Modell {model_folder.name} for barriers")


def test_a_model_from_before_cards_were_in_norwegian_says_where_to_look_instead(textcoder, home, model_folder):
    (model_folder / "card.nb.md").unlink()

    ended = textcoder("models", "show", "barriers", "--language", "nb", "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "its card.nb.md cannot be read. Use --language en, or --json" in ended.err


def test_machines_see_the_manifest(textcoder, home, model_folder):
    shown = json.loads(textcoder("models", "show", "barriers", "--home", home, "--json").out)

    assert shown == json.loads((model_folder / "manifest.json").read_text(encoding="utf-8"))
    assert shown["snapshot"]["codings"] == 84


def test_a_lost_card_is_said_and_the_manifest_is_still_there(textcoder, home, model_folder):
    (model_folder / "card.md").unlink()

    ended = textcoder("models", "show", "barriers", "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "card.md cannot be read" in ended.err
    assert textcoder("models", "show", "barriers", "--home", home, "--json").code == 0


def test_an_unknown_model_is_said_with_those_there_are(textcoder, home, model_folder):
    ended = textcoder("models", "show", "barriers/20200101-00000000", "--home", home)

    assert (ended.code, ended.out) == (3, "")
    assert f"There is: barriers/{model_folder.name}." in ended.err


@pytest.fixture
def later_model(textcoder, home) -> str:
    """The version of a second model, which is the current one."""
    call = ("train", "--codeframe", "barriers", "--profile", "fast", "--home", home, "--seed", 3)
    return str(json.loads(textcoder(*call, "--json", "--quiet").out)["model"]).removeprefix("barriers/")


def test_a_model_is_promoted_and_rolled_back(textcoder, home, model_folder, later_model):
    back = textcoder("models", "rollback", "barriers", "--why", "refers too much", "--home", home)
    promoted = textcoder("models", "promote", f"barriers/{later_model}", "--home", home, "--json")
    again = textcoder("models", "promote", later_model, "--home", home)

    assert (back.code, back.out) == (
        0,
        f"Current model of barriers: {model_folder.name}, instead of {later_model}\n",
    )
    assert json.loads(promoted.out) == {
        "codeframe": "barriers",
        "version": later_model,
        "before": model_folder.name,
        "changed": True,
        "action": "promote",
        "gate": ["No test set is frozen, so its error promise was not checked."],
    }
    assert (again.code, "already" in again.err) == (0, True)
    listed = (home / "models/trained/barriers/promotions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["action"] for line in listed] == ["promote", "promote", "rollback", "promote"]


def test_where_there_is_nothing_to_roll_back_to_it_is_refused(textcoder, home):
    ended = textcoder("models", "rollback", "barriers", "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "textcoder models promote" in ended.err


def test_a_damaged_model_is_not_promoted(textcoder, home, model_folder, later_model):
    (model_folder / "model.joblib").write_bytes(b"x")

    ended = textcoder("models", "promote", model_folder.name, "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "was not made current" in ended.err
    assert (model_folder.parent / "current").read_text().strip() == later_model


def test_a_model_to_promote_that_is_not_there_is_said(textcoder, home):
    assert textcoder("models", "promote", "20200101-00000000", "--home", home).code == 3
    assert textcoder("models", "rollback", "unheard-of", "--home", home).code == 3


@pytest.fixture
def refused(tmp_path) -> tuple[Path, str, str]:
    """A home, its current model, and one of codings in which half of a code is called another."""
    home = write_home(tmp_path / "gated")
    freeze_some(home)
    return home.root, train_one(home, 1, promote=True), train_wrongly(home, 2, {"economy": "capacity"})


def test_a_model_of_mislabelled_codings_is_refused_with_the_code_and_by_how_much(textcoder, refused):
    home, current, wrong = refused

    ended = textcoder("models", "promote", wrong, "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "The F1 of code 'capacity' is worse by ." in ended.err
    assert (home / "models/trained/barriers/current").read_text().strip() == current


def test_a_refused_model_is_forced_by_whoever_says_why(textcoder, refused):
    home, current, wrong = refused
    call = ("models", "promote", wrong, "--force", "--home", home)

    for_no_reason, forced = textcoder(*call, "--why", " "), textcoder(*call, "--why", "til en prøve", "--json")

    assert (for_no_reason.code, for_no_reason.out) == (2, "")
    assert "--force --why TEXT" in for_no_reason.err
    assert forced.code == 0
    said = json.loads(forced.out)
    assert (said["action"], said["before"], said["version"]) == ("forced", current, wrong)
    assert "forced through the gate" in forced.err
    assert "code 'capacity' is worse" in forced.err
