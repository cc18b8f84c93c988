import pytest

from tests.builders import build_codeframe
from textcoder.codings import Coding, Source, Status
from textcoder.errors import MissingColumnError
from textcoder.files.coded_cells import CodedCells, Difference, Laid, differences, long_cells, wide_cells
from textcoder.files.formats import read_table, writer_for
from textcoder.files.layouts import LayoutName, LongLayout, wide_layout

FRAME = build_codeframe()
SURE = {"time": 0.9, "money": 0.8, "skill": 0.1, "dont_know": 0.0, "no_answer": 1.0}
CODINGS = {
    "1": Coding(frozenset(["time", "money"]), "model:v1", Source.MODEL, code_confidence=SURE),
    "2": Coding(frozenset(["dont_know"]), "rule", Source.RULE),
    "3": Coding(frozenset(), "", None, Status.EMPTY),
}
PLAIN = {
    ("1", "Q24"): ("coded", "model", ("1", "2")),
    ("2", "Q24"): ("coded", "rule", ("4",)),
    ("3", "Q24"): ("empty", "", ()),
}


def write(path, columns, rows):
    with writer_for(path)(path, columns) as line:
        for row in rows:
            line(row)
    return read_table(path)


def wide(path, layout, **how):
    laid = wide_layout(layout, FRAME, "Q24", ["id"], **how)
    return write(path, ["id", *laid.columns], [[one, *laid.cells(coding)] for one, coding in CODINGS.items()])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
@pytest.mark.parametrize("layout", [LayoutName.DICHOTOMOUS, LayoutName.JOINED, LayoutName.SPREAD])
def test_what_was_laid_out_is_read_back(tmp_path, layout, suffix):
    table = wide(tmp_path / f"a{suffix}", layout, with_confidence=True)

    found = wide_cells(table, Laid(layout, "id", ("Q24",), with_confidence=True), FRAME)

    assert {place: (one.status, one.source, one.codes) for place, (one,) in found.items()} == PLAIN
    assert [float(cell) for cell in found["1", "Q24"][0].confidence] == list(SURE.values())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl"])
def test_the_long_layout_is_read_back_in_whatever_order_its_rows_are(tmp_path, suffix):
    long = LongLayout(FRAME, "Q24", "2026-11-22T12:00:00+01:00", "v1")
    rows = [row for one, coding in CODINGS.items() for row in long.rows(one, coding)]

    found = long_cells(write(tmp_path / f"a{suffix}", long.columns, reversed(rows)))

    assert {place: (one.status, one.source, one.codes) for place, (one,) in found.items()} == PLAIN
    assert [float(cell) for cell in found["1", "Q24"][0].confidence] == [0.9, 0.8]


def test_a_column_that_is_gone_is_named(tmp_path):
    table = write(tmp_path / "a.csv", ["id", "Q24_codes", "Q24_status"], [["1", "1", "coded"]])

    with pytest.raises(MissingColumnError, match="Q24_source"):
        wide_cells(table, Laid(LayoutName.JOINED, "id", ("Q24",)), FRAME)


def test_everything_that_differs_is_told_and_nothing_else():
    was = {
        ("1", "Q"): [CodedCells("coded", "model", ("1",), ("0.9",))],
        ("2", "Q"): [CodedCells("coded", "exact", ("2",))],
        ("3", "Q"): [CodedCells("error", "", ()), CodedCells("error", "", ())],
        ("4", "Q"): [CodedCells("coded", "model", ("1",), other=("tid: lite tid",))],
    }
    now = {
        ("1", "Q"): [CodedCells("referred", "model", ("1", "2"), ("0.8",))],
        ("2", "Q"): [CodedCells("coded", "exact", ("2",))],
        ("3", "Q"): [CodedCells("error", "", ())],
        ("4", "Q"): [CodedCells("coded", "model", ("1",), other=("tid: mye tid",))],
        ("5", "Q"): [CodedCells("empty", "", ())],
    }

    assert list(differences(was, now)) == [
        Difference("1", "Q", "codes", "1", "1;2"),
        Difference("1", "Q", "status", "coded", "referred"),
        Difference("1", "Q", "confidence", "0.9", "0.8"),
        Difference("3", "Q", "row", "2 times", "there"),
        Difference("4", "Q", "other", "other nets or reasons", "other nets or reasons"),
        Difference("5", "Q", "row", "not there", "there"),
    ]
