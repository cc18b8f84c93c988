import openpyxl
import pytest

from textcoder.errors import FileProblemError
from textcoder.files.formats import READERS, WRITERS, read_table, writer_for


@pytest.mark.parametrize("name", ["a.csv", "a.CSV", "a.tsv", "a.txt"])
def test_delimited_text_is_read_under_all_its_names(tmp_path, name):
    (tmp_path / name).write_text("id\tsvar\n007\ttid\n")

    assert list(read_table(tmp_path / name).open_rows()) == [["007", "tid"]]


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLSX", "a.xlsm"])
def test_workbooks_are_read_under_all_their_names(tmp_path, name):
    book = openpyxl.Workbook()
    book.active.append(["id", "svar"])
    book.active.append(["007", "tid"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)

    assert list(read_table(tmp_path / name).open_rows()) == [["007", "tid"]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson"])
def test_json_lines_are_read_under_both_names(tmp_path, name):
    (tmp_path / name).write_text('{"id": "007"}\n')

    assert list(read_table(tmp_path / name).open_rows()) == [["007"]]


@pytest.mark.parametrize("name", ["a.docx", "a", "a.csv.gz", ".csv"])
def test_an_unknown_format_is_refused_with_those_there_are(tmp_path, name):
    (tmp_path / name).write_text("id;svar\n1;a\n")

    with pytest.raises(FileProblemError, match=r"\.csv, .*\.xlsx, .*\.jsonl"):
        read_table(tmp_path / name)
    with pytest.raises(FileProblemError, match=r"\.csv, \.xlsx, \.jsonl"):
        writer_for(tmp_path / name)


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_a_file_that_is_not_there_is_refused(tmp_path, suffix):
    with pytest.raises(FileProblemError, match="no such file"):
        read_table(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_a_folder_is_refused(tmp_path, suffix):
    (tmp_path / f"a{suffix}").mkdir()

    with pytest.raises(FileProblemError, match="a folder"):
        read_table(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_an_empty_file_is_refused(tmp_path, suffix):
    (tmp_path / f"a{suffix}").write_bytes(b"")

    with pytest.raises(FileProblemError):
        read_table(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("content", ["id;svar\n", "id;svar", "id;svar\n\n\n"])
def test_a_file_with_a_header_only_is_refused(tmp_path, content):
    (tmp_path / "a.csv").write_text(content)

    with pytest.raises(FileProblemError, match="no rows"):
        read_table(tmp_path / "a.csv")


def test_a_workbook_with_a_header_only_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "svar"])
    book.save(tmp_path / "a.xlsx")

    with pytest.raises(FileProblemError, match="no rows"):
        read_table(tmp_path / "a.xlsx")


def test_a_workbook_called_csv_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "a.csv")

    with pytest.raises(FileProblemError, match="no text file"):
        read_table(tmp_path / "a.csv")


def test_a_table_is_read_through_as_often_as_one_likes(tmp_path):
    (tmp_path / "a.csv").write_text("id;svar\n1;a\n2;b\n")
    table = read_table(tmp_path / "a.csv")

    first = table.open_rows()
    assert next(first) == ["1", "a"]
    assert list(table.open_rows()) == [["1", "a"], ["2", "b"]]
    assert list(first) == [["2", "b"]]


@pytest.mark.parametrize("source", sorted(WRITERS))
@pytest.mark.parametrize("target", sorted(WRITERS))
def test_ids_with_leading_zeros_are_text_from_any_format_to_any_other(tmp_path, source, target):
    for path, cells in ((tmp_path / f"a{source}", None), (tmp_path / f"b{target}", f"a{source}")):
        lines = [["007", "få folk; ofte"], ["08", ""]] if cells is None else read_table(tmp_path / cells).open_rows()
        with writer_for(path)(path, ["id", "svar"]) as write:
            for line in lines:
                write(line)

    assert [[row[0], row[1] or ""] for row in read_table(tmp_path / f"b{target}").open_rows()] == [
        ["007", "få folk; ofte"],
        ["08", ""],
    ]


def test_a_file_of_more_columns_than_a_workbook_has_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"k{number}" for number in range(16_385)) + "\n1,2\n")

    with pytest.raises(FileProblemError, match="has 16,385 columns, and 16,384 at most are read"):
        read_table(path)
