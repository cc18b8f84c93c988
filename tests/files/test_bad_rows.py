from textcoder.files.bad_rows import BadRow, find_bad_rows, list_path, write_bad_rows
from textcoder.files.formats import read_table


def test_an_id_in_three_rows_is_listed_three_times(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id\n7\n7\n7\n")

    assert [bad.row for bad in find_bad_rows(read_table(path), "id")] == [2, 3, 4]


def test_a_list_of_bad_rows_from_last_time_is_taken_away_when_there_are_none(tmp_path):
    old = tmp_path / "out.errors.csv"
    old.write_text("row,id,problem\n")

    assert write_bad_rows((), list_path(tmp_path / "out.csv")) is None
    assert not old.exists()


def test_bad_rows_are_listed_beside_their_file_by_row_and_id(tmp_path):
    path = write_bad_rows([BadRow(7, "007", "the id is blank")], list_path(tmp_path / "wave.2.xlsx", "import-errors"))

    assert path == tmp_path / "wave.2.import-errors.csv"
    assert path.read_text(encoding="utf-8").splitlines() == ["row,id,problem", "7,007,the id is blank"]
