"""What a person has decided about the findings in a file, kept so that an interrupted review goes on where it was."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from textcoder.errors import CannotWriteError, FileProblemError, RefusedError
from textcoder.files.atomic import write_text
from textcoder.language.redaction.findings import Finding, Kind
from textcoder.language.redaction.redacting import Findings, FoundAnswer

_FORMAT = 1
_Key = tuple[str, str, str]


class Decisions:
    """Decisions by respondent, column and fingerprint; saved one by one, and without a word of any answer.

    A decision holds for the text it was made on and for what had been found in it: where either has changed, the
    answer is asked about again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made: dict[_Key, list[tuple[int, int, str]]] = {}

    @classmethod
    def beside(cls, out: Path, *, wanted: bool) -> "Decisions":
        """The decisions that an earlier review of a redacted file has left beside it, if it has left any.

        Args:
            out: The redacted file.
            wanted: Whether the review goes on; what a person has decided is not passed over in silence.

        Raises:
            RefusedError: There are decisions, and they are not wanted.
            FileProblemError: There is something else in the file.
        """
        decisions = cls(out.with_name(f"{out.stem}.review.json"))
        if decisions.path.exists():
            if not wanted:
                begun = f"A review of this file has been begun, and its decisions are kept in {decisions.path}."
                raise RefusedError(f"{begun} Go on with it: --review; or delete it.")
            decisions._made = _read(decisions.path)
        return decisions

    def of(self, answer: FoundAnswer) -> Findings | None:
        """What was decided about an answer; None: nothing yet."""
        spans = self._made.get(_key(answer))
        if spans is None:
            return None
        return tuple(Finding(start, end, Kind(kind), 1.0) for start, end, kind in spans)

    def count(self, answers: Sequence[FoundAnswer]) -> int:
        """How many of these answers are decided."""
        return sum(self.of(answer) is not None for answer in answers)

    def keep(self, answer: FoundAnswer, findings: Findings) -> None:
        """Remember what of an answer shall be replaced, and save it at once.

        Raises:
            CannotWriteError: The operating system refused.
        """
        self._made[_key(answer)] = [(one.start, one.end, one.kind.value) for one in findings]
        ids: dict[str, list[dict[str, object]]] = {}
        for (row_id, column, mark), spans in self._made.items():
            ids.setdefault(row_id, []).append({"column": column, "fingerprint": mark, "spans": spans})
        write_text(self.path, json.dumps({"format": _FORMAT, "ids": ids}, ensure_ascii=False) + "\n")

    def forget(self) -> None:
        """Remove the file, once the redacted one is written.

        Raises:
            CannotWriteError: The operating system refused.
        """
        try:
            with suppress(FileNotFoundError):
                self.path.unlink()
        except OSError as err:
            raise CannotWriteError(self.path, err.strerror or str(err)) from err


def _read(path: Path) -> dict[_Key, list[tuple[int, int, str]]]:
    made: dict[_Key, list[tuple[int, int, str]]] = {}
    problem = "no decisions of a review that this version can read; delete it to begin the review anew"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        known = content["format"] == _FORMAT
        for row_id, answers in content["ids"].items():
            for answer in answers:
                spans = [(int(start), int(end), Kind(kind).value) for start, end, kind in answer["spans"]]
                made[row_id, answer["column"], answer["fingerprint"]] = spans
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
        raise FileProblemError(path, problem) from err
    if not known:
        raise FileProblemError(path, problem)
    return made


def _key(answer: FoundAnswer) -> _Key:
    offered = [(one.start, one.end, one.kind.value) for one in answer.findings]
    told = json.dumps([answer.text, offered])
    return answer.respondent, answer.column, hashlib.sha256(told.encode()).hexdigest()
