import json

import pytest

NEW = (
    "n1,alt handler om tid og folk,1,ny1\nn2,ingen penger igjen,economy,ny2\nn3,stramt budsjett og ingen tid,1;2,ny3\n"
)


@pytest.fixture
def new_codings(tmp_path):
    path = tmp_path / "new.csv"
    path.write_text(f"id,text,codes,voice\n{NEW}", encoding="utf-8")
    return path


def test_without_codings_the_figures_are_those_on_voices_left_out(textcoder, trained_home):
    ended = textcoder("evaluate", "barriers", "--home", trained_home, "--json")
    found = json.loads(ended.out)

    assert ended.code == 0
    assert found["judged_on"] == "voices left out"
    assert found["evaluation"]["overall"]["answers"] == 84


def test_they_are_the_figures_that_training_printed(textcoder, home):
    call = ("train", "--codeframe", "barriers", "--profile", "fast", "--home", home)
    trained = json.loads(textcoder(*call, "--json", "--quiet").out)

    found = json.loads(textcoder("evaluate", trained["model"], "--home", home, "--json").out)

    assert found["evaluation"] == trained["evaluation"]


def test_people_get_precision_recall_f1_support_and_intervals(textcoder, trained_home):
    shown = textcoder("evaluate", "barriers", "--home", trained_home).out

    header = next(line for line in shown.splitlines() if "precision" in line)
    capacity = next(line for line in shown.splitlines() if "capacity" in line)
    assert header.split() == ["code", "precision", "recall", "F1", "ECE", "support"]
    assert capacity.count("[") == 3
    assert capacity.endswith("48 ")
    assert "Coded without a human: " in shown
    assert "Wrong code sets among them: " in shown


def test_new_codings_judge_the_model_itself(textcoder, trained_home, new_codings):
    ended = textcoder("evaluate", "barriers", "--codings", new_codings, "--home", trained_home, "--json")
    found = json.loads(ended.out)

    assert (ended.code, ended.err) == (0, "")
    assert found["judged_on"] == "3 codings from new.csv"
    assert {code["code_id"]: code["support"] for code in found["evaluation"]["codes"]} == {
        "capacity": 2, "economy": 2, "dont_know": 0, "no_answer": 0,
    }  # fmt: skip
    assert found["evaluation"]["overall"]["micro_f1"]["value"] > 0.5


def test_answers_it_was_trained_on_are_left_out_and_counted_aloud(textcoder, trained_home, brought, tmp_path):
    mixed = tmp_path / "mixed.csv"
    mixed.write_text((brought / "coded.csv").read_text("utf-8") + NEW, "utf-8")

    ended = textcoder("evaluate", "barriers", "--codings", mixed, "--home", trained_home, "--json")

    assert ended.code == 0
    assert "84 of the answers were trained on and are left out" in ended.err
    assert json.loads(ended.out)["evaluation"]["overall"]["answers"] == 3


def test_it_refuses_to_judge_a_model_on_nothing_but_what_it_was_trained_on(textcoder, trained_home, brought):
    ended = textcoder("evaluate", "barriers", "--codings", brought / "coded.csv", "--home", trained_home)

    assert (ended.code, ended.out) == (2, "")
    assert "was trained on every answer in" in ended.err
    assert "Leave --codings out" in ended.err


def test_capitals_and_full_stops_do_not_make_an_answer_new(textcoder, trained_home, tmp_path):
    (tmp_path / "c.csv").write_text("id,text,codes\n1,FOR LITE TID.,1\n2,  stramt   budsjett!,2\n")

    ended = textcoder("evaluate", "barriers", "--codings", tmp_path / "c.csv", "--home", trained_home)

    assert ended.code == 2
    assert "was trained on every answer" in ended.err


def test_naming_the_question_does_not_make_an_answer_new(textcoder, trained_home, tmp_path):
    (tmp_path / "c.csv").write_text("id,question,text,codes\n1,Q24,for lite tid,1\n2,Q24,stramt budsjett,2\n")

    ended = textcoder("evaluate", "barriers", "--codings", tmp_path / "c.csv", "--home", trained_home)

    assert ended.code == 2
    assert "was trained on every answer" in ended.err


def test_a_codeframe_outside_the_home_can_be_named(textcoder, home, brought, new_codings):
    (home / "labels" / "barriere-2025" / "codeframe.yaml").unlink()
    call = ("evaluate", "barriers", "--codings", new_codings, "--home", home)

    assert textcoder(*call).code == 3
    assert textcoder(*call, "--codeframe", brought / "frame.yaml").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,text,codes\n1,{telltale},penger\n", "row 2: code 'penger' is not in codeframe 'barriers'"),
        ("id,codes\n1,1\n", "has no column 'text'. It has: id, codes."),
        ("", "the file is empty"),
    ],
)
def test_codings_that_do_not_fit_are_said_without_their_words(
    textcoder, trained_home, tmp_path, telltale, content, said
):
    (tmp_path / "c.csv").write_text(content.format(telltale=telltale))

    ended = textcoder("evaluate", "barriers", "--codings", tmp_path / "c.csv", "--home", trained_home)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert telltale not in ended.err


def test_a_model_that_is_not_there_is_said_with_those_that_are(textcoder, trained_home):
    ended = textcoder("evaluate", "barrier", "--home", trained_home)

    assert (ended.code, ended.out) == (3, "")
    assert "No trained model 'barrier'. There is: barriers/" in ended.err


def test_figures_that_have_been_damaged_are_refused(textcoder, home, model_folder):
    (model_folder / "evaluation.json").write_text('{"judged": [')

    ended = textcoder("evaluate", "barriers", "--home", home)

    assert (ended.code, ended.out) == (4, "")
    assert "evaluation.json has been changed or cut off" in ended.err
