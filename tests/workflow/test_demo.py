"""The shipped survey from end to end, as ``make demo`` runs it, in a copy of the project's data."""

import io
import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from textcoder.cli.main import main
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.files.table import as_text

LABELS = Path(__file__).resolve().parents[2] / "labels"
SURVEY = "innovasjonsbarometer-2024"


def demo(home: Path, out: Path, *more: str) -> tuple[int, str, str]:
    printed, said = io.StringIO(), io.StringIO()
    argv = ["textcoder", "demo", "--home", str(home), "--out", str(out), *more]
    with (
        patch.object(sys, "argv", argv), redirect_stdout(printed), redirect_stderr(said),
        pytest.raises(SystemExit) as end,
    ):  # fmt: skip
        main()
    return end.value.code, printed.getvalue(), said.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """The shipped labels, with every tenth coding so that it does not take long."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(LABELS, home / "labels")
    (home / "models").mkdir()
    codings = home / "labels" / SURVEY / "codings.jsonl"
    lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)
    codings.write_text("".join(lines[::10]), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def first(home, out) -> tuple[int, str, str]:
    return demo(home, out)


@pytest.fixture(scope="module")
def second(first, home, out) -> dict:
    """What the second run says to machines; the first one came before it."""
    code, printed, said = demo(home, out, "--json", "--quiet")
    assert (code, said) == (0, "")
    return json.loads(printed)


@pytest.fixture(scope="module")
def delivered() -> list[dict]:
    return rows_of(LABELS / SURVEY / "example" / "export.xlsx")


@pytest.fixture(scope="module")
def coded(first, out) -> list[dict]:
    return rows_of(out / "coded.xlsx")


def rows_of(path: Path) -> list[dict]:
    table = read_table(path)
    return [dict(zip(table.columns, map(as_text, row), strict=True)) for row in table.open_rows()]


def test_it_trains_codes_and_says_where_the_files_are(first, out):
    code, printed, said = first

    assert code == 0
    assert "Trained model innovation-barriers/" in said
    assert f"Coded file: {out / 'coded.xlsx'}" in said
    assert f"Report:     {out / 'report.html'}" in said
    assert "All open fields of 150 respondents" in printed
    assert {path.name for path in out.iterdir()} == {"coded.xlsx", "coded.xlsx.coding.json", "report.html"}


def test_every_row_and_every_column_comes_out_as_it_went_in(coded, delivered):
    assert len(coded) == len(delivered) == 150
    for row, original in zip(coded, delivered, strict=True):
        assert {column: row[column] for column in original} == original
        assert list(row)[: len(original)] == list(original)


def test_every_open_field_has_its_columns_and_every_answer_a_status(coded, home):
    survey = Home(home).survey(SURVEY)
    frame = Home(home).codeframe(survey.codeframe)

    for field in survey.open_fields:
        added = {f"{field.id}_{code.number}" for code in frame.codes} | {f"{field.id}_status", f"{field.id}_source"}
        assert added <= set(coded[0])
        assert {row[f"{field.id}_status"] for row in coded} <= {"coded", "referred", "empty"}
        for row in coded:
            assert (row[f"{field.id}_status"] == "empty") == (not row[field.id].strip())


def test_a_respondent_who_was_not_asked_has_missing_values_and_one_who_was_silent_has_a_code(coded, home):
    survey = Home(home).survey(SURVEY)
    (no_answer,) = [code for code in Home(home).codeframe(survey.codeframe).codes if code.id == "no_answer"]
    silent = 0

    for field in [field for field in survey.open_fields if field.asked]:
        for row in [row for row in coded if not row[field.id].strip()]:
            was_asked = field.asked.of(row)
            assert row[f"{field.id}_{no_answer.number}"] == ("1" if was_asked else "")
            silent += was_asked
    assert silent > 0


def test_the_second_run_trains_nothing_and_codes_the_same(second, coded, home, out):
    trained = home / "models" / "trained" / "innovation-barriers"
    models = [path.parent for path in trained.glob("*/manifest.json")]

    assert second["trained_now"] is False
    assert [f"innovation-barriers/{path.name}" for path in models] == [second["model"]]
    assert rows_of(out / "coded.xlsx") == coded


def test_the_summary_counts_what_is_in_the_file(second, coded):
    assert second["summary"]["rows"] == 150
    for field in second["summary"]["fields"]:
        statuses = [row[f"{field['question']}_status"] for row in coded]
        assert field["by_status"] == {name: statuses.count(name) for name in field["by_status"]}


def test_the_report_shows_codes_and_questions_and_nobodys_words(first, home, out, delivered):
    survey = Home(home).survey(SURVEY)
    page = (out / "report.html").read_text(encoding="utf-8")
    words = {row[field.id] for field in survey.open_fields for row in delivered if len(row[field.id]) > 15}

    assert all(code.label["nb"] in page for code in Home(home).codeframe(survey.codeframe).codes)
    assert "Q24" in page
    assert len(words) > 100
    assert [text for text in words if text in page or text in first[1] + first[2]] == []


def test_a_model_of_other_codings_is_never_used_in_silence(second, home, tmp_path):
    again = shutil.copytree(home, tmp_path / "home")
    codings = again / "labels" / SURVEY / "codings.jsonl"
    codings.write_text("\n".join(codings.read_text(encoding="utf-8").splitlines()[:5]), encoding="utf-8")

    code, printed, said = demo(again, tmp_path / "out")

    assert (code, printed) == (2, "")  # it wanted to train anew, and cannot on so few
    assert "5 codings" in said
    assert not (tmp_path / "out").exists()
