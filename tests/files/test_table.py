import datetime as dt
from pathlib import Path

import pytest

from textcoder.errors import FileProblemError, MissingColumnError
from textcoder.files.table import FileFacts, Table, as_text, fit_row


def build_table(*columns: str) -> Table:
    return Table(columns, FileFacts(Path("svar.csv"), "CSV"), lambda: iter([(2, ["x"] * len(columns))]))


def test_a_column_is_found_by_its_name():
    assert build_table("id", "svar").position("svar") == 1


def test_a_missing_column_is_reported_with_those_there_are():
    with pytest.raises(MissingColumnError, match=r"no column 'Svar'.*id, svar"):
        build_table("id", "svar").position("Svar")


def test_a_name_that_two_columns_have_is_refused_only_for_those():
    table = build_table("id", "svar", "svar")

    assert table.position("id") == 0
    with pytest.raises(FileProblemError, match="several columns are called 'svar'"):
        table.position("svar")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (-0.5, "-0.5"),
        (1e300, str(int(1e300))),
        (float("inf"), "inf"),
        (True, "True"),
        (dt.date(2024, 5, 17), "2024-05-17"),
        (["a", {"å": None}], '["a", {"å": null}]'),
    ],
)
def test_a_cell_as_text(cell, text):
    assert as_text(cell) == text


def test_a_short_row_is_filled_and_a_long_one_cut_where_nothing_stands():
    assert fit_row(["a"], 3, path=Path("x"), number=2) == ["a", "", ""]
    assert fit_row(["a", "b", " ", None], 2, path=Path("x"), number=2) == ["a", "b"]


@pytest.mark.parametrize("cell", ["c", 0, False])
def test_content_beyond_the_last_column_is_never_dropped(cell):
    with pytest.raises(FileProblemError, match="row 7 has 3 cells and the header 2"):
        fit_row(["a", "b", cell], 2, path=Path("x"), number=7)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (FileFacts(Path("a.csv"), "CSV", "UTF-8", "\t"), "a.csv (CSV, UTF-8, delimiter tab)"),
        (FileFacts(Path("a.csv"), "CSV", "Mac Roman", ";"), "a.csv (CSV, Mac Roman, delimiter ';')"),
        (FileFacts(Path("a.csv"), "CSV", "UTF-8"), "a.csv (CSV, UTF-8)"),
        (FileFacts(Path("a.xlsx"), "XLSX", sheet="Svar"), "a.xlsx (XLSX, sheet 'Svar')"),
    ],
)
def test_what_was_found_out_about_a_file_is_said_in_one_line(facts, said):
    assert str(facts) == said
