import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from textcoder.errors import CannotWriteError
from textcoder.files.atomic import append_line, replacing, replacing_both, write_folder, write_text


class MishapError(Exception):
    pass


def begin_and_fail(path: Path, mishap: type[BaseException]) -> None:
    with replacing(path) as part:
        part.write_text("halv")
        raise mishap


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path):
    (tmp_path / "a.txt").write_text("gammelt")

    with replacing(tmp_path / "a.txt") as part:
        part.write_text("nytt")
        assert (tmp_path / "a.txt").read_text() == "gammelt"

    assert (tmp_path / "a.txt").read_text() == "nytt"
    assert names_in(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("mishap", [MishapError, KeyboardInterrupt, SystemExit])
def test_a_block_that_raises_leaves_the_old_file_and_nothing_else(tmp_path, mishap):
    (tmp_path / "a.txt").write_text("gammelt")

    with pytest.raises(mishap):
        begin_and_fail(tmp_path / "a.txt", mishap)

    assert (tmp_path / "a.txt").read_text() == "gammelt"
    assert names_in(tmp_path) == ["a.txt"]


def test_a_block_that_raises_leaves_no_file_where_none_was(tmp_path):
    with pytest.raises(MishapError):
        begin_and_fail(tmp_path / "a.txt", MishapError)

    assert names_in(tmp_path) == []


def test_a_block_that_writes_nothing_is_refused_rather_than_losing_the_old_file(tmp_path):
    (tmp_path / "a.txt").write_text("gammelt")

    with pytest.raises(CannotWriteError), replacing(tmp_path / "a.txt"):
        pass

    assert (tmp_path / "a.txt").read_text() == "gammelt"


def test_folders_on_the_way_are_made(tmp_path):
    write_text(tmp_path / "ny" / "mappe" / "a.txt", "æ")

    assert (tmp_path / "ny" / "mappe" / "a.txt").read_bytes() == "æ".encode()


def test_text_is_written_with_line_feeds_only(tmp_path):
    write_text(tmp_path / "a.txt", "a\nb\n")

    assert (tmp_path / "a.txt").read_bytes() == b"a\nb\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows knows other permissions")
def test_a_file_that_only_its_owner_may_read_stays_so(tmp_path):
    (tmp_path / "a.txt").write_text("gammelt")
    (tmp_path / "a.txt").chmod(0o600)

    write_text(tmp_path / "a.txt", "nytt")

    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o600


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write to")
def test_a_folder_that_cannot_be_written_to_says_so():
    with pytest.raises(CannotWriteError, match=r"/proc/textcoder/a\.txt"):
        write_text(Path("/proc/textcoder/a.txt"), "x")
    with pytest.raises(CannotWriteError, match=r"/proc/a\.txt"):
        write_text(Path("/proc/a.txt"), "x")


def test_a_file_where_a_folder_is_needed_says_so(tmp_path):
    (tmp_path / "fil").write_text("")

    with pytest.raises(CannotWriteError, match="Nothing was changed"):
        write_text(tmp_path / "fil" / "a.txt", "x")


def test_a_folder_of_the_same_name_says_so_and_stays(tmp_path):
    (tmp_path / "a.txt").mkdir()

    with pytest.raises(CannotWriteError):
        write_text(tmp_path / "a.txt", "x")

    assert names_in(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").is_dir()


FULL_DISK = """
import resource, sys
from pathlib import Path
from textcoder.errors import CannotWriteError
from textcoder.files.formats import writer_for

path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with writer_for(path)(path, ["id", "svar"]) as write:
        for number in range(5_000):
            write([str(number), "for lite tid og for få folk"])
except CannotWriteError as err:
    print("CannotWriteError", err.path.name)
"""


@pytest.mark.skipif(os.name == "nt", reason="no way to fill the disk")
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl"])
def test_a_full_disk_leaves_the_old_file_and_no_temporary_one(tmp_path, name):
    (tmp_path / name).write_text("gammelt")

    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", FULL_DISK, tmp_path / name],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )

    assert (done.stdout.strip(), done.stderr) == (f"CannotWriteError {name}", "")
    assert (tmp_path / name).read_text() == "gammelt"
    assert names_in(tmp_path) == [name]


def test_a_folder_is_written_whole_and_one_that_is_there_stays(tmp_path):
    write_folder(tmp_path / "new" / "v1", {"a": b"1", "b": b"2"})
    write_folder(tmp_path / "new" / "v1", {"a": b"other"})

    assert {path.name: path.read_bytes() for path in (tmp_path / "new" / "v1").iterdir()} == {"a": b"1", "b": b"2"}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["v1"]


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(CannotWriteError):
        write_folder(tmp_path / "v1", {"a": b"1", "no/such/folder": b"2"})

    assert list(tmp_path.iterdir()) == []


def test_a_file_and_the_one_beside_it_appear_together(tmp_path):
    with replacing_both(tmp_path / "a.csv", tmp_path / "a.csv.json") as (part, beside):
        part.write_text("ny")
        beside.write_text("om den")
        assert not (tmp_path / "a.csv").exists()

    assert (tmp_path / "a.csv").read_text() == "ny"
    assert (tmp_path / "a.csv.json").read_text() == "om den"
    assert names_in(tmp_path) == ["a.csv", "a.csv.json"]


@pytest.mark.parametrize("mishap", [MishapError, KeyboardInterrupt])
def test_neither_of_two_is_replaced_where_the_block_raises(tmp_path, mishap):
    (tmp_path / "a.csv").write_text("gammel")
    (tmp_path / "a.csv.json").write_text("om den gamle")

    def begin_and_fail_both():
        with replacing_both(tmp_path / "a.csv", tmp_path / "a.csv.json") as (part, beside):
            part.write_text("ny")
            beside.write_text("om den")
            raise mishap

    with pytest.raises(mishap):
        begin_and_fail_both()

    assert (tmp_path / "a.csv").read_text() == "gammel"
    assert (tmp_path / "a.csv.json").read_text() == "om den gamle"
    assert names_in(tmp_path) == ["a.csv", "a.csv.json"]


@pytest.mark.parametrize("before", ["om den gamle", None])
def test_where_the_file_cannot_be_replaced_the_one_beside_it_is_put_back(tmp_path, before):
    (tmp_path / "a.csv").mkdir()  # a folder gives no way to a file
    if before:
        (tmp_path / "a.csv.json").write_text(before)

    def write_both():
        with replacing_both(tmp_path / "a.csv", tmp_path / "a.csv.json") as (part, beside):
            part.write_text("ny")
            beside.write_text("om den")

    with pytest.raises(CannotWriteError, match=r"Cannot write .*a\.csv: "):
        write_both()

    assert names_in(tmp_path) == (["a.csv", "a.csv.json"] if before else ["a.csv"])
    if before:
        assert (tmp_path / "a.csv.json").read_text() == before


@pytest.mark.parametrize("before", [b"", b"one\n", b"one\nbroken o"])
def test_a_line_that_is_put_on_a_list_stands_by_itself_whatever_a_crash_has_left(tmp_path, before):
    path = tmp_path / "list.jsonl"
    path.write_bytes(before)

    with path.open("a+b") as listed:
        append_line(listed, b"next")

    assert path.read_bytes().splitlines()[-1] == b"next"
    assert path.read_bytes().startswith(before)
    assert path.read_bytes().endswith(b"\n")
