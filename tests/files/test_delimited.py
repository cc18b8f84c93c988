import codecs
import csv
import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcoder.errors import FileProblemError
from textcoder.files.delimited import read_csv, write_csv

# NUL is what tells a binary file, and half of a surrogate pair is no text.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6)


def read(tmp_path, content: str | bytes):
    path = tmp_path / "svar.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_csv(path)


def rows(table):
    return list(table.open_rows())


def written(path, columns, cells, **how):
    with write_csv(path, columns, **how) as write:
        for row in cells:
            write(list(row))
    return path


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp865"])
def test_every_delimiter_is_found_in_every_encoding(tmp_path, delimiter, codec):
    lines = [["id", "svar", "vekt"], ["007", "få folk på økonomi", "1.5"], ["08", "ærlig talt", "2"]]

    table = read(tmp_path, "\r\n".join(delimiter.join(line) for line in lines).encode(codec))

    assert table.columns == ("id", "svar", "vekt")
    assert rows(table) == lines[1:]
    assert table.facts.delimiter == delimiter


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("id;Hva hemmer, og hvor?\n1;tid\n2;penger\n", ("id", "Hva hemmer, og hvor?")),
        ('id,"Hva; hvem; når"\n1,tid\n2,penger\n', ("id", "Hva; hvem; når")),
        ("id\tHva, tror du; skjer?\n1\ta, b; c\n2\td, e; f\n", ("id", "Hva, tror du; skjer?")),
        ('id;"svar\nog grunn";x\n1;a, b;c\n', ("id", "svar\nog grunn", "x")),
        ('"Hva, tror du, hemmer?"\n"tid"\n', ("Hva, tror du, hemmer?",)),
        ('id;12" skjerm, eller større;x\n1;a;b\n', ("id", '12" skjerm, eller større', "x")),
    ],
)
def test_a_header_with_other_delimiters_in_its_names_is_read_rightly(tmp_path, content, columns):
    assert read(tmp_path, content).columns == columns


def test_commas_in_the_answers_of_a_one_column_file_are_no_delimiters(tmp_path):
    table = read(tmp_path, "svar\nfor lite tid, og penger; ofte\nnei\n")

    assert rows(table) == [["for lite tid, og penger; ofte"], ["nei"]]
    assert table.facts.delimiter is None


def test_cells_of_several_lines_stay_whole(tmp_path):
    table = read(tmp_path, 'id;svar\n1;"tid;\nog ""penger""\r\nog folk"\n2;nei\n')

    assert rows(table) == [["1", 'tid;\nog "penger"\r\nog folk'], ["2", "nei"]]


def test_short_rows_are_filled_and_empty_cells_beyond_the_header_dropped(tmp_path):
    assert rows(read(tmp_path, "id;svar;x\n1;a\n2;b;c;;\n")) == [["1", "a", ""], ["2", "b", "c"]]


def test_a_row_longer_than_the_header_is_reported_as_a_spreadsheet_counts(tmp_path):
    with pytest.raises(FileProblemError, match="row 4 has 3 cells and the header 2"):
        rows(read(tmp_path, 'id;svar\n1;"a\nb"\n\n3;c;d\n'))


def test_blank_lines_are_no_rows_and_still_counted(tmp_path):
    table = read(tmp_path, "id;svar\n1;a\n\n2;b\n\n\n")

    assert list(table.numbered_rows()) == [(2, ["1", "a"]), (4, ["2", "b"])]


def test_a_row_of_blank_cells_is_a_row(tmp_path):
    assert rows(read(tmp_path, "id;svar\n;\n1;a\n")) == [["", ""], ["1", "a"]]


@pytest.mark.parametrize("ending", ['3;"slutt"\n', "3;slutt\n", '3;"a";b\n'])
def test_a_stray_quotation_mark_is_reported_with_its_line(tmp_path, ending):
    content = 'id;svar\n1;a\n2;"uten slutt\n' + "9;flere\n" * 50 + ending

    with pytest.raises(FileProblemError, match="from line 3 on"):
        rows(read(tmp_path, content))


def test_a_quotation_mark_inside_a_cell_is_text(tmp_path):
    assert rows(read(tmp_path, 'id;svar\n1;en 24" skjerm\n')) == [["1", 'en 24" skjerm']]


def test_the_line_that_tells_excel_the_delimiter_is_no_header(tmp_path):
    table = read(tmp_path, "sep=,\r\nid,svar;x\r\n1,a;b\r\n")

    assert table.columns == ("id", "svar;x")
    assert list(table.numbered_rows()) == [(2, ["1", "a;b"])]
    with pytest.raises(FileProblemError, match="from line 3 on"):
        rows(read(tmp_path, 'sep=;\nid;svar\n1;"a\n2;b\n'))


@pytest.mark.parametrize("content", ["\n\nid;svar\n1;a\n", ";;\n1;a;b\n"])
def test_a_first_row_that_names_nothing_is_refused(tmp_path, content):
    with pytest.raises(FileProblemError, match="first row"):
        read(tmp_path, content)


def test_utf16_that_breaks_off_in_a_letter_is_refused(tmp_path):
    with pytest.raises(FileProblemError, match="bytes"):
        rows(read(tmp_path, "id;svar\n1;få\n".encode("utf-16")[:-1]))


@given(ROWS)
def test_any_text_comes_back_from_csv_as_it_was(cells):
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.csv", ["id", "svar"], cells)
        assert rows(read_csv(path)) == [list(row) for row in cells]


@settings(max_examples=50)
@given(st.lists(st.text(alphabet=';,|\t"a ', min_size=1, max_size=8).map(lambda name: f"k{name}k"), min_size=1))
def test_any_names_of_columns_come_back_from_csv(columns):
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.csv", columns, [["x"] * len(columns)] * 3)
        assert read_csv(path).columns == tuple(columns)


@given(ROWS)
def test_for_excel_text_comes_back_with_at_most_an_apostrophe_before_it(cells):
    with TemporaryDirectory() as folder:
        table = read_csv(written(Path(folder) / "a.csv", ["id", "svar"], cells, excel=True))
        got = [cell for row in table.open_rows() for cell in row]
    given_cells = [cell for row in cells for cell in row]

    assert [cell if cell == raw else cell.removeprefix("'") for cell, raw in zip(got, given_cells, strict=True)] == (
        given_cells
    )
    assert not [cell for cell in got if cell[:1] in ("=", "@", "\t", "\r", "\n")]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+47 22 11 22 33", "- lite tid", "@navn", "\t=1", "\r=1", "\n=1", "-2+3+cmd|'/C'!A0"]
)
def test_excel_never_sees_text_as_a_formula(tmp_path, cell):
    path = written(tmp_path / "a.csv", ["=id", "svar"], [["1", cell]], excel=True)

    with path.open(encoding="utf-8-sig", newline="") as file:
        (header, row) = csv.reader(file, delimiter=";")

    assert (header[0], row[1]) == ("'=id", "'" + cell)


@pytest.mark.parametrize("cell", ["-5", "+5", "-5,25", "-0.5", "007", "", "a=b", " =1"])
def test_excel_gets_numbers_and_plain_text_unguarded(tmp_path, cell):
    path = written(tmp_path / "a.csv", ["id", "svar"], [["1", cell]], excel=True)

    assert path.read_bytes() == codecs.BOM_UTF8 + f"id;svar\r\n1;{cell}\r\n".encode()


def test_norwegian_excel_gets_decimal_commas_and_everyone_else_points(tmp_path):
    row = [1, 0.125, -2.5, "1.12", None, True, dt.date(2024, 5, 17)]
    columns = list("abcdefg")

    for_excel = written(tmp_path / "a.csv", columns, [row], excel=True).read_text("utf-8-sig").splitlines()[1]
    plain = written(tmp_path / "b.csv", columns, [row]).read_text("utf-8").splitlines()[1]

    assert for_excel == "1;0,125;-2,5;1.12;;True;2024-05-17"
    assert plain == "1,0.125,-2.5,1.12,,True,2024-05-17"


def test_without_excel_nothing_is_guarded_marked_or_ended_with_a_carriage_return(tmp_path):
    path = written(tmp_path / "a.csv", ["id", "svar"], [["1", "=1+1"], ["2", "a\rb"]])

    assert path.read_bytes() == b'id,svar\n1,=1+1\n2,"a\rb"\n'


def test_lists_from_jsonl_are_written_as_json(tmp_path):
    path = written(tmp_path / "a.csv", ["id", "svar"], [["1", ["å", {"b": None}]]])

    assert rows(read_csv(path)) == [["1", '["å", {"b": null}]']]
