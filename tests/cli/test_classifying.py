import csv
import json

import pytest

from textcoder.files.formats import read_table

CODES = ("1", "2", "8", "9")


@pytest.fixture
def classify(textcoder, trained_home, tmp_path):
    """Run ``textcoder classify`` on a file, and say how it ended and what is in the coded file."""

    def call(source, *more, out="coded.csv", text=("--text", "svar"), codeframe="barriers", home=trained_home):
        path = tmp_path / out
        ended = textcoder(
            "classify", source, "-o", path, "--codeframe", codeframe, "--home", home, "--id", "respid", *text, *more
        )
        return ended, rows_of(path) if path.exists() else None

    return call


def rows_of(path):
    table = read_table(path)
    return [dict(zip(table.columns, row, strict=True)) for row in table.open_rows()]


def codes_of(row, question="svar"):
    return [number for number in CODES if str(row[f"{question}_{number}"]) == "1"]


@pytest.mark.parametrize("out", ["coded.csv", "coded.xlsx", "coded.jsonl"])
def test_every_row_and_column_comes_out_and_ids_keep_their_zeros(classify, export, out):
    ended, rows = classify(export, out=out)

    assert ended.code == 0, ended.err
    assert [row["respid"] for row in rows] == ["007", "008", "010", "011"]
    assert [row["vekt"] for row in rows] == ["0,75", "1,1", "1,2", "0,95"]
    assert rows[0]["mer"] == "vet ikke"
    assert [codes_of(row) for row in rows] == [["1"], [], ["1", "2"], []]
    assert [row["svar_status"] for row in rows] == ["coded", "empty", "coded", "empty"]


def test_explained_codings_name_words_of_the_answer_and_answers_that_humans_coded(classify, export):
    ended, rows = classify(export, "--explain")

    assert ended.code == 0, ended.err
    by_model = [row for row in rows if row["svar_source"] == "model"]
    assert by_model
    for row in by_model:
        words = [word.strip() for part in row["svar_words"].split(";") for word in part.split(":")[1].split(",")]
        assert all(word in row["svar"] for word in words)
        assert row["svar_nearest"].count("(") == 3


def test_the_summary_says_for_how_many_hours_there_is_work_left(classify, export):
    ended, _ = classify(export, "--seconds-per-answer", "36")

    assert "Left to humans: 0 of 2 answers (0 %), about 0.0 hours at 36 s each." in ended.out


@pytest.mark.parametrize("suffix", [".xlsx", ".jsonl"])
def test_what_was_written_can_be_read_and_coded_again(classify, export, tmp_path, suffix):
    classify(export, out=f"first{suffix}")

    ended, rows = classify(tmp_path / f"first{suffix}", "--question", "again", out="second.csv")

    assert ended.code == 0, ended.err
    assert [codes_of(row, "again") for row in rows] == [codes_of(row) for row in rows]


def test_the_workbook_says_what_the_codes_mean_and_how_it_was_coded(classify, export, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    classify(export, out="coded.xlsx")

    book = openpyxl.load_workbook(tmp_path / "coded.xlsx")

    assert book.sheetnames == ["Data", "Codeframe", "Method"]
    assert [row[1] for row in book["Codeframe"].values] == ["id", "capacity", "economy", "dont_know", "no_answer"]
    assert dict(list(book["Method"].values))["file"] == "export.csv"


def test_the_layouts_say_the_same_in_their_own_columns(classify, export):
    _, dichotomous = classify(export)
    _, joined = classify(export, "--layout", "joined")
    _, spread = classify(export, "--layout", "spread")
    _, long = classify(export, "--layout", "long")

    expected = [codes_of(row) for row in dichotomous]
    assert [[code for code in (row["svar_codes"] or "").split(";") if code] for row in joined] == expected
    assert [[row[f"svar_c{n}"] for n in (1, 2) if row[f"svar_c{n}"]] for row in spread] == expected
    assert [(row["id"], row["number"]) for row in long] == [
        ("007", "1"), ("008", ""), ("010", "1"), ("010", "2"), ("011", ""),
    ]  # fmt: skip
    assert {row["codeframe_version"] for row in long} == {"barriers:1"}


def test_probabilities_are_added_when_asked_for(classify, export):
    _, rows = classify(export, "--confidence")

    assert 0.5 < float(rows[0]["svar_1_p"]) <= 1
    assert float(rows[0]["svar_2_p"]) < 0.5
    assert rows[1]["svar_1_p"] == ""


def test_excel_gets_a_mark_semicolons_decimal_commas_and_no_formulas(classify, export, tmp_path):
    export.write_text(export.read_text("cp1252").replace("vet ikke", "=HYPERLINK(1)"), "cp1252")

    classify(export, "--excel", "--confidence")
    raw = (tmp_path / "coded.csv").read_bytes()
    first = next(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))

    assert raw.startswith(b"\xef\xbb\xbfrespid;")
    assert first["mer"] == "'=HYPERLINK(1)"
    assert first["respid"] == "007"
    assert first["svar_1_p"].startswith("0,")


def test_several_columns_are_coded_in_one_run_each_under_its_own_name(classify, export):
    ended, rows = classify(export, "--question", "Q3", "--question", "Q4", text=("--text", "svar", "--text", "mer"))

    assert ended.code == 0
    assert [codes_of(row, "Q3") for row in rows] == [["1"], [], ["1", "2"], []]
    assert [codes_of(row, "Q4") for row in rows] == [["8"], ["2"], [], []]
    assert [row["Q4_source"] for row in rows] == ["rule", "exact", "", ""]


def test_a_blank_of_somebody_asked_is_a_non_answer_and_any_other_is_missing_not_0(classify, export):
    _, unknown = classify(export)
    _, known = classify(export, "--asked", "Q2=1")

    assert [row["svar_9"] for row in unknown] == ["0", "", "0", ""]
    assert [row["svar_9"] for row in known] == ["0", "1", "0", ""]
    assert [row["svar_1"] for row in known] == ["1", "0", "1", ""]


def test_each_column_may_have_its_own_filter_of_several_values(classify, export):
    asked = ("--asked", "Q2=1,2", "--asked", "Q2=9")

    ended, rows = classify(export, *asked, text=("--text", "svar", "--text", "mer"))

    assert [codes_of(row) for row in rows] == [["1"], ["9"], ["1", "2"], ["9"]]
    assert [codes_of(row, "mer") for row in rows] == [["8"], ["2"], [], []]
    assert "svar: 4 answers" in ended.out
    assert "empty 2 (2 of them asked, so counted as answers)" in ended.out


def test_blank_and_double_ids_are_listed_by_row_and_the_rest_is_coded(classify, tmp_path, telltale):
    source = tmp_path / "ids.csv"
    source.write_text(f"respid,svar\n1,for lite tid\n,{telltale}\n2,stramt budsjett\n1,{telltale} igjen\n")

    ended, rows = classify(source, "--json")
    listed = list(csv.DictReader((tmp_path / "coded.errors.csv").read_text(encoding="utf-8").splitlines()))

    assert ended.code == 1
    assert json.loads(ended.out)["errors"] == str(tmp_path / "coded.errors.csv")
    assert [row["svar_status"] for row in rows] == ["error", "error", "coded", "error"]
    assert [(row["row"], row["id"]) for row in listed] == [("2", "1"), ("3", ""), ("5", "1")]
    assert listed[0]["problem"] == "the id stands in row 5 too"
    assert telltale not in ended.err + ended.out + str(listed)


def test_max_error_1_codes_everything_and_says_that_nothing_is_promised(classify, export):
    export.write_text(export.read_text("cp1252") + "012;1;1;ildsjeler;\n", "cp1252")

    strict, _ = classify(export, "--max-error", "0.005")
    free, rows = classify(export, "--max-error", "1")

    assert "error of at most 0.5 % cannot be promised" in strict.out
    assert "No error rate is promised" in free.out
    assert {row["svar_status"] for row in rows} == {"coded", "empty"}


def test_what_a_human_has_coded_word_for_word_is_not_asked_of_the_model(classify, tmp_path):
    source = tmp_path / "same.csv"
    source.write_text("respid,svar\n1,For lite tid.\n")

    _, rows = classify(source)

    assert rows[0]["svar_source"] == "exact"
