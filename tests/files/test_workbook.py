import datetime as dt
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcoder.errors import CannotWriteError, FileProblemError
from textcoder.files.workbook import read_xlsx, write_xlsx
from textcoder.files.writer import Sheet

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12)


def made_by_openpyxl(path, lines, **sheets):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for name, more in sheets.items():
        page = book.create_sheet(name)
        for line in more:
            page.append(line)
    book.save(path)
    return book


def written(path, columns, cells, **how):
    with write_xlsx(path, columns, **how) as write:
        for row in cells:
            write(list(row))
    return path


def read_by_openpyxl(path, sheet="Data"):
    book = openpyxl.load_workbook(path)
    return [list(row) for row in book[sheet].values]


def rows(table):
    return list(table.open_rows())


def test_cells_of_every_kind_are_read_as_what_they_are(tmp_path):
    cells = [
        "007", 17, 1.5, dt.date(2024, 5, 17), dt.datetime(2024, 5, 17, 8, 30), dt.time(13, 45), dt.timedelta(hours=30),
        True, "få folk",
    ]  # fmt: skip
    made_by_openpyxl(tmp_path / "a.xlsx", [list("abcdefghi"), cells])

    (row,) = rows(read_xlsx(tmp_path / "a.xlsx"))

    assert row == cells
    assert [type(cell) for cell in row] == [type(cell) for cell in cells]


def test_blank_rows_are_skipped_and_still_counted(tmp_path):
    made_by_openpyxl(tmp_path / "a.xlsx", [["id", "svar"], ["1", "a"], [None, None], ["2", None]])

    table = read_xlsx(tmp_path / "a.xlsx")

    assert list(table.numbered_rows()) == [(2, ["1", "a"]), (4, ["2", ""])]


def test_columns_without_a_name_at_the_end_are_dropped_unless_something_stands_there(tmp_path):
    made_by_openpyxl(tmp_path / "a.xlsx", [["id", "svar", None, " "], ["1", "a", None, None]])
    made_by_openpyxl(tmp_path / "b.xlsx", [["id", "svar", None], ["1", "a", "x"]])

    assert read_xlsx(tmp_path / "a.xlsx").columns == ("id", "svar")
    with pytest.raises(FileProblemError, match="row 2 has 3 cells and the header 2; name every column"):
        rows(read_xlsx(tmp_path / "b.xlsx"))


def test_the_first_sheet_with_content_that_can_be_seen_is_read_and_named(tmp_path):
    book = made_by_openpyxl(tmp_path / "a.xlsx", [["skjult"], ["x"]], Tomt=[], Svar=[["id"], ["1"]], Mer=[["y"]])
    book.active.sheet_state = "hidden"
    book.active = 1
    book.save(tmp_path / "a.xlsx")

    table = read_xlsx(tmp_path / "a.xlsx")

    assert (table.columns, table.facts.sheet) == (("id",), "Svar")


@pytest.mark.parametrize("lines", [[], [[None, None], ["id", "svar"], ["1", "a"]]])
def test_a_workbook_whose_first_row_names_nothing_is_refused(tmp_path, lines):
    made_by_openpyxl(tmp_path / "a.xlsx", lines)

    with pytest.raises(FileProblemError, match="empty"):
        read_xlsx(tmp_path / "a.xlsx")


@pytest.mark.parametrize("length", [0, 40, 2_000])
def test_a_damaged_workbook_is_refused(tmp_path, length):
    made_by_openpyxl(tmp_path / "a.xlsx", [["id"], ["1"]])
    (tmp_path / "b.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:length])

    with pytest.raises(FileProblemError, match="damaged"):
        read_xlsx(tmp_path / "b.xlsx")


def test_csv_under_the_name_of_a_workbook_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_text("id;svar\n1;a\n")

    with pytest.raises(FileProblemError, match="no XLSX workbook"):
        read_xlsx(tmp_path / "a.xlsx")


def test_what_we_write_another_program_reads(tmp_path):
    moment = dt.datetime(2024, 5, 17, 8, 30)
    row = ["007", 17, 0.25, True, None, "=1+1", "https://ks.no", " to linjer\nher ", moment, dt.time(13, 45)]

    path = written(tmp_path / "a.xlsx", list("abcdefghij"), [row], sheets=[Sheet("Method", [["what", 1]])])

    assert read_by_openpyxl(path) == [list("abcdefghij"), row]
    assert read_by_openpyxl(path, "Method") == [["what", 1]]
    assert rows(read_xlsx(path)) == [[cell if cell is not None else "" for cell in row]]


def test_dates_are_dates_and_text_is_never_a_formula(tmp_path):
    path = written(tmp_path / "a.xlsx", ["a", "b"], [[dt.date(2024, 5, 17), "=1+1"]])

    date, text = openpyxl.load_workbook(path)["Data"][2]

    assert (date.is_date, date.number_format) == (True, "yyyy-mm-dd")
    assert text.data_type != "f"


@settings(max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_any_text_comes_back_from_a_workbook_control_characters_too(cells):
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.xlsx", ["row", "a", "b"], [["x", *row] for row in cells])
        assert rows(read_xlsx(path)) == [["x", *row] for row in cells]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12345678901234567890, "12345678901234567890"),
        (-(10**15), "-1000000000000000"),
        (10**400, "1" + 400 * "0"),
        (float("inf"), "inf"),
        (dt.date(1850, 1, 1), "1850-01-01"),
        (dt.datetime(2024, 5, 17, 8, 30, tzinfo=dt.UTC), "2024-05-17 08:30:00+00:00"),
        (dt.timedelta(days=-1), "-1 day, 0:00:00"),
        (["å", {"b": 1}], '["å", {"b": 1}]'),
    ],
)
def test_what_a_workbook_would_change_is_written_as_text(tmp_path, cell, text):
    path = written(tmp_path / "a.xlsx", ["a"], [[cell]])

    assert read_by_openpyxl(path)[1] == [text]


def test_the_longest_number_a_workbook_keeps_is_a_number(tmp_path):
    path = written(tmp_path / "a.xlsx", ["a"], [[10**15 - 1]])

    assert rows(read_xlsx(path)) == [[999_999_999_999_999]]


@pytest.mark.parametrize(("text", "fits"), [("a" * 32_767, True), ("a" * 32_768, False), ("😀" * 16_384, False)])
def test_a_cell_longer_than_excel_holds_is_refused_with_its_row_and_never_cut(tmp_path, text, fits):
    if fits:
        assert rows(read_xlsx(written(tmp_path / "a.xlsx", ["a"], [[text]]))) == [[text]]
        return

    with pytest.raises(CannotWriteError, match="row 3 has a cell of 32,768 characters"):
        written(tmp_path / "a.xlsx", ["a"], [["x"], [text]])

    assert list(tmp_path.iterdir()) == []


def test_more_columns_than_excel_holds_are_refused_and_never_cut(tmp_path):
    with pytest.raises(CannotWriteError, match="16,384 columns"):
        written(tmp_path / "a.xlsx", [f"k{number}" for number in range(16_385)], [])


def test_more_rows_than_excel_holds_are_refused_and_never_cut(tmp_path, monkeypatch):
    monkeypatch.setattr("textcoder.files.workbook._MOST_ROWS", 3)
    written(tmp_path / "a.xlsx", ["a"], [["1"], ["2"]])

    with pytest.raises(CannotWriteError, match="3 rows at most"):
        written(tmp_path / "b.xlsx", ["a"], [["1"], ["2"], ["3"]])

    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_rows_of_a_workbook_wait_in_a_folder_that_only_its_owner_can_read(tmp_path):
    with write_xlsx(tmp_path / "a.xlsx", ["a"]) as write:
        write(["hemmelig"])
        (waiting,) = tmp_path.iterdir()
        assert waiting.stat().st_mode & 0o077 == 0

    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_same_content_is_the_same_file_whenever_it_is_written(tmp_path):
    written = []
    for name in ("a.xlsx", "b.xlsx"):
        with write_xlsx(tmp_path / name, ["id"]) as write:
            write(["7"])
        written.append((tmp_path / name).read_bytes())
        time.sleep(1.1)  # a workbook keeps seconds

    assert written[0] == written[1]
