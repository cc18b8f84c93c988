import shutil
from pathlib import Path

LABELS = Path(__file__).resolve().parents[2] / "labels"


def test_a_home_without_the_shipped_survey_says_which_one_is_missing(textcoder, trained_home, tmp_path):
    ended = textcoder("demo", "--home", trained_home, "--out", tmp_path / "out")

    assert (ended.code, ended.out) == (3, "")
    assert "No survey 'innovasjonsbarometer-2024' under labels/" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_folder_should_be_is_wrong_usage(textcoder, trained_home, tmp_path):
    (tmp_path / "out").write_text("")

    ended = textcoder("demo", "--home", trained_home, "--out", tmp_path / "out")

    assert (ended.code, ended.out) == (2, "")
    assert "is a file" in ended.err


def test_a_survey_that_does_not_hold_together_is_said_before_anything_is_trained(textcoder, tmp_path):
    shutil.copytree(LABELS, tmp_path / "labels")
    survey = tmp_path / "labels" / "innovasjonsbarometer-2024" / "survey.yaml"
    survey.write_text(survey.read_text("utf-8").replace("type: open", "type: opne"), "utf-8")

    ended = textcoder("demo", "--home", tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert "unknown type 'opne'" in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels"]
