"""Out of the label store into files: the final codings in a survey's layouts, and codings for models to learn from."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Source, Status
from textcoder.files.formats import TableWriter, writer_for
from textcoder.files.layouts import LayoutName, LongLayout, wide_layout
from textcoder.files.table import Cell, Row
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import FinalCoding, StoredAnswer

_LEARNED_FROM = ("voice", "respondent", "variety", "weight", "constructed")
"""Background that training looks at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export."""

    survey: str
    question: str
    layout: LayoutName = LayoutName.DICHOTOMOUS
    with_text: bool = True
    excel: bool = False
    codeframe_version: int | None = None
    """None: the one in use, now or then."""
    as_of: datetime | None = None
    """The store as it was then; None: as it is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    answers: int
    by_source: Mapping[str, int]
    """Answers by where their coding is from."""
    left: int
    """Answers without a coding that counts."""
    codeframe: str
    sha256: str
    """Of the file."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What is about to be written."""

    codeframe: Codeframe
    by_model: Mapping[str, int]
    """Answers by the version of the model that coded them, where one did."""
    by_source: Mapping[str, int]


WriterOf = Callable[[Holds], TableWriter]
"""Makes the writer, when it is known what is to be written."""


def export_codings(store: Store, wanted: Wanted, out: Path, *, writer_of: WriterOf | None = None) -> Exported:
    """Write the coding that counts for each answer, in the order the answers came in.

    An answer nobody has coded has the status ``referred`` and no codes, neither 0 nor 1; one without a text is
    ``empty``. In the wide layouts background columns stand before the codes.

    Args:
        store: The label store.
        wanted: What.
        out: The file; its suffix says the format.
        writer_of: Makes what writes it; None: the writer for its suffix.

    Raises:
        NotStoredError: The question, or the version of its codeframe, is not there.
        FileProblemError: The name says no format that can be written.
        ColumnClashError: A background column has a name that is to be added.
        CannotWriteError: The operating system refused; what stood there stays.
    """
    writer = writer_for(out)
    frame, answers, final = _read(store, wanted)
    if writer_of is not None:
        writer = writer_of(_holds(frame, final))
    columns, lines = _lay_out(wanted, frame, answers)
    with writer(out, columns, excel=wanted.excel) as write:
        for answer in answers:
            for line in lines(answer, final.get(answer.key)):
                write(line)
    return _exported(answers, final, frame, out)


def _holds(frame: Codeframe, final: Mapping[int, FinalCoding]) -> Holds:
    models = Counter(one.model_version for one in final.values() if one.source is Source.MODEL and one.model_version)
    return Holds(frame, dict(sorted(models.items())), _by_source(final))


def _by_source(final: Mapping[int, FinalCoding]) -> dict[str, int]:
    sources = Counter(one.source for one in final.values())
    return {source.value: sources[source] for source in Source}


def export_training(store: Store, wanted: Wanted, out: Path) -> Exported:
    """Write the codings people gave, one for each answer: ``id, question, text, codes, coder`` and what training uses.

    Codes are ids: a list in JSONL, joined by ``;`` elsewhere. What is the model's, a rule's or an identical answer's is
    left out, since a model learns nothing from it.

    Raises:
        NotStoredError, FileProblemError, CannotWriteError: As for :func:`export_codings`.
    """
    writer = writer_for(out)
    frame, answers, final = _read(store, wanted)
    final = {key: one for key, one in final.items() if one.source is Source.HUMAN}
    answers = [answer for answer in answers if answer.key in final]
    beside = [name for name in _LEARNED_FROM if any(name in answer.background for answer in answers)]
    as_list = out.suffix.lower() in (".jsonl", ".ndjson")
    with writer(out, ["id", "question", "text", "codes", "coder", *beside], excel=wanted.excel) as write:
        for answer in answers:
            coding = final[answer.key]
            codes: Cell = list(coding.code_ids) if as_list else ";".join(coding.code_ids)
            coder = coding.coder.removeprefix("human:")
            values = [answer.background.get(name) for name in beside]
            write([answer.id, answer.question, answer.text, codes, coder, *values])
    return _exported(answers, final, frame, out)


def _read(store: Store, wanted: Wanted) -> tuple[Codeframe, list[StoredAnswer], dict[int, FinalCoding]]:
    asked = store.surveys.question(wanted.survey, wanted.question, as_of=wanted.as_of)
    frame = store.codeframes.get(asked.codeframe, wanted.codeframe_version or asked.codeframe_version)
    found = store.codings.final(
        wanted.survey, wanted.question, codeframe_version=wanted.codeframe_version, as_of=wanted.as_of
    )
    answers = store.answers.of(wanted.survey, wanted.question)
    if wanted.as_of is not None:
        answers = list(_as_of(store, answers, wanted.as_of))
    return frame, answers, {one.answer: one for one in found}


def _as_of(store: Store, answers: Sequence[StoredAnswer], moment: datetime) -> Iterator[StoredAnswer]:
    """The answers that were there, with the texts they had."""
    for answer in answers:
        if answer.imported_at > moment:
            continue
        had = store.answers.earlier_texts(answer.key) if answer.text_version > 1 else []
        replaced_since = next((one for one in had if one.replaced_at > moment), None)
        if replaced_since is None:
            yield answer
        else:
            yield StoredAnswer(
                key=answer.key,
                survey=answer.survey,
                question=answer.question,
                id=answer.id,
                text=replaced_since.text,
                text_version=replaced_since.text_version,
                text_key=replaced_since.text_key,
                background=answer.background,
                imported_at=answer.imported_at,
            )


_Lines = Callable[[StoredAnswer, FinalCoding | None], list[Row]]


def _lay_out(wanted: Wanted, frame: Codeframe, answers: Sequence[StoredAnswer]) -> tuple[Sequence[str], _Lines]:
    if wanted.layout is LayoutName.LONG:
        columns = LongLayout(frame, wanted.question, "", "").columns
        return columns, lambda answer, final: _long(frame, wanted.question, final).rows(
            answer.id, _coding(answer, final)
        )
    background = list(dict.fromkeys(name for answer in answers for name in answer.background))
    own = ["id", *background, *([wanted.question] if wanted.with_text else [])]
    wide = wide_layout(wanted.layout, frame, wanted.question, own)
    status = next(place for place, name in enumerate(wide.columns) if name.endswith("_status"))
    blank = wide.cells(Coding(frozenset(), "", None, Status.EMPTY))

    def lines(answer: StoredAnswer, final: FinalCoding | None) -> list[Row]:
        coding = _coding(answer, final)
        # Nothing is known of an answer that waits for a coder; 0 would say that no code applies.
        cells = wide.cells(coding) if final else [*blank[:status], coding.status.value, *blank[status + 1 :]]
        values = [answer.background.get(name) for name in background]
        return [[answer.id, *values, *([answer.text] if wanted.with_text else []), *cells]]

    return [*own, *wide.columns], lines


def _long(frame: Codeframe, question: str, final: FinalCoding | None) -> LongLayout:
    if final is None:
        return LongLayout(frame, question, "", "")
    return LongLayout(frame, question, final.coded_at.isoformat(timespec="seconds"), final.model_version)


def _coding(answer: StoredAnswer, final: FinalCoding | None) -> Coding:
    if final is None:
        return Coding(frozenset(), "", None, Status.REFERRED if answer.text.strip() else Status.EMPTY)
    return Coding(frozenset(final.code_ids), final.coder, final.source, Status.CODED, final.confidence)


def _exported(
    answers: Sequence[StoredAnswer], final: Mapping[int, FinalCoding], frame: Codeframe, out: Path
) -> Exported:
    return Exported(
        answers=len(answers),
        by_source=_by_source(final),
        left=sum(answer.key not in final for answer in answers),
        codeframe=f"{frame.id}:{frame.version}",
        sha256=hashlib.sha256(out.read_bytes()).hexdigest(),
    )
