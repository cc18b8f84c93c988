"""The one error tree. A message says what is wrong, where, and what to do; it never holds a verbatim.

Four branches, one for each way of ending badly: the caller's input (``InputError``), something that
is not there (``NotFoundError``), something we will not do (``RefusedError``) and a file that cannot be
written (``OutputError``). Only the edges turn them into exit codes and HTTP statuses.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path


class TextcoderError(Exception):
    """Anything textcoder can say in one sentence."""


class InputError(TextcoderError):
    """What came in cannot be used as it is. Nothing has been written."""


class NotFoundError(TextcoderError):
    """A model, codeframe, survey, home folder or language pipeline that is not there."""


class RefusedError(TextcoderError):
    """It is there, but using it would break a promise: integrity, compatibility or permission."""


class OutputError(TextcoderError):
    """A file cannot be written. What stood there before is untouched."""


_LIKE_A_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z")
_LONGEST_NAME = 40


def listing(names: Iterable[object], *, limit: int = 12, by: str = ", ") -> str:
    """Join names for a message, and say how many were left out."""
    shown = [str(name) for name in names]
    rest = len(shown) - limit
    return by.join(shown[:limit]) + (f" and {rest} more" if rest > 0 else "")


# --- files -----------------------------------------------------------------------------------------


class FileProblemError(InputError):
    """A file that cannot be read as a table."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


class MissingColumnError(InputError):
    """A column that was asked for by name and is not in the file."""

    def __init__(self, path: Path, column: str, columns: Sequence[str]) -> None:
        shown = [name if len(name) <= _LONGEST_NAME else f"(a text of {len(name)} characters)" for name in columns]
        super().__init__(f"{path} has no column {column!r}. It has: {listing(shown, limit=40)}.")
        self.column, self.columns = column, tuple(columns)


class ColumnClashError(InputError):
    """The coded file would have two columns of one name."""

    def __init__(self, columns: Sequence[str], question: str) -> None:
        super().__init__(
            f"The file already has {listing(columns)}, which coding question {question!r} would add. "
            "Name the question otherwise with --question, or start from the uncoded file."
        )
        self.columns = tuple(columns)


class CannotWriteError(OutputError):
    """The operating system refused to write."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot write {path}: {reason}. Nothing was changed there.")
        self.path, self.reason = path, reason


# --- codeframes and codings ------------------------------------------------------------------------


class CodeframeError(InputError):
    """A codeframe that breaks its own rules; every problem is listed."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        super().__init__(f"Codeframe {where}: " + "; ".join(problems) + ".")
        self.problems = tuple(problems)


class SurveyError(InputError):
    """A survey description that does not hold together; every problem is listed."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        super().__init__(f"Survey {where}: " + "; ".join(problems) + ".")
        self.problems = tuple(problems)


class CodeSetError(InputError):
    """A set of codes that one answer cannot have."""


class UnknownCodeError(CodeSetError):
    """A coding uses a code that its codeframe does not have."""

    def __init__(self, code: str, codeframe_id: str) -> None:
        # What looks like no code may be an answer in the wrong column, and answers are not repeated.
        named = f"code {code!r}" if _LIKE_A_CODE.match(code) else "a text that looks like no code"
        super().__init__(f"{named} is not in codeframe {codeframe_id!r}: add it there, or recode the answer")
        self.code, self.codeframe_id = code, codeframe_id


class ExclusiveCodeError(CodeSetError):
    """A code that must stand alone stands beside others."""

    def __init__(self, code_id: str, beside: Sequence[str]) -> None:
        super().__init__(f"code {code_id!r} is exclusive and cannot stand beside {listing(beside)}")
        self.code_id, self.beside = code_id, tuple(beside)


class CodeCountError(CodeSetError):
    """Fewer or more codes than the codeframe allows."""

    def __init__(self, count: int, at_least: int, at_most: int | None, codeframe_id: str) -> None:
        bounds = f"at least {at_least}" if count < at_least else f"at most {at_most}"
        super().__init__(f"{count} codes given; codeframe {codeframe_id!r} takes {bounds}")
        self.count = count


class CodingsError(InputError):
    """A codings file with rows that cannot be used; the first ones are named."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__(f"{path}: {listing(problems, limit=5, by='; ')}. Mend the file and run again.")
        self.path, self.problems = path, tuple(problems)


class TooFewCodingsError(InputError):
    """Not enough codings to train or to measure on."""


class RepeatedCodingError(InputError):
    """A coder coded one answer twice, and nothing says which coding counts."""

    def __init__(self, coder: str, answer_id: str, question: str) -> None:
        where = f" of question {question!r}" if question else ""
        super().__init__(f"Coder {coder!r} has coded the answer {answer_id!r}{where} twice. Keep one of the codings.")
        self.coder, self.answer_id, self.question = coder, answer_id, question


class UnlikeAnswersError(InputError):
    """Codings that are matched by question and id, and are not of one answer."""

    def __init__(self, answer_ids: Sequence[str]) -> None:
        super().__init__(
            f"Coders have been shown different texts or varieties under the same id: {listing(answer_ids)}. "
            "Give every answer an id of its own, or say the question."
        )
        self.answer_ids = tuple(answer_ids)


class UnknownCoderError(InputError):
    """A coder who was named and has coded nothing."""

    def __init__(self, where: Path | str, coder: str, coders: Sequence[str]) -> None:
        shown = [name if len(name) <= _LONGEST_NAME else f"(a text of {len(name)} characters)" for name in coders]
        super().__init__(f"{where} has no codings by {coder!r}. It has codings by: {listing(shown)}.")
        self.coder, self.coders = coder, tuple(coders)


# --- things that are not there ---------------------------------------------------------------------


class HomeNotFoundError(NotFoundError):
    """No folder with labels/ and models/ at or above the working folder."""

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"No folder with labels/ and models/ at or above {start}. Pass --home DIR or set TEXTCODER_HOME."
        )


class CodeframeNotFoundError(NotFoundError):
    """No codeframe of that id in the home folder, and no file of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        there = f"There is: {listing(known)}." if known else "There is none."
        super().__init__(f"No codeframe {name!r}, as a file or as an id under labels/. {there}")


class SurveyNotFoundError(NotFoundError):
    """No survey folder of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"No survey {name!r} under labels/. There is: {listing(known) or 'none'}.")


class ModelNotFoundError(NotFoundError):
    """No trained model of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        there = f"There is: {listing(known)}." if known else "Train one with: textcoder train --codeframe …"
        super().__init__(f"No trained model {name!r}. {there}")


class LanguagePipelineNotFoundError(NotFoundError):
    """A spaCy pipeline that is asked for and not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The spaCy pipeline {name!r} is not installed. Get it with: python -m spacy download {name}; "
            "or go without it by choosing the pipeline 'light'."
        )
        self.name = name


# --- things we refuse ------------------------------------------------------------------------------


class ArtifactError(RefusedError):
    """A model folder that is damaged, changed or of a kind this version cannot read."""

    def __init__(self, folder: Path, problem: str, remedy: str) -> None:
        super().__init__(f"Model {folder.parent.name}/{folder.name} was not loaded: {problem}. {remedy}")
        self.folder = folder


class WrongCodeframeError(RefusedError):
    """A model that was trained for other codes than the ones asked for, or for other rules."""

    def __init__(self, model: str, theirs: Sequence[str], ours: Sequence[str]) -> None:
        differ = f"codes with {listing(theirs)}; this codeframe has {listing(ours)}"
        if list(theirs) == list(ours):
            differ = "was made for the same codes with other numbers, or other rules for which may stand together"
        super().__init__(
            f"Model {model} {differ}. Train a model for this codeframe, or name the one the model was made for."
        )


class PipelineMismatchError(RefusedError):
    """A model that would have to run on another language pipeline than its own."""

    def __init__(self, model: str, trained_on: str, present: str, train_again: str) -> None:
        super().__init__(
            f"Model {model} was trained on the language pipeline {trained_on}, and here is {present}. "
            f"Install what it was trained on. To train again: {train_again}"
        )


class EncoderError(RefusedError):
    """A sentence encoder that is missing, damaged or not the one that is needed."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(
            f"The sentence encoder in {folder} cannot be used: {problem}. Restore the folder from a copy of textcoder, "
            "or work without it: --profile fast"
        )
        self.folder, self.problem = folder, problem


class EncoderPackageError(NotFoundError):
    """An encoder from a model hub, without the package that loads it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The encoder {name!r} needs a package that is not installed. Get it with: "
            'python -m pip install "textcoder[sentence-transformers]"; or go without: --encoder shipped'
        )
        self.name = name


class TuningPackagesError(NotFoundError):
    """The encoder is to be tuned, without the packages that can."""

    def __init__(self) -> None:
        super().__init__(
            "Tuning the encoder needs PyTorch and onnx, which are not installed. Get them with: "
            'python -m pip install "textcoder[tune]"; or train without --tune-encoder'
        )
