import gc
import tempfile
from pathlib import Path

import pytest

from textcoder.errors import CannotWriteError
from textcoder.files.formats import WRITERS, read_table
from textcoder.files.writer import Sheet

SUFFIXES = sorted(WRITERS)
WIDE = ["id", "svar", "Q9_1", "Q9_1_p"]


class MishapError(Exception):
    pass


def begin_and_fail(path: Path, mishap: type[BaseException]) -> None:
    with WRITERS[path.suffix](path, WIDE, sheets=[Sheet("Method", [["a"]])]) as write:
        write(["007", "hemmelig", 1, 0.5])
        raise mishap


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("mishap", [MishapError, KeyboardInterrupt])
def test_a_file_that_is_given_up_leaves_the_old_one_and_nothing_else(tmp_path, monkeypatch, suffix, mishap):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / f"a{suffix}"
    path.write_text("gammelt")

    with pytest.raises(mishap):
        begin_and_fail(path, mishap)

    gc.collect()  # a writer that is thrown away must not write once more
    assert path.read_text() == "gammelt"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_file_appears_when_the_block_ends_and_not_before(tmp_path, suffix):
    path = tmp_path / "ny mappe" / f"a{suffix}"

    with WRITERS[suffix](path, WIDE) as write:
        write(["007", "få folk", 1, 0.5])
        assert not path.exists()

    assert [row[:2] for row in read_table(path).open_rows()] == [["007", "få folk"]]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_missing_comes_back_as_missing_and_never_as_zero(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    with WRITERS[suffix](path, WIDE) as write:
        write(["1", "", None, None])
        write(["2", "nei", 0, 0.0])

    blank, zero = read_table(path).open_rows()

    assert {blank[2], blank[3]} <= {"", None}
    assert [float(str(cell)) for cell in zero[2:]] == [0.0, 0.0]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_writer_takes_the_same_options(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"

    with WRITERS[suffix](path, WIDE, excel=True, sheets=[Sheet("Method", [["what", "value"]])]) as write:
        write(["007", "tid", 1, None])

    assert read_table(path).columns == tuple(WIDE)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write to")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_cannot_be_written_to_says_so(suffix):
    path = Path(f"/proc/a{suffix}")

    with pytest.raises(CannotWriteError, match="Nothing was changed"), WRITERS[suffix](path, WIDE) as write:
        write(["1", "tid", 1, None])
