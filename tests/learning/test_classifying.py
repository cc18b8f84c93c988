import csv

import pytest

from textcoder.errors import ColumnClashError, FileProblemError, MissingColumnError
from textcoder.files.bad_rows import list_path, write_bad_rows
from textcoder.files.formats import read_table
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.classifying import Field, Request, classify_table
from textcoder.survey import Asked

ROWS = """\
id,Q2,why,note
001,1,For lite tid her hos oss,x
002,1,,"y, z"
003,2,,
004,1,Vet ikke,
"""


@pytest.fixture
def autocoder(model, frame, reader):
    return Autocoder(model, frame, reader, version="v1", max_error=1)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def request(**changes) -> Request:
    return Request(**({"id_column": "id", "fields": (Field("why", "Q1"),)} | changes))


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_and_column_comes_out_with_its_codes_behind(source, autocoder, tmp_path):
    classify_table(read_table(source), tmp_path / "out.csv", autocoder, request())

    rows = rows_of(tmp_path / "out.csv")
    assert [(row["id"], row["note"]) for row in rows] == [("001", "x"), ("002", "y, z"), ("003", ""), ("004", "")]
    assert [row["Q1_1"] for row in rows] == ["1", "", "", "0"]
    assert [row["Q1_status"] for row in rows] == ["coded", "empty", "empty", "coded"]
    assert [row["Q1_source"] for row in rows] == ["model", "", "", "rule"]


def test_blanks_of_those_who_were_asked_are_told_from_blanks_of_the_others(source, autocoder, frame, tmp_path):
    from dataclasses import replace

    codes = tuple(replace(code, role="no_answer") if code.role else code for code in frame.codes)
    with_no_answer = Autocoder(
        autocoder._model, replace(frame, codes=codes), autocoder._reader, version="v1", max_error=1
    )
    asked = request(fields=(Field("why", "Q1", Asked("Q2", ("1",))),))

    summary = classify_table(read_table(source), tmp_path / "out.csv", with_no_answer, asked)

    assert [row["Q1_9"] for row in rows_of(tmp_path / "out.csv")][:3] == ["0", "1", ""]
    assert summary.fields[0].base == 3


def test_the_summary_counts_each_code_coded_and_referred(source, autocoder, tmp_path):
    (summary,) = classify_table(read_table(source), tmp_path / "out.csv", autocoder, request()).fields

    counts = {count.code_id: (count.answers, count.coded, count.referred) for count in summary.codes}
    assert counts["time"] == (1, 1, 0)
    assert counts["dont_know"] == (1, 1, 0)
    assert summary.by_status == {"coded": 2, "referred": 0, "empty": 2, "error": 0}
    assert summary.base == 2


def test_blank_and_double_ids_are_listed_and_the_rest_is_coded(autocoder, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id,why\n1,lite tid\n,lite tid\n2,lite tid\n1,lite tid\n3,lite tid\n")

    summary = classify_table(read_table(path), tmp_path / "out.csv", autocoder, request())
    listed = write_bad_rows(summary.bad_rows, list_path(tmp_path / "out.csv"))

    assert [row["Q1_status"] for row in rows_of(tmp_path / "out.csv")] == ["error", "error", "coded", "error", "coded"]
    assert [(row["row"], row["id"]) for row in rows_of(listed)] == [("2", "1"), ("3", ""), ("5", "1")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them_blank_rows_counted(autocoder, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id,why\n1,lite tid\n\n,lite tid\n2,lite tid\n")

    summary = classify_table(read_table(path), tmp_path / "out.csv", autocoder, request())

    assert [bad.row for bad in summary.bad_rows] == [4]
    assert [row["Q1_status"] for row in rows_of(tmp_path / "out.csv")] == ["coded", "error", "coded"]


def test_the_long_layout_has_a_row_for_each_answer_and_code(source, autocoder, tmp_path):
    from textcoder.files.layouts import LayoutName

    long = request(layout=LayoutName.LONG, coded_at="2024-11-05T12:00:00+01:00")
    classify_table(read_table(source), tmp_path / "out.csv", autocoder, long)

    rows = rows_of(tmp_path / "out.csv")
    assert [(row["id"], row["code"]) for row in rows] == [
        ("001", "time"),
        ("002", ""),
        ("003", ""),
        ("004", "dont_know"),
    ]
    assert rows[0]["coder"] == "model:v1"


def test_a_file_longer_than_a_batch_is_coded_to_its_end(autocoder, tmp_path, monkeypatch):
    monkeypatch.setattr("textcoder.learning.classifying._BATCH", 2)
    path = tmp_path / "in.csv"
    path.write_text("id,why\n" + "".join(f"{n},lite tid {n}\n" for n in range(5)))
    seen = []

    summary = classify_table(read_table(path), tmp_path / "out.csv", autocoder, request(), progress=seen.append)

    assert summary.rows == len(rows_of(tmp_path / "out.csv")) == 5
    assert seen == [2, 4, 5]


def test_the_wider_a_file_the_fewer_of_its_rows_are_held_at_once(autocoder, tmp_path, monkeypatch):
    monkeypatch.setattr("textcoder.learning.classifying._BATCH_CELLS", 9)
    path = tmp_path / "in.csv"
    path.write_text("id,why,a,b\n" + "".join(f"{n},lite tid {n},,\n" for n in range(5)))
    seen = []

    classify_table(read_table(path), tmp_path / "out.csv", autocoder, request(), progress=seen.append)

    assert seen == [2, 4, 5]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"id_column": "nr"}, MissingColumnError),
        ({"fields": (Field("hvorfor", "Q1"),)}, MissingColumnError),
        ({"fields": (Field("why", "Q1", Asked("Q7", ("1",))),)}, MissingColumnError),
        ({"fields": (Field("why", "Q1"), Field("note", "q1"))}, ColumnClashError),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_written(source, autocoder, tmp_path, changes, error):
    with pytest.raises(error):
        classify_table(read_table(source), tmp_path / "out.csv", autocoder, request(**changes))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_the_file_that_is_read_is_never_written_over(source, autocoder):
    with pytest.raises(FileProblemError, match="would replace"):
        classify_table(read_table(source), source, autocoder, request())


def test_an_interruption_leaves_no_file_behind(source, autocoder, tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        classify_table(read_table(source), tmp_path / "out.csv", autocoder, request(), progress=interrupt)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]
