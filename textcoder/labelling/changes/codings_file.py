"""Moving a codings file to a new version of its codeframe: all of it, or nothing is written."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textcoder.codings import CodedAnswer
from textcoder.errors import CannotWriteError
from textcoder.files.atomic import write_text
from textcoder.files.codings_file import read_codings
from textcoder.files.formats import read_table, writer_for
from textcoder.files.table import Cell, Row, as_text
from textcoder.labelling.changes.moving import Moved, Outcome, Recode, Stale, outcomes
from textcoder.labelling.changes.plan import Plan

_BEFORE, _WHY, _KEEP, _CHOOSE = "codes_before", "why", "keep", "choose_from"
_OURS = (_BEFORE, _WHY, _KEEP, _CHOOSE)


@dataclass(frozen=True, slots=True)
class FileToMove:
    """A codings file that has been read, and what becomes of each row."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[Row, CodedAnswer, Outcome], ...]
    sha256: str

    @property
    def fates(self) -> list[tuple[CodedAnswer, Outcome]]:
        """Each coding with what becomes of it, in the order of the file."""
        return [(coded, outcome) for _, coded, outcome in self.rows]

    @property
    def answers_to_code_anew(self) -> int:
        """Answers with a coding that is stale or goes to the queue; one that two people coded counts once."""
        return len({(one.answer.question, one.answer.id) for one, fate in self.fates if not isinstance(fate, Moved)})


@dataclass(frozen=True, slots=True)
class Written:
    """Where things were written."""

    codings: Path
    recode: Path | None
    """Answers to be coded anew; None where there are none."""
    record: Path


def read_file_to_move(path: Path, plan: Plan) -> FileToMove:
    """Read codings made after the old version, and find out what becomes of each.

    Raises:
        FileProblemError: No table.
        MissingColumnError: A needed column is not there.
        CodingsError: Rows that cannot be used, or are not coded after the old version.
    """
    coded = read_codings(path, plan.old)
    table = read_table(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = [(row, one, fate) for row, (one, fate) in zip(table.open_rows(), outcomes(coded, plan), strict=True)]
    return FileToMove(path, table.columns, tuple(rows), sha256)


def recode_path(out: Path) -> Path:
    """Where the answers to be coded anew go, beside the codings."""
    return out.with_name(f"{out.stem}-recode{out.suffix}")


def record_path(out: Path) -> Path:
    """Where the record of the migration goes, beside the codings."""
    return out.with_name(f"{out.stem}-migration.json")


def check_free(out: Path) -> None:
    """See that codings can be written there, and that nothing is there yet: no older export is ever lost.

    Raises:
        FileProblemError: Its name says no format that can be written.
        CannotWriteError: There is such a file.
    """
    writer_for(out)
    for path in (out, recode_path(out), record_path(out)):
        if path.exists():
            raise CannotWriteError(path, "it is there already, and a migration writes over nothing; give another name")


def write_moved(moving: FileToMove, plan: Plan, out: Path, *, now: str) -> Written:
    """Write the codings that stand, the answers to be coded anew, and the record of the migration.

    Codes given by number are written by their new number, those given by id by their new id. Every other column is
    carried through. What is to be coded anew has ``codes_before`` in place of ``codes``, so that nobody takes it
    for codings.

    Args:
        moving: What was read.
        plan: What it was worked out with.
        out: Where to.
        now: Time for the record, in ISO 8601.

    Raises:
        FileProblemError: The name of ``out`` says no format that can be written.
        CannotWriteError: Something is there already, or the operating system refused.
    """
    check_free(out)
    anew = [(row, fate) for row, _, fate in moving.rows if not isinstance(fate, Moved)]
    written = Written(out, recode_path(out) if anew else None, record_path(out))
    try:
        with ExitStack() as files:
            # The record and the list are there before the codings appear, which end the migration.
            write = files.enter_context(writer_for(out)(out, moving.columns))
            for row, coded, fate in moving.rows:
                if isinstance(fate, Moved):
                    write(_moved_row(row, coded, fate, moving.columns, plan))
            if written.recode:
                _write_anew(written.recode, moving.columns, anew)
            write_text(written.record, _record(moving, plan, written, now))
    except BaseException:
        for path in (written.recode, written.record):
            if path is not None:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        raise
    return written


def _moved_row(row: Row, coded: CodedAnswer, fate: Moved, columns: Sequence[str], plan: Plan) -> list[Cell]:
    place = columns.index("codes")
    was = row[place]
    parts = was if isinstance(was, list) else as_text(was).split(";")
    by_number = bool(coded.code_ids) and all(as_text(part).strip().isdigit() for part in parts if as_text(part).strip())
    numbers = {code.id: code.number for code in plan.new.codes}
    ordered = plan.new.in_order(fate.code_ids)
    if isinstance(was, list):
        codes: Cell = [numbers[code] for code in ordered] if by_number else list(ordered)
    else:
        codes = ";".join(str(numbers[code]) if by_number else code for code in ordered)
    return [*row[:place], codes, *row[place + 1 :]]


def _write_anew(path: Path, columns: Sequence[str], anew: Sequence[tuple[Row, Stale | Recode]]) -> None:
    kept = [place for place, name in enumerate(columns) if name != "codes" and name not in _OURS]
    before = columns.index("codes")
    with writer_for(path)(path, [*(columns[place] for place in kept), *_OURS]) as write:
        for row, fate in anew:
            write([*(row[place] for place in kept), row[before], *_advice(fate)])


def _advice(fate: Stale | Recode) -> tuple[str, str, str]:
    """Why an answer is to be coded anew, which codes it may keep, and which to choose from."""
    if isinstance(fate, Recode):
        return f"{', '.join(fate.split)}: split", ";".join(fate.keep), ";".join(fate.choose_from)
    return fate.because, ";".join(fate.keep), ""


def _record(moving: FileToMove, plan: Plan, written: Written, now: str) -> str:
    content: dict[str, Any] = {
        "migration": plan.record,
        "made_at": now,
        "codings": {"file": moving.path.name, "sha256": moving.sha256, "rows": len(moving.rows)},
        "written": {"codings": written.codings.name, "recode": written.recode.name if written.recode else None},
        "codeframes": {"from": dataclasses.asdict(plan.old), "to": dataclasses.asdict(plan.new)},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
